import * as Y from 'yjs';
import { plainText, type TextEdit } from '../../../shared/text.ts';
import { alignedDiff } from '../../../shared/text-diff.ts';
import type { IdRange } from '../text/id-range.ts';
import { visible } from './durable-hunks.ts';
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

/**
 * What the agent knows of a text after changes of its own: what it knew, without what it deleted, with what it wrote.
 * @param own who writes for it, and the characters that it has deleted since
 * @returns undefined when the known characters cannot be identified
 */
export function withOwnChanges(
  text: Y.Text,
  { text: before, characters }: ReadText,
  own: { isOwn: (client: number) => boolean; deleted: Iterable<IdRange> },
): ReadText | undefined {
  if (!characters) return undefined;
  const known = byClient(characters);
  const deleted = byClient(own.deleted);
  const out: IdRange[] = [];
  let now = '';
  let index = 0;
  for (const item of itemsOf(text)) {
    const { client, clock } = item.id;
    const content = item.content instanceof Y.ContentString ? item.content.str : undefined;
    for (const { from, to, isIn } of cutBy(clock, item.length, known.get(client) ?? [])) {
      if (!isIn) {
        if (item.deleted || content === undefined || !own.isOwn(client)) continue;
        out.push({ client, clock: clock + from, length: to - from });
        now += content.slice(from, to);
        continue;
      }
      // What others deleted stays known: it is their change, and not yet the agent's.
      const gone = item.deleted ? (deleted.get(client) ?? []) : [];
      for (const piece of cutBy(clock + from, to - from, gone)) {
        if (piece.isIn) continue;
        out.push({ client, clock: clock + from + piece.from, length: piece.to - piece.from });
        now += before.slice(index + piece.from, index + piece.to);
      }
      index += to - from;
    }
  }
  return index === before.length ? { text: now, characters: out } : undefined;
}

/** An edit of a known text by others. */
export interface KnownChange extends TextEdit {
  /** Only an insertion, in the same line by the writer of the character before it, who typed on. */
  goesOn?: true;
}

/** The ranges of each client, by clock. */
function byClient(ids: Iterable<IdRange>): Map<number, IdRange[]> {
  const found = new Map<number, IdRange[]>();
  for (const range of ids) {
    const ranges = found.get(range.client) ?? [];
    ranges.push(range);
    found.set(range.client, ranges);
  }
  for (const ranges of found.values()) ranges.sort((a, b) => a.clock - b.clock);
  return found;
}

/**
 * What others changed in a text that the agent knows, as edits of it in ascending order.
 *
 * It goes by the ids of the characters: letters alone cannot tell a deleted line from an equal one that
 * stayed.
 */
export function changesSince(text: Y.Text, known: ReadText): KnownChange[] {
  const edits = known.characters && exactChanges(text, known.text, known.characters);
  return edits ?? alignedDiff(known.text, plainText(text));
}

/** @returns undefined when the known text is not what the room has under these ids */
function exactChanges(
  text: Y.Text,
  before: string,
  characters: readonly IdRange[],
): KnownChange[] | undefined {
  const out: KnownChange[] = [];
  const known = byClient(characters);
  let index = 0;
  let change = { index, remove: 0, insert: '', goesOn: false };
  /** The id after that of the known character before. */
  let next: Y.ID | undefined;
  const close = (): void => {
    // Someone who restores deleted text, or types it again, means the same text.
    const removed = before.slice(change.index, change.index + change.remove);
    for (const edit of alignedDiff(removed, change.insert)) {
      const goesOn = change.goesOn && change.remove === 0;
      out.push({ ...edit, index: edit.index + change.index, ...(goesOn && { goesOn }) });
    }
  };
  for (const item of itemsOf(text)) {
    const content = item.content instanceof Y.ContentString ? item.content.str : '';
    for (const { from, to, isIn } of cutBy(item.id.clock, item.length, known.get(item.id.client) ?? [])) {
      if (item.deleted) {
        if (!isIn) continue;
        change.remove += to - from;
        index += to - from;
      } else if (isIn) {
        if (before.slice(index, index + to - from) !== content.slice(from, to)) return undefined;
        close();
        index += to - from;
        change = { index, remove: 0, insert: '', goesOn: false };
        const isLineEnd = before[index - 1] === '\n';
        next = isLineEnd ? undefined : Y.createID(item.id.client, item.id.clock + to);
      } else {
        const id = Y.createID(item.id.client, item.id.clock + from);
        if (change.insert === '') change.goesOn = next !== undefined && Y.compareIDs(next, id);
        change.insert += content.slice(from, to);
      }
    }
  }
  close();
  return index === before.length ? out : undefined;
}

/** Cuts consecutive ids of one client into those in `ranges`, which are ascending, and the others. */
function cutBy(
  clock: number,
  length: number,
  ranges: readonly IdRange[],
): { from: number; to: number; isIn: boolean }[] {
  const out: { from: number; to: number; isIn: boolean }[] = [];
  let at = 0;
  for (let i = firstBehind(ranges, clock); ; i++) {
    const range = ranges[i];
    if (!range || range.clock >= clock + length) break;
    const from = Math.max(at, range.clock - clock);
    const to = Math.min(length, range.clock + range.length - clock);
    if (from > at) out.push({ from: at, to: from, isIn: false });
    out.push({ from, to, isIn: true });
    at = to;
  }
  if (at < length) out.push({ from: at, to: length, isIn: false });
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
