import { createSignal } from 'solid-js';
import { type Purged, purgeRequestSchema } from '../../shared/purge.ts';
import type { Call } from '../coder/api.ts';
import { showToast } from '../ui/toast.tsx';
import { purge } from './owner-calls.ts';
import { OwnerQuestion } from './OwnerQuestion.tsx';
import { purgeMessage } from './purge-message.ts';

/** The result stays visible long enough to read. */
const resultMs = 30_000;

/** Asks for a text and purges it from the whole room. */
export function PurgeDialog(props: { call: Call; onClose: () => void }) {
  const [text, setText] = createSignal('');
  const [isSure, setSure] = createSignal(false);
  const purgeText = async (): Promise<void> => {
    const request = purgeRequestSchema.safeParse({ text: text() });
    if (!request.success) throw new Error(request.error.issues[0]?.message ?? 'This text cannot be purged.');
    const purged: Purged = await purge(props.call, request.data.text);
    showToast(purgeMessage(purged), undefined, resultMs);
  };
  return (
    <OwnerQuestion
      title="Purge a text?"
      act="Purge for everyone"
      keep="Cancel"
      ready={text().trim() !== '' && isSure()}
      progress="Purging. Running programs are stopped, and everyone’s page reloads…"
      onAct={purgeText}
      onClose={() => props.onClose()}
    >
      <p>
        For a secret that got in by mistake. “••••••••” replaces this text everywhere in the room: in files
        and their names, the trash, settings, chat, runs, the terminal, approvals and the list of actions. The
        whole history up to now is deleted.
      </p>
      <p>
        It does not reach copies that others have, downloads, a model’s provider, or other spellings of the
        text (in capitals, encoded). <strong>Revoke the secret where it is used, too.</strong>
      </p>
      <label class="owner-field">
        <span>The exact text, with all of its lines if it has several</span>
        <textarea
          class="field owner-text"
          rows="3"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          autofocus
          value={text()}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <label class="owner-check">
        <input
          type="checkbox"
          checked={isSure()}
          onChange={(event) => setSure(event.currentTarget.checked)}
        />
        <span>
          Earlier versions are deleted permanently, and nobody can undo earlier changes or turns of the agent.
        </span>
      </label>
    </OwnerQuestion>
  );
}
