import { batch, createMemo, createSignal, type Accessor, type Setter } from 'solid-js';
import type { CoderEvent } from '../../shared/chat.ts';
import type { OutputEntry, Run, RunOptions } from '../../shared/run.ts';
import type { CoderApi } from './api.ts';
import { RunOutput } from './output.ts';

/** The room's runs, newest first, and what they printed. */
export interface Runs {
  runs: Accessor<readonly Run[]>;
  /** Takes the runs that are over off this page alone; the room keeps them. */
  clearRuns: () => void;
  /** How many runs {@link clearRuns} took away. */
  cleared: Accessor<number>;
  showCleared: () => void;
  run: (runId: string) => Run | undefined;
  /** Undefined until something of it is known; the list only grows, and reading it here follows its growth. */
  outputOf: (runId: string) => readonly OutputEntry[] | undefined;
  /** Reads a run with all its output; needed for those that ended before the page came. */
  loadRun: (runId: string) => Promise<void>;
  /** The run whose output is on the page: the newest, unless an older one was chosen to be read. */
  shownRun: Accessor<Run | undefined>;
  showRun: (runId: string) => void;
  startRun: (entry: string, options?: RunOptions) => Promise<string>;
  stopRun: (runId: string) => Promise<void>;
  onEvent: (event: CoderEvent) => void;
  /** The coder tells each page that connects of the newest runs, and what the last one printed. */
  onConnected: () => void;
}

interface Shown {
  output: RunOutput;
  revision: Accessor<number>;
  setRevision: Setter<number>;
}

export const isOver = ({ state }: Pick<Run, 'state'>): boolean => state !== 'queued' && state !== 'running';

const textOf = ({ error, resultText }: Run): string =>
  `${error?.message ?? ''}${error?.stack ?? ''}${resultText ?? ''}`;

export function createRuns(api: CoderApi): Runs {
  const [kept, setKept] = createSignal<readonly Run[]>([]);
  const [clearedIds, setClearedIds] = createSignal<ReadonlySet<string>>(new Set());
  const runs = createMemo(() => kept().filter(({ runId }) => !clearedIds().has(runId)));
  const [known, setKnown] = createSignal<ReadonlySet<string>>(new Set());
  const shown = new Map<string, Shown>();
  const [chosen, setChosen] = createSignal<string>();
  const runOf = (runId: string): Run | undefined => kept().find((run) => run.runId === runId);

  const upsert = (run: Run): void => {
    setKept((before) => {
      const at = before.findIndex(({ runId }) => runId === run.runId);
      const current = before[at];
      if (!current) return [run, ...before].toSorted((a, b) => b.number - a.number);
      // An answer that was under way while the run ended is older than what the socket said, and in a list texts are cut.
      const isLess = !isOver(run) || textOf(run).length < textOf(current).length;
      return isOver(current) && isLess ? before : before.with(at, run);
    });
  };

  const append = (runId: string, seq: number, entries: readonly OutputEntry[]): boolean => {
    let of = shown.get(runId);
    if (!of) {
      if (seq > 0) return false;
      const [revision, setRevision] = createSignal(0);
      of = { output: new RunOutput(), revision, setRevision };
      shown.set(runId, of);
      setKnown(new Set(shown.keys()));
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

  /** Nobody waits for these: the panel loads what it shows and says when that fails. */
  const fill = (runId: string): void => {
    loadRun(runId).catch((error: unknown) => console.warn('tandem: output could not be read', error));
  };

  return {
    runs,
    clearRuns: () => {
      setChosen(undefined);
      setClearedIds(new Set(kept().flatMap((run) => (isOver(run) ? [run.runId] : []))));
    },
    cleared: createMemo(() => kept().length - runs().length),
    showCleared: () => setClearedIds(new Set<string>()),
    run: runOf,
    shownRun: createMemo(() => runs().find(({ runId }) => runId === chosen()) ?? runs()[0]),
    // Whoever goes back to the newest wants to see the next one too.
    showRun: (runId) => setChosen(runId === runs()[0]?.runId ? undefined : runId),
    outputOf: (runId) => {
      if (!known().has(runId)) return undefined;
      const of = shown.get(runId);
      of?.revision();
      return of?.output.entries;
    },
    loadRun,
    startRun: (entry, options = {}) => api.startRun(entry, options),
    stopRun: (runId) => api.stopRun(runId),
    onEvent: (event) => {
      if (event.type === 'run') upsert(event.run);
      // With a hole before it: the whole run is asked for, and has these lines too.
      else if (event.type === 'run-output' && !append(event.runId, event.seq, event.entries))
        fill(event.runId);
    },
    onConnected: () => {
      // What these printed while there was no connection is not told again.
      for (const run of kept()) if (!isOver(run) && shown.has(run.runId)) fill(run.runId);
    },
  };
}
