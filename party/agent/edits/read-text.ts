import * as Y from 'yjs';
import { alignedDiff, plainText, type TextEdit } from '../../../shared/text.ts';
import type { IdRange } from '../text/id-range.ts';
import { visible } from './durable-hunks.ts';
import { applyHunks } from '../text/line-diff.ts';
import { itemsOf } from '../../../shared/yjs-internals.ts';

/** What the agent knows of a text: what it last read, with its own changes since. */
export interface ReadText {
  text: string;
  /** The ids of these characters, in order. Undefined when its own changes cannot be identified any more. */
  characters: readonly IdRange[] | undefined;
}

export const readTextNow = (text: Y.Text): ReadText => ({
  text: plainText(text),
  characters: [...visible(text)].map(({ item: { id, length } }) => rangeOf(id, length)),
});

/** What the agent knows after its own edits. @param typed the characters it wrote for them, in text order */
export function readTextAfter(
  { text, characters }: ReadText,
  edits: readonly TextEdit[],
  typed: readonly IdRange[],
): ReadText {
  const written = edits.reduce((sum, { insert }) => sum + insert.length, 0);
  const now = applyHunks(text, edits);
  if (!characters || lengthOf(typed) !== written) return { text: now, characters: undefined };
  const out: IdRange[] = [];
  let [from, fromTyped] = [0, 0];
  for (const { index, remove, insert } of edits) {
    out.push(...part(characters, from, index), ...part(typed, fromTyped, fromTyped + insert.length));
    from = index + remove;
    fromTyped += insert.length;
  }
  return { text: now, characters: [...out, ...part(characters, from, text.length)] };
}

/**
 * @returns a function that gives all that was written in the text under a client id since this call, in text
 *   order
 */
export function writtenFrom(text: Y.Text, client: number): () => IdRange[] {
  const clock = text.doc ? Y.getState(text.doc.store, client) : 0;
  return () => {
    const out: IdRange[] = [];
    for (const item of itemsOf(text)) {
      const end = item.id.clock + item.length;
      const from = Math.max(item.id.clock, clock);
      // Text written right after earlier text of the same client is one item with it.
      if (item.id.client === client && from < end) out.push({ client, clock: from, length: end - from });
    }
    return out;
  };
}

/**
 * What others changed in a text that the agent knows, as edits of it in ascending order.
 *
 * It goes by the ids of the characters: letters alone cannot tell a deleted line from an equal one that
 * stayed.
 */
export function changesSince(text: Y.Text, known: ReadText): TextEdit[] {
  const edits = known.characters && exactChanges(text, known.text, known.characters);
  return edits ?? alignedDiff(known.text, plainText(text));
}

/** @returns undefined when the known text is not what the room has under these ids */
function exactChanges(text: Y.Text, before: string, characters: readonly IdRange[]): TextEdit[] | undefined {
  const out: TextEdit[] = [];
  const byClient = new Map<number, IdRange[]>();
  for (const range of characters) {
    const ranges = byClient.get(range.client) ?? [];
    ranges.push(range);
    byClient.set(range.client, ranges);
  }
  for (const ranges of byClient.values()) ranges.sort((a, b) => a.clock - b.clock);
  let index = 0;
  let change = { index, remove: 0, insert: '' };
  const close = (): void => {
    // Someone who restores deleted text, or types it again, means the same text.
    const removed = before.slice(change.index, change.index + change.remove);
    for (const edit of alignedDiff(removed, change.insert)) {
      out.push({ ...edit, index: edit.index + change.index });
    }
  };
  for (const item of itemsOf(text)) {
    const content = item.content instanceof Y.ContentString ? item.content.str : '';
    for (const { from, to, isKnown } of cutByKnown(item, byClient.get(item.id.client) ?? [])) {
      if (item.deleted) {
        if (!isKnown) continue;
        change.remove += to - from;
        index += to - from;
      } else if (isKnown) {
        if (before.slice(index, index + to - from) !== content.slice(from, to)) return undefined;
        close();
        index += to - from;
        change = { index, remove: 0, insert: '' };
      } else change.insert += content.slice(from, to);
    }
  }
  close();
  return index === before.length ? out : undefined;
}

/** Cuts an item into known and unknown parts. @param ranges the known ones of the item's client, by clock */
function cutByKnown(
  { id: { clock }, length }: Y.Item,
  ranges: readonly IdRange[],
): { from: number; to: number; isKnown: boolean }[] {
  const out: { from: number; to: number; isKnown: boolean }[] = [];
  let at = 0;
  for (let i = firstBehind(ranges, clock); ; i++) {
    const range = ranges[i];
    if (!range || range.clock >= clock + length) break;
    const from = Math.max(at, range.clock - clock);
    const to = Math.min(length, range.clock + range.length - clock);
    if (from > at) out.push({ from: at, to: from, isKnown: false });
    out.push({ from, to, isKnown: true });
    at = to;
  }
  if (at < length) out.push({ from: at, to: length, isKnown: false });
  return out;
}

/** The position of the first range that ends after `clock`. */
function firstBehind(ranges: readonly IdRange[], clock: number): number {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle];
    if (range && range.clock + range.length <= clock) low = middle + 1;
    else high = middle;
  }
  return low;
}

const rangeOf = ({ client, clock }: Y.ID, length: number): IdRange => ({ client, clock, length });

const lengthOf = (ranges: readonly IdRange[]): number => ranges.reduce((sum, { length }) => sum + length, 0);

/** The characters from place `start` to `end`, both counted over all ranges. */
function part(ranges: readonly IdRange[], start: number, end: number): IdRange[] {
  const out: IdRange[] = [];
  let at = 0;
  for (const { client, clock, length } of ranges) {
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, length);
    if (from < to) out.push({ client, clock: clock + from, length: to - from });
    at += length;
    if (at >= end) break;
  }
  return out;
}
