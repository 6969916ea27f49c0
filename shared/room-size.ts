import type * as Y from 'yjs';
import { allTexts, emptyTrashed, listTrash, textOf } from './doc.ts';
import { TandemError } from './errors.ts';
import { roomLimits } from './limits.ts';
import { plainText } from './text.ts';

export const byteLength = (text: string): number => new TextEncoder().encode(text).length;

interface Counted {
  length: number;
  bytes: number;
}

/** Sizes that hold until the text changes: nobody's write may cost a reading of the whole room. */
const counted = new WeakMap<Y.Doc, WeakMap<object, Counted>>();

function countedIn(doc: Y.Doc): WeakMap<object, Counted> {
  const known = counted.get(doc);
  if (known) return known;
  const sizes = new WeakMap<object, Counted>();
  counted.set(doc, sizes);
  doc.on('afterTransaction', ({ changed }: Y.Transaction) => {
    for (const type of changed.keys()) sizes.delete(type);
  });
  return sizes;
}

function sizeOf(doc: Y.Doc, text: Y.Text): number {
  const sizes = countedIn(doc);
  const open: { changed: ReadonlyMap<unknown, unknown> } | null = doc._transaction;
  const known = open?.changed.has(text) === true ? undefined : sizes.get(text);
  // Of a text that a transaction makes and then changes, Yjs tells neither.
  if (known?.length === text.length) return known.bytes;
  const bytes = byteLength(plainText(text));
  sizes.set(text, { length: text.length, bytes });
  return bytes;
}

/** What the room holds: bytes of all texts, those in the trash too. */
function roomBytes(doc: Y.Doc): number {
  let bytes = 0;
  for (const text of allTexts(doc).keys()) bytes += sizeOf(doc, text);
  return bytes;
}

/** How many bytes more the texts of these files have in `other`, a version of the same document. */
export function growthTo(doc: Y.Doc, other: Y.Doc, ids: Iterable<string>): number {
  const size = (of: Y.Doc, text: Y.Text | undefined): number => (text ? sizeOf(of, text) : 0);
  let bytes = 0;
  for (const id of ids) bytes += size(other, textOf(other, id)) - size(doc, textOf(doc, id));
  return bytes;
}

/** Whether there is place for so many bytes, or could be made. @throws TandemError `too_large` */
export const assertRoomFor = (doc: Y.Doc, bytes: number): void => void toEmpty(doc, bytes, new Set());

/**
 * Asked within a change that adds so many bytes, before it does: empties of the trash what was deleted first, as far as
 * that is needed. The room itself takes more, since what people write at the same moment comes on top.
 * @param keep files of the trash that the change brings back
 * @throws TandemError `too_large` when that is not enough; nothing is changed then
 */
export function makeRoom(doc: Y.Doc, bytes: number, keep: ReadonlySet<string> = new Set()): void {
  for (const id of toEmpty(doc, bytes, keep)) emptyTrashed(doc, id);
}

function toEmpty(doc: Y.Doc, bytes: number, keep: ReadonlySet<string>): string[] {
  const emptied: string[] = [];
  if (bytes <= 0) return emptied;
  let missing = roomBytes(doc) + bytes - roomLimits.maxDocumentBytes;
  for (const { id } of missing > 0 ? listTrash(doc).toReversed() : []) {
    const text = textOf(doc, id);
    if (missing <= 0) break;
    if (!text || keep.has(id)) continue;
    emptied.push(id);
    missing -= sizeOf(doc, text);
  }
  if (missing > 0) {
    const most = roomLimits.maxDocumentBytes / 1024 ** 2;
    throw new TandemError(
      'too_large',
      `The room is full: it holds ${most} MiB of text. Delete something first.`,
    );
  }
  return emptied;
}
