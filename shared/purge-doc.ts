import * as Y from 'yjs';
import { allTexts, claimedPath, claimPath } from './doc.ts';
import { newUlid } from './ids.ts';
import { metaOf, purgeMarkKey } from './meta.ts';
import { findText, purgeMask, valueWithout } from './purge.ts';
import { roots } from './roots.ts';
import { plainText } from './text.ts';
import { clientsIn, structsOf } from './yjs-internals.ts';

/** How many files, including the trash, contain a text in their content, path or id. */
export function filesHolding(doc: Y.Doc, text: string): number {
  const holds = (value: unknown): boolean => typeof value === 'string' && findText(value, text).length > 0;
  return [...allTexts(doc)].filter(([file, id]) => {
    const content = file instanceof Y.Text ? plainText(file) : '';
    return [content, claimedPath(doc, id), id].some(holds);
  }).length;
}

/**
 * The current document as one update, without a text and without anything that was ever deleted in it. The mask that
 * replaces the text is written under the client id `mark`.
 */
export function documentWithout(doc: Y.Doc, text: string, mark: number): Uint8Array {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  // Yjs gives a root its type only when it is requested with one.
  const [files, paths, meta] = [copy.getMap(roots.files), copy.getMap(roots.paths), metaOf(copy)];
  copy.clientID = mark;
  copy.transact((transaction) => {
    for (const item of foreignItemsIn(copy)) item.delete(transaction);
    for (const file of files.values()) if (file instanceof Y.Text) purgeFile(file, text);
    for (const map of [paths, meta]) purgeMap(map, text);
    meta.set(purgeMarkKey, mark);
  });
  const update = Y.encodeStateAsUpdate(copy);
  return isInNames(update, text) ? Y.encodeStateAsUpdate(rebuild(copy, text, mark)) : update;
}

function purgeFile(file: Y.Text, text: string): void {
  for (const { start, end } of findText(plainText(file), text).toReversed()) {
    file.delete(start, end - start);
    file.insert(start, purgeMask);
  }
}

function purgeMap(map: Y.Map<unknown>, text: string): void {
  for (const [name, value] of map) {
    const isPlain = !(value instanceof Y.AbstractType || value instanceof Uint8Array);
    const kept = isPlain ? valueWithout(value, text) : undefined;
    if (!isPlain) map.delete(name);
    else if (kept !== value) map.set(name, kept);
  }
}

/** Whether a key or root name contains the text: names survive the deletion of what they name. */
const isInNames = (update: Uint8Array, text: string): boolean =>
  Y.decodeUpdate(update).structs.some((struct) => {
    if (!(struct instanceof Y.Item)) return false;
    const names: unknown[] = [struct.parentSub, struct.parent];
    return names.some((name) => typeof name === 'string' && findText(name, text).length > 0);
  });

/**
 * The same content in a new document, all of it under the client id `mark`. Our own pages never create such names; a
 * room with a client that did loses the record of who wrote what.
 */
function rebuild(doc: Y.Doc, text: string, mark: number): Y.Doc {
  const anew = new Y.Doc();
  anew.clientID = mark;
  anew.transact(() => {
    for (const [file, named] of allTexts(doc)) {
      if (!(file instanceof Y.Text)) continue;
      const id = findText(named, text).length > 0 ? newUlid() : named;
      anew.getMap(roots.files).set(id, new Y.Text(plainText(file)));
      claimPath(anew, id, claimedPath(doc, named));
    }
    for (const [name, value] of metaOf(doc))
      if (findText(name, text).length === 0) metaOf(anew).set(name, value);
  });
  return anew;
}

/** Items of a document besides files, paths and settings: other roots, formats and embeds, which no page shows. */
function* foreignItemsIn(doc: Y.Doc): Generator<Y.Item> {
  const files = doc.getMap(roots.files);
  const maps: unknown[] = [doc.getMap(roots.paths), metaOf(doc)];
  for (const client of clientsIn(doc)) {
    for (const item of structsOf(doc, client)) {
      if (!(item instanceof Y.Item) || item.deleted) continue;
      const { parent, content } = item;
      const isFile = parent === files && content instanceof Y.ContentType && content.type instanceof Y.Text;
      const isInFile = parent instanceof Y.Text && parent.parent === files;
      const isText = isInFile && content instanceof Y.ContentString;
      const isPlace = maps.includes(parent) && item.parentSub !== null;
      if (!isFile && !isText && !isPlace) yield item;
    }
  }
}
