import { createMemo, createSignal, For, Match, onCleanup, onMount, Show, Switch } from 'solid-js';
import { pluralize } from '../ui/pluralize.ts';
import type { Room } from '../room/room.ts';
import { Modal } from '../ui/Modal.tsx';
import { ofKind } from '../ui/kinds.ts';
import { showToast } from '../ui/toast.tsx';
import { conflictsOf, importFiles, type Imported, type OnConflict } from './plan.ts';
import { type Incoming, readSources, type Refused } from './read.ts';
import { type ImportJob, sourcesOf } from './sources.ts';
import { WorkProgress } from './WorkProgress.tsx';

type Stage =
  | { kind: 'working'; what: string; done: number; of: number }
  | { kind: 'asking'; incoming: Incoming[]; refused: Refused[]; taken: string[] }
  | { kind: 'done'; result: Imported };

/** How many paths are listed for each reason. */
const listedPaths = 20;

/** Imports files, folders and archives: reads them, asks about taken paths, adds them, and lists what was skipped. */
export function ImportDialog(props: { room: Room; job: ImportJob; onClose: () => void }) {
  const [stage, setStage] = createSignal<Stage>({ kind: 'working', what: 'Reading', done: 0, of: 0 });
  let ended = false;
  onCleanup(() => (ended = true));
  onMount(() => void read());

  const read = async (): Promise<void> => {
    const { files, entries, folder } = props.job;
    const picked = await sourcesOf(files, entries);
    const place = <T extends { path: string }>(one: T): T => {
      const path = one.path.replace(/^\//, '');
      return { ...one, path: folder === '' ? path : `${folder}/${path}` };
    };
    const placed = picked.sources.map(place);
    const seen = await readSources(placed, (done) =>
      setStage({ kind: 'working', what: 'Reading', done, of: placed.length }),
    );
    if (ended) return;
    const refused = [...picked.refused.map(place), ...seen.refused];
    const taken = conflictsOf(props.room.doc, seen.incoming);
    if (taken.length > 0) setStage({ kind: 'asking', incoming: seen.incoming, refused, taken });
    else await add(seen.incoming, refused, 'keep both');
  };
  const add = async (incoming: Incoming[], refused: Refused[], onConflict: OnConflict): Promise<void> => {
    const showProgress = (done: number): void => {
      if (!ended) setStage({ kind: 'working', what: 'Adding', done, of: incoming.length });
    };
    showProgress(0);
    const result = await importFiles(props.room.doc, incoming, onConflict, {
      onProgress: showProgress,
      pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      canContinue: () => !ended && props.room.editable(),
    });
    result.refused.unshift(...refused);
    if (!ended && (result.refused.length > 0 || result.renamed.length > 0)) {
      setStage({ kind: 'done', result });
      return;
    }
    showToast(summaryOf(result));
    if (!ended) props.onClose();
  };
  const reasons = createMemo(() => {
    const now = stage();
    const byReason = new Map<string, string[]>();
    if (now.kind === 'done') {
      for (const { path, reason } of now.result.refused)
        byReason.set(reason, [...(byReason.get(reason) ?? []), path]);
      for (const { from, to } of now.result.renamed) {
        const reason = 'renamed, because the path was taken';
        byReason.set(reason, [...(byReason.get(reason) ?? []), `${from} → ${to}`]);
      }
    }
    return [...byReason].map(([reason, paths]) => ({ reason, paths }));
  });
  return (
    <Modal title="Import" onClose={() => props.onClose()}>
      <div class="dialog-body">
        <Switch>
          <Match when={ofKind(stage(), 'working')}>
            {(now) => (
              <WorkProgress
                what={now().what}
                done={now().done}
                of={now().of}
                onStop={() => props.onClose()}
              />
            )}
          </Match>
          <Match when={ofKind(stage(), 'asking')}>
            {(now) => (
              <>
                <p>
                  The room already has{' '}
                  {pluralize(now().taken.length, 'file at the same path', 'files at the same paths')}:{' '}
                  {now().taken.slice(0, 3).join(', ')}
                  {now().taken.length > 3 && ' …'}
                </p>
                <div class="dialog-actions">
                  <For each={choices}>
                    {({ choice, label }) => (
                      <button
                        autofocus={choice === 'keep both'}
                        type="button"
                        class="button"
                        classList={{ 'button-primary': choice === 'keep both' }}
                        onClick={() => void add(now().incoming, now().refused, choice)}
                      >
                        {label}
                      </button>
                    )}
                  </For>
                </div>
              </>
            )}
          </Match>
          <Match when={ofKind(stage(), 'done')}>
            {(now) => (
              <>
                <p role="status">{summaryOf(now().result)}</p>
                <div
                  class="dialog-reasons"
                  tabIndex={0}
                  role="group"
                  aria-label="Files that were skipped or renamed"
                >
                  <For each={reasons()}>
                    {({ reason, paths }) => (
                      <>
                        <h3 class="dialog-reason">
                          {paths[0]?.endsWith('/')
                            ? pluralize(paths.length, 'folder', 'folders')
                            : pluralize(paths.length, 'file', 'files')}{' '}
                          {reason}
                        </h3>
                        <ul>
                          <For each={paths.slice(0, listedPaths)}>{(path) => <li>{path}</li>}</For>
                          <Show when={paths.length > listedPaths}>
                            <li>and {paths.length - listedPaths} more</li>
                          </Show>
                        </ul>
                      </>
                    )}
                  </For>
                </div>
                <div class="dialog-actions">
                  <button
                    autofocus
                    type="button"
                    class="button button-primary"
                    onClick={() => props.onClose()}
                  >
                    Close
                  </button>
                </div>
              </>
            )}
          </Match>
        </Switch>
      </div>
    </Modal>
  );
}

const choices = [
  { choice: 'skip', label: 'Skip them' },
  { choice: 'replace', label: 'Replace their text' },
  { choice: 'keep both', label: 'Keep both' },
] as const;

function summaryOf({ added, replaced, renamed, refused }: Imported): string {
  const parts = [`Imported ${pluralize(added + renamed.length, 'file', 'files')}`];
  if (replaced > 0) parts.push(`replaced ${replaced}`);
  if (refused.length > 0) parts.push(`skipped ${refused.length}`);
  return `${parts.join(', ')}.`;
}
