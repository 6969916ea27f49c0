import { type Accessor, createEffect, createRoot, createSignal, on } from 'solid-js';
import { lazyAnswers } from '../../shared/lazy-answers.ts';
import type { PartName, Turn, TurnChange } from '../../shared/turn.ts';
import { read } from './api.ts';
import type { Coder } from './coder.ts';

/** The agent's turns that changed files. All calls reject with a `CommandError`. */
export interface Turns {
  /** Newest first; undefined until loaded. */
  list: Accessor<readonly Turn[] | undefined>;
  /** Loads the list, which from then on follows what happens. */
  load: () => Promise<void>;
  /** Undoes the turn's changes to files, or some parts of them, without touching anyone else's text. */
  undo: (turn: string, parts?: readonly PartName[]) => Promise<void>;
  redo: (turn: string, parts?: readonly PartName[]) => Promise<void>;
  /** Marks parts as reviewed. */
  keep: (turn: string, parts: readonly PartName[]) => Promise<void>;
  /** What undoing (or redoing) a turn would change now. */
  preview: (turn: string, verb: 'undo' | 'redo') => Promise<TurnChange[]>;
  /** The turn whose review is open. */
  reviewed: Accessor<string | undefined>;
  setReviewed: (turn: string | undefined) => void;
}

const known = new WeakMap<Coder, Turns>();

/** The room's turns, the same for the whole page. Loaded after the first paint, so not a part of the `Coder` itself. */
export function turnsOf(coder: Coder): Turns {
  let turns = known.get(coder);
  if (!turns) {
    turns = createRoot(() => createTurns(coder));
    known.set(coder, turns);
  }
  return turns;
}

function createTurns(coder: Coder): Turns {
  const [list, setList] = createSignal<readonly Turn[]>();
  const [reviewed, setReviewed] = createSignal<string>();
  /** Turns that were sent since the list was requested, and are newer than the answer. */
  const sent = new Map<string, Turn>();
  const withSent = (turns: readonly Turn[]): Turn[] => {
    const byId = new Map([...turns.map((turn) => [turn.id, turn] as const), ...sent]);
    return [...byId.values()].sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
  };
  coder.onTurn((turn) => {
    sent.set(turn.id, turn);
    setList((before) => before && withSent(before));
  });
  const load = async (): Promise<void> => {
    sent.clear();
    const { turns } = read(lazyAnswers['GET turns'], await coder.call('GET', 'turns'));
    setList(withSent(turns));
  };
  createEffect(
    on(
      coder.connection,
      (connection) => {
        // What happened during a break was not sent; if this fails, the next connection loads it.
        if (connection === 'open' && list()) load().catch(() => undefined);
      },
      { defer: true },
    ),
  );
  const pathOf = (turn: string, verb: string): string => `turns/${encodeURIComponent(turn)}/${verb}`;
  const post = async (turn: string, verb: string, body: object): Promise<void> => {
    await coder.call('POST', pathOf(turn, verb), body);
  };
  return {
    list,
    load,
    undo: (turn, parts) => post(turn, 'undo', parts ? { parts } : {}),
    redo: (turn, parts) => post(turn, 'redo', parts ? { parts } : {}),
    keep: (turn, parts) => post(turn, 'keep', { parts }),
    preview: async (turn, verb) => {
      const answer = await coder.call('POST', pathOf(turn, verb), { preview: true });
      return read(lazyAnswers['POST turns/<id>/undo (preview)'], answer).files;
    },
    reviewed,
    setReviewed,
  };
}
