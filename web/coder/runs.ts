import { batch, createMemo, createSignal, type Accessor, type Setter } from 'solid-js';
import type { CoderEvent } from '../../shared/chat.ts';
import type { OutputEntry, Run, RunOptions } from '../../shared/run.ts';
import type { CoderApi } from './api.ts';
import { RunOutput } from './output.ts';

/** The room's runs, newest first, and what they printed. */
export interface Runs {
  runs: Accessor<readonly Run[]>;
  /** Hides finished runs on this page; the room keeps them. */
  clearRuns: () => void;
  /** How many runs {@link clearRuns} has hidden. */
  cleared: Accessor<number>;
  showCleared: () => void;
  run: (runId: string) => Run | undefined;
  /** Undefined until the page knows any of it. The list grows in place; this read tracks its growth. */
  outputOf: (runId: string) => readonly OutputEntry[] | undefined;
  /** Loads a run with all its output, which the socket does not send for older runs. */
  loadRun: (runId: string) => Promise<void>;
  /** The run whose output the page shows: the newest, unless an older one was chosen. */
  shownRun: Accessor<Run | undefined>;
  showRun: (runId: string) => void;
  startRun: (entry: string, options?: RunOptions) => Promise<string>;
  stopRun: (runId: string) => Promise<void>;
  onEvent: (event: CoderEvent) => void;
  /** Called on each connection. The coder then sends the newest runs, and the output of the last one. */
  onConnected: () => void;
}

interface TrackedOutput {
  output: RunOutput;
  revision: Accessor<number>;
  setRevision: Setter<number>;
}

export const isOver = ({ state }: Pick<Run, 'state'>): boolean => state !== 'queued' && state !== 'running';

const textOf = ({ error, resultText }: Run): string =>
  `${error?.message ?? ''}${error?.stack ?? ''}${resultText ?? ''}`;

export function createRuns(api: CoderApi): Runs {
  const [allRuns, setAllRuns] = createSignal<readonly Run[]>([]);
  const [clearedIds, setClearedIds] = createSignal<ReadonlySet<string>>(new Set());
  const runs = createMemo(() => allRuns().filter(({ runId }) => !clearedIds().has(runId)));
  const [known, setKnown] = createSignal<ReadonlySet<string>>(new Set());
  const outputs = new Map<string, TrackedOutput>();
  const [chosen, setChosen] = createSignal<string>();
  const runOf = (runId: string): Run | undefined => allRuns().find((run) => run.runId === runId);

  const upsert = (run: Run): void => {
    setAllRuns((before) => {
      const at = before.findIndex(({ runId }) => runId === run.runId);
      const current = before[at];
      if (!current) return [run, ...before].toSorted((a, b) => b.number - a.number);
      // A response may be older than what the socket sent since, and lists contain shortened texts.
      const isLess = !isOver(run) || textOf(run).length < textOf(current).length;
      return isOver(current) && isLess ? before : before.with(at, run);
    });
  };

  const append = (runId: string, seq: number, entries: readonly OutputEntry[]): boolean => {
    let of = outputs.get(runId);
    if (!of) {
      if (seq > 0) return false;
      const [revision, setRevision] = createSignal(0);
      of = { output: new RunOutput(), revision, setRevision };
      outputs.set(runId, of);
      setKnown(new Set(outputs.keys()));
    }
    if (!of.output.append(seq, entries)) return false;
    of.setRevision((n) => n + 1);
    return true;
  };

  const loadRun = async (runId: string): Promise<void> => {
    const { run, output } = await api.run(runId);
    batch(() => {
      upsert(run);
      append(runId, 0, output);
    });
  };

  /** Loads a run in the background. The panel itself loads the run it shows, and reports an error. */
  const reload = (runId: string): void => {
    loadRun(runId).catch((error: unknown) => console.warn('tandem: output could not be read', error));
  };

  return {
    runs,
    clearRuns: () => {
      setChosen(undefined);
      setClearedIds(new Set(allRuns().flatMap((run) => (isOver(run) ? [run.runId] : []))));
    },
    cleared: createMemo(() => allRuns().length - runs().length),
    showCleared: () => setClearedIds(new Set<string>()),
    run: runOf,
    shownRun: createMemo(() => runs().find(({ runId }) => runId === chosen()) ?? runs()[0]),
    // Choosing the newest run follows new runs again.
    showRun: (runId) => setChosen(runId === runs()[0]?.runId ? undefined : runId),
    outputOf: (runId) => {
      if (!known().has(runId)) return undefined;
      const of = outputs.get(runId);
      of?.revision();
      return of?.output.entries;
    },
    loadRun,
    startRun: (entry, options = {}) => api.startRun(entry, options),
    stopRun: (runId) => api.stopRun(runId),
    onEvent: (event) => {
      if (event.type === 'run') upsert(event.run);
      // After a gap, load the whole run, which includes these lines.
      else if (event.type === 'run-output' && !append(event.runId, event.seq, event.entries))
        reload(event.runId);
    },
    onConnected: () => {
      // What these runs printed while the page was disconnected is not sent again.
      for (const run of allRuns()) if (!isOver(run) && outputs.has(run.runId)) reload(run.runId);
    },
  };
}
