import { createMemo, createSignal, For, Match, onCleanup, onMount, Show, Switch } from 'solid-js';
import { counted } from '../files/counted.ts';
import '../files/dialogs.css';
import type { FileJob } from '../files/jobs.ts';
import type { Room } from '../room.ts';
import { Modal } from '../ui/Modal.tsx';
import { say } from '../ui/toast.tsx';
import { conflictsOf, importFiles, type Imported, type OnConflict } from './plan.ts';
import { type Incoming, readSources, type Refused, type Source, wordsOf } from './read.ts';
import { sourcesOfEntries, sourcesOfFiles, sourcesOfZip } from './sources.ts';

type Stage =
  | { name: 'working'; what: string; done: number; of: number }
  | { name: 'asking'; incoming: Incoming[]; refused: Refused[]; taken: string[] }
  | { name: 'done'; result: Imported };

/** Of each reason, how many paths are named. */
const namedPaths = 20;

/** Brings files, folders and archives in: reads, asks about paths that are taken, adds, and tells what stayed out. */
export default function ImportDialog(props: {
  room: Room;
  job: Extract<FileJob, { kind: 'import' }>;
  onClose: () => void;
}) {
  const [stage, setStage] = createSignal<Stage>({ name: 'working', what: 'Reading', done: 0, of: 0 });
  let ended = false;
  onCleanup(() => (ended = true));
  onMount(() => void read());

  const read = async (): Promise<void> => {
    const refused: Refused[] = [];
    const sources: Source[] = [];
    const { files, entries, folder } = props.job;
    try {
      for (const file of files) {
        if (!file.name.toLowerCase().endsWith('.zip')) sources.push(...sourcesOfFiles([file]));
        else sources.push(...(await unzipped(file, refused)));
      }
      for (const source of await sourcesOfEntries(entries)) {
        if (!source.path.toLowerCase().endsWith('.zip')) sources.push(source);
        else
          sources.push(
            ...(await unzipped(new File([new Uint8Array(await source.bytes())], source.path), refused)),
          );
      }
    } catch (error) {
      refused.push({ path: 'What was given', reason: `could not be read: ${wordsOf(error)}` });
    }
    const placed = sources.map((source) => {
      const path = source.path.replace(/^\//, '');
      return { ...source, path: folder === '' ? path : `${folder}/${path}` };
    });
    const seen = await readSources(placed, (done) =>
      setStage({ name: 'working', what: 'Reading', done, of: placed.length }),
    );
    if (ended) return;
    refused.push(...seen.refused);
    const taken = conflictsOf(props.room.doc, seen.incoming);
    if (taken.length > 0) setStage({ name: 'asking', incoming: seen.incoming, refused, taken });
    else await add(seen.incoming, refused, 'keep both');
  };
  const add = async (incoming: Incoming[], refused: Refused[], onConflict: OnConflict): Promise<void> => {
    const tell = (done: number): void => {
      if (!ended) setStage({ name: 'working', what: 'Adding', done, of: incoming.length });
    };
    tell(0);
    const result = await importFiles(props.room.doc, incoming, onConflict, {
      onProgress: tell,
      pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      mayGoOn: () => !ended && props.room.editable(),
    });
    result.refused.unshift(...refused);
    if (!ended && (result.refused.length > 0 || result.renamed.length > 0)) {
      setStage({ name: 'done', result });
      return;
    }
    say(summaryOf(result));
    if (!ended) props.onClose();
  };
  const reasons = createMemo(() => {
    const now = stage();
    const byReason = new Map<string, string[]>();
    if (now.name === 'done') {
      for (const { path, reason } of now.result.refused)
        byReason.set(reason, [...(byReason.get(reason) ?? []), path]);
      for (const { from, to } of now.result.renamed) {
        const reason = 'here under another name, for theirs was taken';
        byReason.set(reason, [...(byReason.get(reason) ?? []), `${from} → ${to}`]);
      }
    }
    return [...byReason].map(([reason, paths]) => ({ reason, paths }));
  });
  const stageOf = <N extends Stage['name']>(name: N): Extract<Stage, { name: N }> | undefined => {
    const now = stage();
    return isStage(now, name) ? now : undefined;
  };
  return (
    <Modal title="Import" onClose={() => props.onClose()}>
      <div class="dialog-body">
        <Switch>
          <Match when={stageOf('working')}>
            {(now) => (
              <>
                <p role="status">
                  {now().what}
                  {now().of > 0 && `: ${now().done} of ${now().of}`}
                </p>
                <progress
                  class="dialog-progress"
                  aria-label={now().what}
                  max={Math.max(1, now().of)}
                  value={now().done}
                />
                <div class="dialog-actions">
                  <button autofocus type="button" class="button" onClick={() => props.onClose()}>
                    Stop
                  </button>
                </div>
              </>
            )}
          </Match>
          <Match when={stageOf('asking')}>
            {(now) => (
              <>
                <p>
                  The room has{' '}
                  {counted(now().taken.length, 'file of the same path', 'files of the same paths')}:{' '}
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
          <Match when={stageOf('done')}>
            {(now) => (
              <>
                <p role="status">{summaryOf(now().result)}</p>
                <div
                  class="dialog-reasons"
                  tabIndex={0}
                  role="group"
                  aria-label="What did not come in as it was"
                >
                  <For each={reasons()}>
                    {({ reason, paths }) => (
                      <>
                        <h3 class="dialog-reason">
                          {counted(paths.length, 'file', 'files')} {reason}
                        </h3>
                        <ul>
                          <For each={paths.slice(0, namedPaths)}>{(path) => <li>{path}</li>}</For>
                          <Show when={paths.length > namedPaths}>
                            <li>and {paths.length - namedPaths} more</li>
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

async function unzipped(file: File, refused: Refused[]): Promise<Source[]> {
  try {
    return await sourcesOfZip(file);
  } catch (error) {
    refused.push({ path: file.name, reason: `could not be unpacked: ${wordsOf(error)}` });
    return [];
  }
}

function summaryOf({ added, replaced, renamed, refused }: Imported): string {
  const parts = [`Imported ${counted(added + renamed.length, 'file', 'files')}`];
  if (replaced > 0) parts.push(`replaced ${replaced}`);
  if (refused.length > 0) parts.push(`left out ${refused.length}`);
  return `${parts.join(', ')}.`;
}

const isStage = <N extends Stage['name']>(stage: Stage, name: N): stage is Extract<Stage, { name: N }> =>
  stage.name === name;
