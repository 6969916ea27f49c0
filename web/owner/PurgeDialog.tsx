import { createSignal } from 'solid-js';
import { type Purged, purgeRequestSchema } from '../../shared/purge.ts';
import type { OwnerCalls } from '../coder/api.ts';
import { say } from '../ui/toast.tsx';
import { OwnerQuestion } from './OwnerQuestion.tsx';
import { wordsOfPurged } from './words-of-purged.ts';

/** What it came to stays until one has read it. */
const resultMs = 30_000;

/** Asks for a text, and takes it out of all of the room. */
export function PurgeDialog(props: { owner: OwnerCalls; onClose: () => void }) {
  const [text, setText] = createSignal('');
  const [isSure, setSure] = createSignal(false);
  const purge = async (): Promise<void> => {
    const request = purgeRequestSchema.safeParse({ text: text() });
    if (!request.success) throw new Error(request.error.issues[0]?.message ?? 'This text cannot be purged.');
    const purged: Purged = await props.owner.purge(request.data.text);
    say(wordsOfPurged(purged), undefined, resultMs);
  };
  return (
    <OwnerQuestion
      title="Purge a text?"
      act="Purge for everyone"
      keep="Leave it"
      ready={text().trim() !== '' && isSure()}
      progress="Taking it out. What runs is stopped, and the pages of everyone load anew…"
      onAct={purge}
      onClose={() => props.onClose()}
    >
      <p>
        For a secret that got in by mistake. Wherever the room has this text, “••••••••” stands in its place:
        in files and their names, the trash, settings, chat, runs, the terminal, questions and the list of
        actions. All of the history before goes.
      </p>
      <p>
        It does not reach copies that others have, what was downloaded, a model’s provider, or the text
        written otherwise (in capitals, encoded). <strong>Make the secret void where it is used, too.</strong>
      </p>
      <label class="owner-field">
        <span>The text, to the letter; all of its lines if it has several</span>
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
          Earlier versions go for good, nobody can undo what was done before, and turns of the agent neither.
        </span>
      </label>
    </OwnerQuestion>
  );
}
