import Plus from 'lucide-solid/icons/plus';
import { createSignal, For, Show } from 'solid-js';
import { errorMessage } from '../../shared/errors.ts';
import { runLimits } from '../../shared/limits.ts';
import { deleteRunConfig, type RunConfig, saveRunConfig } from '../../shared/run-configs.ts';
import type { RunOptions } from '../../shared/run.ts';
import type { Room } from '../room/room.ts';
import { Modal } from '../ui/Modal.tsx';
import type { RunTarget } from '../runs/run-target.ts';
import { joinArgs, splitArgs } from './split-args.ts';

const newId = 'new';

/** Creates, edits and deletes the room's run configurations, for everyone. */
export function RunConfigs(props: { room: Room; target: RunTarget; onClose: () => void }) {
  const [shown, setShown] = createSignal(props.target.configs()[0]?.id ?? newId);
  /** Identifies the current form. Saving a new configuration changes its id but must keep the form. */
  const [form, setForm] = createSignal(1);
  const show = (id: string): void => {
    setShown(id);
    setForm((n) => n + 1);
  };
  const config = () => props.target.configs().find(({ id }) => id === shown());
  return (
    <Modal title="Run configurations" onClose={() => props.onClose()}>
      <div class="run-configs">
        <nav class="run-configs-list" aria-label="Configurations">
          <For each={props.target.configs()}>
            {({ id, name }) => (
              <button
                type="button"
                class="run-configs-name"
                aria-current={shown() === id ? 'true' : undefined}
                onClick={() => show(id)}
              >
                {name}
              </button>
            )}
          </For>
          <button
            type="button"
            class="run-configs-name run-configs-new"
            aria-current={shown() === newId || !config() ? 'true' : undefined}
            onClick={() => show(newId)}
          >
            <Plus size={14} /> New
          </button>
        </nav>
        {/* Keyed, so that each configuration gets a new form without the last one's values. */}
        <Show when={form()} keyed>
          {(_form) => (
            <ConfigForm
              target={props.target}
              config={config()}
              onSave={(next) => {
                const kept = saveRunConfig(props.room.doc, next, config()?.id);
                setShown(kept);
                props.target.choose(kept);
              }}
              onDelete={() => {
                deleteRunConfig(props.room.doc, shown());
                show(props.target.configs()[0]?.id ?? newId);
              }}
            />
          )}
        </Show>
      </div>
    </Modal>
  );
}

function ConfigForm(props: {
  target: RunTarget;
  config: RunConfig | undefined;
  /** @throws Error with a message to show */
  onSave: (config: Omit<RunConfig, 'id'>) => void;
  onDelete: () => void;
}) {
  const [problem, setProblem] = createSignal('');
  const [saved, setSaved] = createSignal(false);
  const file = () => props.config?.file ?? props.target.files()[0]?.id;
  const options = (): RunOptions => props.config?.options ?? {};

  const save = (form: HTMLFormElement): void => {
    try {
      props.onSave(read(new FormData(form)));
      setProblem('');
      setSaved(true);
    } catch (error) {
      setProblem(errorMessage(error));
    }
  };

  return (
    <form
      class="run-configs-form"
      onSubmit={(event) => {
        event.preventDefault();
        save(event.currentTarget);
      }}
      onInput={() => setSaved(false)}
    >
      <label>
        Name
        <input
          class="field"
          name="name"
          required
          maxLength={runLimits.maxConfigNameLength}
          value={props.config?.name ?? ''}
        />
      </label>
      <label>
        File
        <select class="field" name="file" required>
          <For each={props.target.files()}>
            {({ id, path }) => (
              <option value={id} selected={id === file()}>
                {path}
              </option>
            )}
          </For>
        </select>
      </label>
      <label>
        Arguments
        <input
          class="field run-configs-code"
          name="args"
          spellcheck={false}
          placeholder="--verbose input.txt"
          value={joinArgs(options().args ?? [])}
        />
      </label>
      <label>
        Environment
        <textarea
          class="field run-configs-code"
          name="env"
          rows={3}
          spellcheck={false}
          placeholder="NAME=value, one per line"
          aria-describedby="run-configs-env-note"
          value={Object.entries(options().env ?? {})
            .map(([name, value]) => `${name}=${value}`)
            .join('\n')}
        />
      </label>
      <p class="run-configs-note" id="run-configs-env-note">
        Everyone in the room can read these: do not put secrets here.
      </p>
      <label>
        Time limit, in seconds
        <input
          class="field run-configs-time"
          name="timeout"
          type="number"
          min="0.1"
          step="0.1"
          max={runLimits.maxTimeoutMs / 1000}
          placeholder={String(runLimits.defaultTimeoutMs / 1000)}
          value={options().timeoutMs === undefined ? '' : (options().timeoutMs ?? 0) / 1000}
        />
      </label>
      <Show when={problem()}>
        <p class="run-configs-problem" role="alert">
          {problem()}
        </p>
      </Show>
      <footer class="run-configs-actions">
        <Show when={props.config}>
          <button type="button" class="button button-quiet" onClick={() => props.onDelete()}>
            Delete
          </button>
        </Show>
        <span class="runs-space" />
        <span role="status">{saved() ? 'Saved' : ''}</span>
        <button type="submit" class="button button-primary">
          Save
        </button>
      </footer>
    </form>
  );
}

/** @throws Error with a message to show */
function read(form: FormData): Omit<RunConfig, 'id'> {
  const field = (name: string): string => {
    const value = form.get(name);
    return typeof value === 'string' ? value : '';
  };
  const args = splitArgs(field('args'));
  const env: Record<string, string> = {};
  for (const line of field('env').split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const [, name, value] = /^\s*([A-Za-z_]\w*)=(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new Error(`“${line}” is not NAME=value.`);
    env[name] = value;
  }
  const timeout = field('timeout');
  return {
    name: field('name'),
    file: field('file'),
    options: {
      ...(args.length > 0 && { args }),
      ...(Object.keys(env).length > 0 && { env }),
      ...(timeout !== '' && { timeoutMs: Math.round(Number(timeout) * 1000) }),
    },
  };
}
