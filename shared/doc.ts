import * as Y from 'yjs';
import { TandemError } from './errors.ts';
import { assertFileSize } from './file-size.ts';
import { newUlid } from './ids.ts';
import { roomLimits } from './limits.ts';
import { metaOf } from './meta.ts';
import { isPath, normalizePath, parentsOf, pathClaims } from './paths.ts';
import { roots } from './roots.ts';
import { cleanText, plainText } from './text.ts';
import { holderOf, newestItemOf } from './yjs-internals.ts';

/**
 * The files of a room's document, which are read and written through this file, its settings through `meta.ts`. Its Yjs
 * roots are accessed elsewhere only to purge it (`purge-doc.ts`) and to check what updates write (`party/room/`).
 *
 * - `files`: file id → its text. A text is never deleted: deleting a file removes only its path, so that concurrent
 *   typing is kept and a restore brings everything back. When the room needs the space, the text is emptied but stays.
 * - `paths`: file id → path. A rename sets one key. A file with a text and no path is in the trash.
 * - `meta`: under `trash:` and the file's id, where a deleted file was, and when it was deleted.
 */
const filesOf = (doc: Y.Doc): Y.Map<Y.Text> => doc.getMap(roots.files);
const pathsOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap(roots.paths);

export interface FileEntry {
  id: string;
  path: string;
}

/**
 * The room's files with the path each is shown under, sorted by path; the same on every peer.
 * When files claim the same path, or a path that is another's folder, the oldest id keeps it; the others are numbered.
 */
export function listFiles(doc: Y.Doc): FileEntry[] {
  const texts = filesOf(doc);
  const claims: FileEntry[] = [];
  for (const [id, path] of pathsOf(doc)) {
    if (typeof path !== 'string' || !(texts.get(id) instanceof Y.Text)) continue;
    // Anyone who may edit can write anything here, bypassing our own checks.
    claims.push({ id, path: isPath(path) ? path : 'unnamed' });
  }
  claims.sort((a, b) => (a.id < b.id ? -1 : 1));
  const claim = pathClaims();
  const entries = claims.map(({ id, path }) => ({ id, path: claim(path) }));
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

export function fileIdAt(doc: Y.Doc, path: string): string | undefined {
  return listFiles(doc).find((entry) => entry.path === path)?.id;
}

export function pathOf(doc: Y.Doc, id: string): string | undefined {
  return listFiles(doc).find((entry) => entry.id === id)?.path;
}

/** The file's text, even if the file is in the trash. */
export function textOf(doc: Y.Doc, id: string): Y.Text | undefined {
  return filesOf(doc).get(id);
}

/** Every text of the room with its file's id, including the trash. */
export function allTexts(doc: Y.Doc): Map<Y.Text, string> {
  return new Map([...filesOf(doc)].map(([id, text]) => [text, id]));
}

/** Whether a text is that of one of the room's files, the trash included. */
export function isFileText(doc: Y.Doc, text: Y.Text): boolean {
  const holder = holderOf(text);
  return holder !== null && !holder.deleted && holder.parent === filesOf(doc);
}

/** The path that a file claims, whatever path it is shown under; null in the trash. */
export function claimedPath(doc: Y.Doc, id: string): string | null {
  const path = pathsOf(doc).get(id);
  return typeof path === 'string' ? path : null;
}

/** Sets or removes a file's claim to a path, unchecked: if another file has the path by now, this one is numbered. */
export function claimPath(doc: Y.Doc, id: string, path: string | null): void {
  if (path === null) pathsOf(doc).delete(id);
  else pathsOf(doc).set(id, path);
}

export interface PathChange {
  file: string;
  before: string | null;
  after: string | null;
}

/** The claims that a transaction changed, each with its value before and after. */
export function pathsChangedIn({ doc, changed, beforeState, deleteSet }: Y.Transaction): PathChange[] {
  const paths = pathsOf(doc);
  const keys = new Map<unknown, ReadonlySet<string | null>>(changed).get(paths) ?? new Set();
  return [...keys].flatMap((file) => {
    if (file === null) return [];
    // A key's items form a list, newest last. The last one from before the transaction held the value if the
    // transaction deleted it.
    let old = newestItemOf(paths, file);
    while (old !== null && old.id.clock >= (beforeState.get(old.id.client) ?? 0)) old = old.left;
    const value: unknown =
      old !== null && Y.isDeleted(deleteSet, old.id) ? old.content.getContent()[0] : null;
    const before = typeof value === 'string' ? value : null;
    const after = claimedPath(doc, file);
    return before === after ? [] : [{ file, before, after }];
  });
}

/** The file's current content. @throws TandemError `not_found` for an id that the room never had. */
export function contentOf(doc: Y.Doc, id: string): string {
  const text = textOf(doc, id);
  if (!text) throw new TandemError('not_found', 'There is no such file in the room.');
  return plainText(text);
}

/** All files as plain text, by shown path. */
export function readAll(doc: Y.Doc): Map<string, string> {
  return new Map(listFiles(doc).map(({ id, path }) => [path, contentOf(doc, id)]));
}

/**
 * Creates a file and returns its id.
 * @throws TandemError `conflict` when the path is taken, `too_large` past the room's limits, `bad_request` for a bad path.
 */
export function createFile(
  doc: Y.Doc,
  rawPath: string,
  content = '',
  origin: unknown = null,
  id = newUlid(),
): string {
  const path = normalizePath(rawPath);
  const text = cleanText(content);
  assertFileSize(text);
  assertCreatable(doc, path);
  doc.transact(() => {
    filesOf(doc).set(id, new Y.Text(text));
    pathsOf(doc).set(id, path);
  }, origin);
  return id;
}

/** Checks that a file can be created at the path. @throws TandemError as {@link createFile} */
export function assertCreatable(doc: Y.Doc, path: string): void {
  if (filesOf(doc).size >= roomLimits.maxTexts) {
    throw new TandemError(
      'too_large',
      `This room has reached its limit of ${roomLimits.maxTexts} files ever created: make a new room.`,
    );
  }
  assertCount(doc);
  assertFree(doc, path);
}

/** Moves a file to another path. @throws TandemError as {@link createFile}, `not_found` when it has no path. */
export function renameFile(doc: Y.Doc, id: string, rawPath: string, origin: unknown = null): void {
  const path = normalizePath(rawPath);
  const current = pathOf(doc, id);
  if (current === undefined) throw new TandemError('not_found', 'This file is not in the room any more.');
  if (path === current) return;
  assertFree(doc, path, id);
  doc.transact(() => pathsOf(doc).set(id, path), origin);
}

const trashKey = (id: string): string => `trash:${id}`;

/** Moves a file to the trash: removes its path and keeps its text for {@link restoreFile}. */
export function deleteFile(doc: Y.Doc, id: string, origin: unknown = null, nowMs = Date.now()): void {
  const path = pathOf(doc, id);
  if (path === undefined) return;
  doc.transact(() => {
    pathsOf(doc).delete(id);
    metaOf(doc).set(trashKey(id), { path, at: nowMs });
  }, origin);
}

/**
 * Empties a file in the trash to free its space. The text itself stays, so that concurrent typing is kept: the trash
 * lists the file again as soon as its text is not empty.
 */
export function emptyTrashed(doc: Y.Doc, id: string, origin: unknown = null): void {
  const text = textOf(doc, id);
  if (!text || claimedPath(doc, id) !== null) return;
  doc.transact(() => {
    text.delete(0, text.length);
    const { path = null, at } = trashNoteOf(doc, id);
    metaOf(doc).set(trashKey(id), { path, at, emptied: true });
  }, origin);
}

/** The note about a deleted file, validated: any editor can write anything there. */
function trashNoteOf(doc: Y.Doc, id: string): Omit<TrashedFile, 'id'> & { emptied: boolean } {
  const note: unknown = metaOf(doc).get(trashKey(id));
  const { path, at, emptied }: { path?: unknown; at?: unknown; emptied?: unknown } =
    typeof note === 'object' && note !== null ? note : {};
  return {
    path: typeof path === 'string' ? path : undefined,
    at: typeof at === 'number' ? at : 0,
    emptied: emptied === true,
  };
}

export interface TrashedFile {
  id: string;
  /** Where it was; undefined when there is no note of it. */
  path: string | undefined;
  /** When it was deleted, ms since the epoch; 0 when there is no note of it. */
  at: number;
}

/** The files with a text and no path, the latest deleted first, except those that were emptied. */
export function listTrash(doc: Y.Doc): TrashedFile[] {
  const paths = pathsOf(doc);
  const trashed = [...filesOf(doc)].flatMap(([id, text]): TrashedFile[] => {
    if (!(text instanceof Y.Text) || typeof paths.get(id) === 'string') return [];
    const { path, at, emptied } = trashNoteOf(doc, id);
    return emptied && text.length === 0 ? [] : [{ id, path, at }];
  });
  return trashed.sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1));
}

/**
 * Restores a file from the trash to the path.
 * @throws TandemError `conflict` when the path is taken by now, `too_large` when the room has its maximum of files.
 */
export function restoreFile(doc: Y.Doc, id: string, rawPath: string, origin: unknown = null): void {
  const path = normalizePath(rawPath);
  if (!(textOf(doc, id) instanceof Y.Text))
    throw new TandemError('not_found', 'This file is not in the trash.');
  if (claimedPath(doc, id) === null) assertCount(doc);
  assertFree(doc, path, id);
  doc.transact(() => {
    pathsOf(doc).set(id, path);
    metaOf(doc).delete(trashKey(id));
  }, origin);
}

function assertCount(doc: Y.Doc): void {
  if (pathsOf(doc).size < roomLimits.maxFiles) return;
  throw new TandemError('too_large', `A room holds at most ${roomLimits.maxFiles} files: delete one first.`);
}

/** Checks that no file but `except` occupies the path. @throws TandemError `conflict` */
export function assertFree(doc: Y.Doc, path: string, except?: string): void {
  const parents = new Set(parentsOf(path));
  for (const entry of listFiles(doc)) {
    if (entry.id === except) continue;
    if (entry.path === path) throw new TandemError('conflict', `There is a file “${path}” already.`);
    if (parents.has(entry.path))
      throw new TandemError('conflict', `“${entry.path}” is a file, not a folder.`);
    if (entry.path.startsWith(`${path}/`)) throw new TandemError('conflict', `“${path}” is a folder.`);
  }
}

/** Ids of the files whose text a transaction changed or created. */
export function filesChangedIn({ doc, changed }: Y.Transaction): string[] {
  const files = filesOf(doc);
  const keys = new Map<unknown, Set<string | null>>(changed);
  const created = keys.get(files);
  return [...files].flatMap(([id, text]) => (keys.has(text) || created?.has(id) ? [id] : []));
}

/**
 * Calls back when the list of files or the title may have changed (not for edits inside a file), and says whether the
 * change is local.
 * @returns a function that stops observing
 */
export function observeListing(doc: Y.Doc, onChange: (isLocal: boolean) => void): () => void {
  const roots = [filesOf(doc), pathsOf(doc), metaOf(doc)];
  const onEvent = (_event: unknown, { local }: Y.Transaction): void => onChange(local);
  for (const root of roots) root.observe(onEvent);
  return () => {
    for (const root of roots) root.unobserve(onEvent);
  };
}

/**
 * Calls back with a sentence when a change leaves more files, or a larger text, than `times` the room's limits.
 * Checks only what the change touched, and measures a text in UTF-16 units, which never exceed its bytes.
 */
export function observeGrowth(doc: Y.Doc, times: number, onOver: (message: string) => void): void {
  // Get the roots now: Yjs replaces the object of an untyped root when it is first requested with a type.
  const [texts, paths] = [filesOf(doc), pathsOf(doc)];
  const isLarge = (type: unknown): boolean =>
    type instanceof Y.Text && type.length > times * roomLimits.maxFileBytes;
  doc.on('afterTransaction', (transaction: Y.Transaction) => {
    const changed: ReadonlyMap<unknown, ReadonlySet<string | null>> = transaction.changed;
    const written = [...(changed.get(texts) ?? [])].map((id) => (id === null ? undefined : texts.get(id)));
    if ([...changed.keys(), ...written].some(isLarge)) onOver('A file has grown too large for this room.');
    if (changed.has(paths) && paths.size > times * roomLimits.maxFiles)
      onOver('The room has too many files.');
    if (changed.has(texts) && texts.size > times * roomLimits.maxTexts)
      onOver('The room has too many files, including the trash.');
  });
}
