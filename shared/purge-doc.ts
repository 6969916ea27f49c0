import * as Y from 'yjs';
import { allTexts, claimedPath, claimPath } from './doc.ts';
import { newUlid } from './ids.ts';
import { metaOf, purgeMarkKey } from './meta.ts';
import { findText, purgeMask, valueWithout } from './purge.ts';
import { roots } from './roots.ts';
import { plainText } from './text.ts';
import { clientsIn, structsOf } from './yjs-internals.ts';

/** How many files, those in the trash too, hold a text, in what they say or where they are. */
export function filesHolding(doc: Y.Doc, text: string): number {
  const holds = (value: unknown): boolean => typeof value === 'string' && findText(value, text).length > 0;
  return [...allTexts(doc)].filter(([file, id]) => {
    const said = file instanceof Y.Text ? plainText(file) : '';
    return [said, claimedPath(doc, id), id].some(holds);
  }).length;
}

/**
 * A document as it is now, in one update: without a text, and without all that was ever deleted in it. What takes the
 * text's place is written under the client id `mark`.
 */
export function documentWithout(doc: Y.Doc, text: string, mark: number): Uint8Array {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  // Asked for, they are what they are: until then no root has a type.
  const [files, paths, meta] = [copy.getMap(roots.files), copy.getMap(roots.paths), metaOf(copy)];
  copy.clientID = mark;
  copy.transact((transaction) => {
    for (const item of strangersIn(copy)) item.delete(transaction);
    for (const file of files.values()) if (file instanceof Y.Text) purgeFile(file, text);
    for (const map of [paths, meta]) purgeMap(map, text);
    meta.set(purgeMarkKey, mark);
  });
  const update = Y.encodeStateAsUpdate(copy);
  return isInNames(update, text) ? Y.encodeStateAsUpdate(writtenAnew(copy, text, mark)) : update;
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

/** Whether a text stands in a key or a root's name: those stay when what they name is deleted. */
const isInNames = (update: Uint8Array, text: string): boolean =>
  Y.decodeUpdate(update).structs.some((struct) => {
    if (!(struct instanceof Y.Item)) return false;
    const names: unknown[] = [struct.parentSub, struct.parent];
    return names.some((name) => typeof name === 'string' && findText(name, text).length > 0);
  });

/**
 * The same in a new document, all of it under the client id `mark`. No page gives such names: they come by a client that was
 * made for it, and cost the room the knowledge of who wrote what.
 */
function writtenAnew(doc: Y.Doc, text: string, mark: number): Y.Doc {
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

/** What stands in a document beside files, paths and settings: other roots, formats and pictures, which the product does not show. */
function* strangersIn(doc: Y.Doc): Generator<Y.Item> {
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
