import { fromBase64UrlEncoded, toBase64UrlEncoded } from 'lib0/buffer';
import * as Y from 'yjs';
import type { Author } from '../../../shared/roles.ts';

/** What the agent knows of a file: what it last read, with its own changes since. */
export interface Mark {
  /** Of the last read. */
  version: string;
  text: string;
  /** The turn that read it. */
  turn: string;
  /** Only some of its lines were shown, or its own changes went otherwise than it can know. */
  partial: boolean;
}

export interface ChangedLines {
  /** 1-based lines of the text as it is now, with whoever wrote the new of them. */
  lines: { line: number; by: string }[];
}

/** The version token of a text: the state vector of all who wrote in it, base64url. */
export function versionOf(doc: Y.Doc, text: Y.Text): string {
  const state = Y.decodeStateVector(Y.encodeStateVector(doc));
  const clocks = new Map<number, number>();
  for (let item = text._start; item !== null; item = item.right) {
    clocks.set(item.id.client, state.get(item.id.client) ?? 0);
  }
  return toBase64UrlEncoded(Y.encodeStateVector(clocks));
}

/** The lines that hold something written since `version`, not under `ownClientId`. Removals leave no line behind and are not among them. */
export function changedSince(
  text: Y.Text,
  version: string,
  authorOf: (clientId: number) => Author | undefined,
  ownClientId?: number,
): ChangedLines {
  let state: Map<number, number>;
  try {
    state = Y.decodeStateVector(fromBase64UrlEncoded(version));
  } catch {
    // Not a token that was given out: nothing can be said about it.
    return { lines: [] };
  }
  const byLine = new Map<number, string>();
  let line = 1;
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue;
    const known = Math.max(0, (state.get(item.id.client) ?? 0) - item.id.clock);
    const content = item.content instanceof Y.ContentString ? item.content.str : '';
    for (let at = 0; at < content.length; at++) {
      if (at >= known && item.id.client !== ownClientId && !byLine.has(line)) {
        byLine.set(line, authorOf(item.id.client)?.name ?? 'someone');
      }
      if (content[at] === '\n') line++;
    }
  }
  return { lines: [...byLine].map(([number, by]) => ({ line: number, by })) };
}

/** `lines 3–5 and 9 by Ann; line 12 by Ben`; empty when nothing is known to have changed. */
export function describeChanges({ lines }: ChangedLines): string {
  const byAuthor = new Map<string, number[]>();
  for (const { line, by } of lines) byAuthor.set(by, [...(byAuthor.get(by) ?? []), line]);
  return [...byAuthor]
    .map(([by, numbers]) => `line${numbers.length > 1 ? 's' : ''} ${ranges(numbers)} by ${by}`)
    .join('; ');
}

function ranges(numbers: readonly number[]): string {
  const out: [number, number][] = [];
  for (const number of numbers) {
    const last = out.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else out.push([number, number]);
  }
  return out.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}
