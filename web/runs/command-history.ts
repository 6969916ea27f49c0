import { type Accessor, createEffect, createMemo, createSignal } from 'solid-js';
import * as z from 'zod/mini';
import { pageLimits } from '../../shared/limits.ts';
import { keep } from '../storage.ts';

/**
 * One's commands in this room, oldest first. This browser keeps them longer than the room does, and a page that joins
 * gets only the room's newest.
 * @param own the commands that the room has, oldest first
 */
export function createCommandHistory(
  room: string,
  own: Accessor<readonly string[]>,
): Accessor<readonly string[]> {
  const stored = keep(`commands:${room}`, z.array(z.string()), []);
  const all = createMemo(() => joined(stored.get(), own()));
  createEffect(() => {
    // Before the room has told its commands, there is nothing to add.
    if (own().length > 0) stored.set([...all()]);
  });
  return all;
}

/** Kept commands that the room does not have, then the room's. */
export function joined(kept: readonly string[], own: readonly string[]): readonly string[] {
  const recent = new Set(own);
  return distinct([...kept.filter((command) => !recent.has(command)), ...own]).slice(
    -pageLimits.keptCommands,
  );
}

/** Without those that repeat the one before. */
const distinct = (commands: readonly string[]): readonly string[] =>
  commands.filter((command, at) => command !== commands[at - 1]);

/** How far back someone is in their command history, and the line they were writing before. */
export interface Recall {
  /** 0 is the line being written. */
  back: number;
  draft: string;
}

export const noRecall: Recall = { back: 0, draft: '' };

/**
 * Moves through one's command history.
 * @param commands oldest first
 * @param typed the line at the prompt now
 * @param by 1 for an older command, -1 for a newer one
 */
export function recall(
  { back, draft }: Recall,
  commands: readonly string[],
  typed: string,
  by: 1 | -1,
): { recall: Recall; text: string } {
  const different = distinct(commands);
  const next = Math.max(0, Math.min(different.length, back + by));
  const kept = back === 0 ? typed : draft;
  return { recall: { back: next, draft: kept }, text: next === 0 ? kept : (different.at(-next) ?? '') };
}

/** A search through one's command history, as with Ctrl+R in a shell. */
export interface HistorySearch {
  /** Undefined while none is under way. */
  query: Accessor<string | undefined>;
  /** The command that was found. */
  match: Accessor<string | undefined>;
  setQuery: (query: string) => void;
  /** Begins, or goes on to an older match. */
  older: () => void;
  newer: () => void;
  end: () => void;
}

export function createHistorySearch(commands: Accessor<readonly string[]>): HistorySearch {
  const [query, setQuery] = createSignal<string>();
  /** How many newer matches were passed over. */
  const [skipped, setSkipped] = createSignal(0);
  const matches = (): readonly string[] => matchesOf(commands(), query() ?? '');
  return {
    query,
    match: () => matches()[skipped()],
    setQuery: (text) => {
      setSkipped(0);
      setQuery(text);
    },
    older: () => {
      if (query() === undefined) setQuery('');
      else setSkipped(Math.max(0, Math.min(skipped() + 1, matches().length - 1)));
    },
    newer: () => setSkipped(Math.max(0, skipped() - 1)),
    end: () => {
      setSkipped(0);
      setQuery(undefined);
    },
  };
}

/** The different commands that contain a text, newest first; none for no text. */
export const matchesOf = (commands: readonly string[], text: string): readonly string[] =>
  text === '' ? [] : [...new Set(commands.filter((command) => command.includes(text)).toReversed())];
