import { type Accessor, createMemo, createSignal, type Setter } from 'solid-js';
import type { Coder } from '../coder/coder.ts';

/** A line abandoned with Ctrl+C at the prompt; only this page shows it. */
export interface DroppedLine {
  cwd: string;
  text: string;
  /** The id of the room's newest command at that time. */
  after: number;
}

/** What this page shows of the room's terminal, and the line being typed. It outlives the panel. */
export interface TerminalView {
  typed: Accessor<string>;
  setTyped: Setter<string>;
  /** Command ids, with the dropped lines between them, oldest first. */
  rows: Accessor<readonly (number | DroppedLine)[]>;
  drop: (cwd: string) => void;
  /** Hides all but running commands on this page; the room keeps them. */
  clear: () => void;
  isStopping: (id: number) => boolean;
  stop: (id: number) => Promise<void>;
}

export function createTerminalView(coder: Coder): TerminalView {
  const [typed, setTyped] = createSignal('');
  const [cleared, setCleared] = createSignal<ReadonlySet<number>>(new Set());
  const [dropped, setDropped] = createSignal<readonly DroppedLine[]>([]);
  const [stopping, setStopping] = createSignal<ReadonlySet<number>>(new Set());

  const rows = createMemo(() => {
    const ids = coder.terminal().flatMap(({ id }) => (cleared().has(id) ? [] : [id]));
    const all: (number | DroppedLine)[] = [...ids, ...dropped()];
    const placeOf = (row: number | DroppedLine): number => (typeof row === 'number' ? row : row.after + 0.5);
    return all.toSorted((a, b) => placeOf(a) - placeOf(b));
  });

  return {
    typed,
    setTyped,
    rows,
    drop: (cwd) => {
      setDropped((before) => [...before, { cwd, text: typed(), after: coder.terminal().at(-1)?.id ?? 0 }]);
      setTyped('');
    },
    clear: () => {
      setDropped([]);
      setCleared(
        new Set(
          coder
            .terminal()
            .flatMap(({ id, state }) => (state === 'running' && !cleared().has(id) ? [] : [id])),
        ),
      );
    },
    isStopping: (id) => stopping().has(id),
    stop: async (id) => {
      setStopping((before) => new Set([...before, id]));
      try {
        await coder.stopCommand(id);
      } finally {
        setStopping((before) => new Set([...before].filter((other) => other !== id)));
      }
    },
  };
}
