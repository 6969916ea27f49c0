import { fromBase64UrlEncoded, toBase64UrlEncoded } from 'lib0/buffer';
import * as Y from 'yjs';
import { agentLimits } from '../../../shared/limits.ts';
import type { Author } from '../../../shared/roles.ts';
import { plainText } from '../../../shared/text.ts';
import { wordDiff } from '../../../shared/text-diff.ts';
import type { ReadText } from './read-text.ts';
import { lineChanges } from '../text/line-diff.ts';
import { itemsOf } from '../../../shared/yjs-internals.ts';

/** What the agent knows of a file, and since when. */
export interface ReadSnapshot extends ReadText {
  /** Where the agent saw the file; undefined when that is not known. */
  path?: string | undefined;
  /** The last read. */
  read: Read;
  /** Those before it, newest first, as far as they are kept. */
  earlier?: readonly Read[] | undefined;
  /** The turn that read it. */
  turn: string;
  /** Only some of its lines were shown, or an edit of the agent did not go as planned. */
  partial: boolean;
  /** The lines that were shown so far, if not all: 1-based, ascending. */
  shown?: readonly LineRange[] | undefined;
}

export interface Read {
  /** Names the read to the model: `v1` for the first of a file. */
  version: string;
  /** The state vector of all who had written in the text, base64url. */
  state: string;
}

export interface LineRange {
  from: number;
  to: number;
}

/** What the agent knows of the room's files, by their ids. */
export interface ReadSnapshots {
  keys(): Iterable<string>;
  get(file: string): ReadSnapshot | undefined;
  set(file: string, snapshot: ReadSnapshot): unknown;
}

export interface ChangedLines {
  /** 1-based lines of the text as it is now that hold new text, with whoever wrote it. */
  lines: { line: number; by: string }[];
  /** What is gone; nobody is named, because Yjs does not record who deletes. */
  gone: Gone[];
}

/**
 * `line` is 1-based, in the text as it is now: where these lines were, or, without `texts`, the line that
 * lost text.
 */
interface Gone {
  line: number;
  texts: string[];
}

/** Joins ranges of lines that touch or overlap. */
export function joinedRanges(ranges: readonly LineRange[]): LineRange[] {
  const out: LineRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = out.at(-1);
    if (last && range.from <= last.to + 1) last.to = Math.max(last.to, range.to);
    else out.push({ ...range });
  }
  return out;
}

/** The read that follows the last one of a file. */
export function nextRead(doc: Y.Doc, text: Y.Text, last: ReadSnapshot | undefined): Read {
  const number = last ? Number(/^v(\d+)$/.exec(last.read.version)?.[1] ?? 0) : 0;
  return { version: `v${number + 1}`, state: stateOf(doc, text) };
}

/** The state at a read of this version, or at the last one; undefined when it is not known any more. */
export const stateAt = ({ read, earlier = [] }: ReadSnapshot, version = read.version): string | undefined =>
  [read, ...earlier].find((each) => each.version === version)?.state;

/** The state vector of all who wrote in a text, base64url. */
function stateOf(doc: Y.Doc, text: Y.Text): string {
  const state = Y.decodeStateVector(Y.encodeStateVector(doc));
  const clocks = new Map<number, number>();
  for (const item of itemsOf(text)) {
    clocks.set(item.id.client, state.get(item.id.client) ?? 0);
  }
  return toBase64UrlEncoded(Y.encodeStateVector(clocks));
}

/**
 * The lines with something written since the `state` of a read, not under `ownClientId`; and what is gone, when `known`
 * gives the text of that read with the agent's own changes since.
 */
export function changedSince(
  text: Y.Text,
  { state: encoded, known }: { state: string; known?: string | undefined },
  authorOf: (clientId: number) => Author | undefined,
  ownClientId?: number,
): ChangedLines {
  let state: Map<number, number>;
  try {
    state = Y.decodeStateVector(fromBase64UrlEncoded(encoded));
  } catch {
    // Not one of ours: nothing can be said about it.
    return { lines: [], gone: [] };
  }
  const byLine = new Map<number, string>();
  let line = 1;
  for (const item of itemsOf(text)) {
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
  const gone = known === undefined ? [] : goneBetween(known, plainText(text), byLine);
  return { lines: [...byLine].map(([number, by]) => ({ line: number, by })), gone };
}

/** What is gone without anything new in its place; what was replaced is listed by its line. */
function goneBetween(known: string, current: string, written: ReadonlyMap<number, string>): Gone[] {
  let shift = 0;
  return lineChanges(known, wordDiff(known, current)).flatMap(({ line, minus, plus }) => {
    const now = line + shift;
    shift += plus.length - minus.length;
    if (minus.length > plus.length) return [{ line: now, texts: minus }];
    const lost = minus.length > 0 && !plus.some((_, i) => written.has(now + i));
    return lost ? [{ line: now, texts: [] }] : [];
  });
}

/** `lines 3–5, 9 by Ann; line 12 by Ben; gone at line 14: “x”`; empty when nothing is known to have changed. */
export function describeChanges({ lines, gone }: ChangedLines): string {
  const byAuthor = new Map<string, number[]>();
  for (const { line, by } of lines) byAuthor.set(by, [...(byAuthor.get(by) ?? []), line]);
  const written = [...byAuthor].map(
    ([by, numbers]) => `line${numbers.length > 1 ? 's' : ''} ${ranges(numbers)} by ${by}`,
  );
  const most = agentLimits.goneLinesShown;
  const more = gone.length > most ? [`more gone at ${gone.length - most} other places`] : [];
  return [...written, ...gone.slice(0, most).map(describeGone), ...more].join('; ');
}

function describeGone({ line, texts }: Gone): string {
  if (texts.length === 0) return `text gone from line ${line}`;
  const shown = texts.slice(0, agentLimits.goneLinesShown).map((text) => {
    const start = text.trim().slice(0, agentLimits.goneLineUnits).toWellFormed();
    return `“${start}${start.length < text.trim().length ? '…' : ''}”`;
  });
  const more = texts.length - shown.length;
  return `gone at line ${line}: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
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
