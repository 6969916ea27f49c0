import { isTooLarge } from '../../../shared/file-size.ts';
import {
  candidates,
  isRelative,
  moduleExtensions,
  namedPath,
  sourceExtensions,
} from '../../../shared/programs/module-paths.ts';
import type { TextEdit } from '../../../shared/text.ts';
import { folderOf } from '../tree.ts';
import { specifiersIn } from './specifiers.ts';

interface MovingFile {
  id: string;
  /** The path before the move. */
  path: string;
  text: string;
}

const program = /\.(?:[mc]?[jt]s|[jt]sx)$/;
/** Only types can be imported from such a file, so programs do not look for it. */
const typesExtension = '.d.ts';
/** Node's modules, and addresses, which are no files of the room. */
const outside = /^(?:fs(?:\/promises)?$|[a-z][a-z0-9+.-]*:)/i;

/**
 * The edits that keep imports pointing to the same files while files move, by the id of the file to edit.
 * @param files all files of the room before the move
 * @param moved file id → new path
 */
export function importEdits(
  files: readonly MovingFile[],
  moved: ReadonlyMap<string, string>,
): Map<string, TextEdit[]> {
  const pathAfter = new Map(files.map(({ id, path }) => [path, moved.get(id) ?? path]));
  const pathsAfter = new Set(pathAfter.values());
  const mayName = namesOneOf(files.filter(({ id }) => moved.has(id)).map(({ path }) => path));
  const edits = new Map<string, TextEdit[]>();
  for (const { id, path, text } of files) {
    if (!program.test(path) || (!moved.has(id) && !mayName(text))) continue;
    const from = { before: path, after: moved.get(id) ?? path };
    const own = specifiersIn(text).flatMap(({ text: specifier, start }): TextEdit[] => {
      const target = targetOf(specifier, path, (one) => pathAfter.has(one));
      const after = target === undefined ? undefined : pathAfter.get(target);
      if (target === undefined || after === undefined) return [];
      const written = specifierAfter(specifier, from, { before: target, after }, pathsAfter);
      return written === specifier ? [] : [smallestEdit(start, specifier, written)];
    });
    const growth = own.reduce((sum, { insert, remove }) => sum + insert.length - remove, 0);
    if (own.length > 0 && !(growth > 0 && isTooLarge(text + ' '.repeat(growth)))) edits.set(id, own);
  }
  return edits;
}

/** A quick check whether a text may import one of these files, which every import but that of an index names. */
function namesOneOf(paths: readonly string[]): (text: string) => boolean {
  const names = new Set(paths.map((path) => withoutExtension(path.slice(path.lastIndexOf('/') + 1))));
  if (names.has('index')) return () => true;
  return (text) => [...names].some((name) => text.includes(name));
}

const withoutExtension = (path: string): string => {
  const extension = [typesExtension, ...moduleExtensions].find((one) => path.endsWith(one));
  return extension === undefined ? path : path.slice(0, -extension.length);
};

/** The file that the specifier names. */
function targetOf(specifier: string, from: string, has: (path: string) => boolean): string | undefined {
  const named = outside.test(specifier) ? undefined : namedPath(specifier, from);
  return named === undefined ? undefined : [...candidates(named), named + typesExtension].find(has);
}

interface Move {
  before: string;
  after: string;
}

/** The specifier that names the target after the move, written in the way of the one before it. */
function specifierAfter(specifier: string, from: Move, target: Move, paths: ReadonlySet<string>): string {
  // What still names its target stays as it is written.
  const namesTarget = (one: string): boolean =>
    targetOf(one, from.after, (path) => paths.has(path)) === target.after;
  if (namesTarget(specifier)) return specifier;
  const named = namedPath(specifier, from.before) ?? '';
  const prefix = /^[#/]?/.exec(specifier)?.[0] ?? '';
  const written = formsOf(named, target.before, target.after).map((path) =>
    isRelative(specifier) ? relativeTo(folderOf(from.after), path) : prefix + path,
  );
  return written.find(namesTarget) ?? specifier;
}

/** The ways to name the file `after`, the one like `named` names `before` first, the whole path last. */
function formsOf(named: string, before: string, after: string): string[] {
  const base = withoutExtension(after);
  const forms: string[] = [];
  const isFolder = named === '' || before.startsWith(`${named}/index.`);
  if (isFolder && /(?:^|\/)index$/.test(base)) forms.push(folderOf(after));
  if (isFolder || named === withoutExtension(before)) forms.push(base);
  else if (named !== before)
    for (const [written, sources] of sourceExtensions)
      if (sources.some((source) => after.endsWith(source))) forms.push(base + written);
  return [...forms, after];
}

function relativeTo(folder: string, path: string): string {
  const from = folder === '' ? [] : folder.split('/');
  const to = path === '' ? [] : path.split('/');
  let shared = 0;
  while (shared < from.length && shared < to.length && from[shared] === to[shared]) shared++;
  const up = from.length - shared;
  return [...(up === 0 ? ['.'] : Array.from({ length: up }, () => '..')), ...to.slice(shared)].join('/');
}

/** Replaces only what differs, so that what others write in the same specifier stays. */
function smallestEdit(start: number, before: string, after: string): TextEdit {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return {
    index: start + head,
    remove: before.length - head - tail,
    insert: after.slice(head, after.length - tail),
  };
}
