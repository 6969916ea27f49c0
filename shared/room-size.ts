import type * as Y from 'yjs';
import { allTexts, emptyTrashed, listTrash, textOf } from './doc.ts';
import { TandemError } from './errors.ts';
import { roomLimits } from './limits.ts';
import { plainText } from './text.ts';
import { changedSoFar } from './yjs-internals.ts';

export const byteLength = (text: string): number => new TextEncoder().encode(text).length;

interface TextSize {
  length: number;
  bytes: number;
}

/** Sizes cached until the text changes, so that a write does not have to read the whole room. */
const sizesByDoc = new WeakMap<Y.Doc, WeakMap<object, TextSize>>();

function cachedSizes(doc: Y.Doc): WeakMap<object, TextSize> {
  const known = sizesByDoc.get(doc);
  if (known) return known;
  const sizes = new WeakMap<object, TextSize>();
  sizesByDoc.set(doc, sizes);
  doc.on('afterTransaction', ({ changed }: Y.Transaction) => {
    for (const type of changed.keys()) sizes.delete(type);
  });
  return sizes;
}

function sizeOf(doc: Y.Doc, text: Y.Text): number {
  const sizes = cachedSizes(doc);
  const known = changedSoFar(doc)?.has(text) === true ? undefined : sizes.get(text);
  // Yjs does not report a text that one transaction both creates and changes: compare the length too.
  if (known?.length === text.length) return known.bytes;
  const bytes = byteLength(plainText(text));
  sizes.set(text, { length: text.length, bytes });
  return bytes;
}

/** The bytes of all texts in the room, including the trash. */
function roomBytes(doc: Y.Doc): number {
  let bytes = 0;
  for (const text of allTexts(doc).keys()) bytes += sizeOf(doc, text);
  return bytes;
}

/** How many bytes the texts of these files grow by from `doc` to `other`, another version of the same document. */
export function growthTo(doc: Y.Doc, other: Y.Doc, ids: Iterable<string>): number {
  const size = (of: Y.Doc, text: Y.Text | undefined): number => (text ? sizeOf(of, text) : 0);
  let bytes = 0;
  for (const id of ids) bytes += size(other, textOf(other, id)) - size(doc, textOf(doc, id));
  return bytes;
}

/** Checks that so many bytes fit, if necessary by emptying the trash. @throws TandemError `too_large` */
export const assertSpaceFor = (doc: Y.Doc, bytes: number): void => void trashToEmpty(doc, bytes, new Set());

/**
 * Frees space for so many bytes by emptying files in the trash, the earliest deleted first and no more than needed. Call
 * it in the same change, before adding the bytes. The room itself accepts more, for what people write at the same
 * moment.
 * @param keep files in the trash that the change restores
 * @throws TandemError `too_large`, without a change, when even that is not enough
 */
export function freeSpace(doc: Y.Doc, bytes: number, keep: ReadonlySet<string> = new Set()): void {
  for (const id of trashToEmpty(doc, bytes, keep)) emptyTrashed(doc, id);
}

function trashToEmpty(doc: Y.Doc, bytes: number, keep: ReadonlySet<string>): string[] {
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
