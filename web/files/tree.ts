import type { FileEntry } from '../../shared/doc.ts';
import { parentsOf } from '../../shared/paths.ts';

/** One visible row of the tree. A folder's key is its path with a trailing slash, a file's is its id. */
export type TreeRow =
  | { kind: 'folder'; key: string; path: string; name: string; depth: number; open: boolean }
  | { kind: 'file'; key: string; path: string; name: string; depth: number };

interface Folder {
  folders: Map<string, Folder>;
  files: { name: string; entry: FileEntry }[];
}

const emptyFolder = (): Folder => ({ folders: new Map(), files: [] });
/** Created once: creating a collator takes longer than sorting hundreds of names with it. */
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
const byName = (a: string, b: string): number => collator.compare(a, b) || (a < b ? -1 : 1);

/** The visible rows of the tree: folders before files, both sorted by name, without the contents of closed folders. */
export function treeRows(files: readonly FileEntry[], closed: ReadonlySet<string>): TreeRow[] {
  const root = emptyFolder();
  for (const entry of files) {
    const names = entry.path.split('/');
    const name = names.pop() ?? '';
    let folder = root;
    for (const part of names) {
      const inner: Folder = folder.folders.get(part) ?? emptyFolder();
      folder.folders.set(part, inner);
      folder = inner;
    }
    folder.files.push({ name, entry });
  }
  const rows: TreeRow[] = [];
  const walk = (folder: Folder, prefix: string, depth: number): void => {
    for (const [name, inner] of [...folder.folders].sort(([a], [b]) => byName(a, b))) {
      const path = prefix + name;
      const open = !closed.has(path);
      rows.push({ kind: 'folder', key: `${path}/`, path, name, depth, open });
      if (open) walk(inner, `${path}/`, depth + 1);
    }
    for (const { name, entry } of folder.files.sort((a, b) => byName(a.name, b.name))) {
      rows.push({ kind: 'file', key: entry.id, path: entry.path, name, depth });
    }
  };
  walk(root, '', 0);
  return rows;
}

/** `src/a` for `src/a/b.ts`; empty at the root. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** A path in a folder, which is empty for the root. */
export const joinPath = (folder: string, name: string): string =>
  folder === '' ? name : `${folder}/${name}`;

/** The files inside a folder, at any depth. */
export const filesUnder = (files: readonly FileEntry[], folder: string): FileEntry[] =>
  files.filter((entry) => entry.path.startsWith(`${folder}/`));

/** All folders that contain files, sorted. */
export function foldersOf(files: readonly FileEntry[]): string[] {
  const folders = new Set<string>();
  for (const { path } of files) {
    for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) folders.add(folder);
  }
  return [...folders].sort();
}

/** The closed folders after files have moved. If all files of a folder moved together, it is closed at its new path. */
export function closedAfter(
  closed: ReadonlySet<string>,
  before: readonly FileEntry[],
  now: readonly FileEntry[],
): ReadonlySet<string> {
  const paths = new Map(now.map(({ id, path }) => [id, path]));
  const movedTo = (folder: string): string => {
    if (filesUnder(now, folder).length > 0) return folder;
    const places = filesUnder(before, folder).flatMap(({ id, path }) => {
      const inFolder = path.slice(folder.length);
      const after = paths.get(id);
      return after === undefined ? [] : after.endsWith(inFolder) ? after.slice(0, -inFolder.length) : '';
    });
    const [place] = places;
    return place && places.every((other) => other === place) ? place : folder;
  };
  return new Set([...closed].map(movedTo));
}

/** A room with more files is shown with closed folders at the first visit. */
const shownWhole = 40;
/** When at least so many files come at once, as by an import, their new folders are closed. */
const manyAtOnce = 5;

/**
 * The folders to close now by themselves: all at the first visit to a large room, and those that many files came in.
 * Never one with the file in front.
 * @param known the folders that were there before, even if not now: a restored one stays as it was
 * @param before undefined at the first visit
 */
export function foldersToClose(
  before: readonly FileEntry[] | undefined,
  now: readonly FileEntry[],
  known: ReadonlySet<string>,
  front: string | undefined,
): string[] {
  const inFront = new Set(front === undefined ? [] : parentsOf(front));
  const isMany = before === undefined ? now.length > shownWhole : now.length - before.length >= manyAtOnce;
  if (!isMany) return [];
  return foldersOf(now).filter((folder) => !known.has(folder) && !inFront.has(folder));
}

/** What a key does at a row of the tree: lead to a row, or open or close the folder. */
type TreeStep = { to: TreeRow | undefined } | { open: boolean };

/** @returns undefined for any other key */
export function treeStep(rows: readonly TreeRow[], at: number, key: string): TreeStep | undefined {
  const row = rows[at];
  if (!row) return undefined;
  switch (key) {
    case 'ArrowDown':
      return { to: rows[at + 1] };
    case 'ArrowUp':
      return { to: rows[at - 1] };
    case 'Home':
      return { to: rows[0] };
    case 'End':
      return { to: rows.at(-1) };
    case 'ArrowRight':
      if (row.kind === 'file') return { to: undefined };
      return row.open ? { to: rows[at + 1] } : { open: true };
    case 'ArrowLeft':
      if (row.kind === 'folder' && row.open) return { open: false };
      return { to: rows.find(({ kind, path }) => kind === 'folder' && path === folderOf(row.path)) };
  }
  return undefined;
}
