import { runLimits } from '../../../shared/limits.ts';

/** One unit of a glob: a literal character, or a wildcard. */
interface GlobUnit {
  text: string;
  standsFor: 'itself' | 'one' | 'any number';
  fits: (character: string) => boolean;
}
type Word = GlobUnit[];

/** White space, quotes, escapes, wildcards and literals. A line with anything else needs a shell. */
const piece =
  /\s+|'([^']*)'|"((?:[^"\\$`]|\\[^])*)"|\\([^])|([*?]|\[[^\][/\s'"\\|&;<>()$`]+\])|([^\s'"\\|&;<>()$`*?[{}~]+|\[(?!\[))/y;

/**
 * Splits a line that needs no shell into words, without its comment; undefined for any other line. A glob becomes the
 * absolute paths of `paths` that match it, and stays as it is when none does.
 */
export function shellWords(line: string, cwd: string, paths: Iterable<string>): string[] | undefined {
  const words = tokenize(line);
  if (!words) return undefined;
  const folders = words.some((word) => word.some(isGlob)) ? foldersOf(paths) : new Map<string, Set<string>>();
  const all: string[] = [];
  for (const word of words) {
    all.push(...(word.some(isGlob) ? expanded(word, cwd, folders) : [textOf(word)]));
    // Already more than a program may take: expand no further.
    if (all.length > words.length + runLimits.maxArgs) break;
  }
  return all;
}

/** Resolves a path against a directory. */
export function absolutePath(path: string, cwd: string): string {
  const names: string[] = [];
  for (const name of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return `/${names.join('/')}`;
}

function tokenize(line: string): Word[] | undefined {
  const words: Word[] = [];
  let word: Word | undefined;
  const text = line.trim();
  for (let at = 0; at < text.length; at = piece.lastIndex) {
    if (!word && text[at] === '#') return text.includes('\n', at) ? undefined : words;
    piece.lastIndex = at;
    const found = piece.exec(text);
    if (!found || found[0].includes('\n')) return undefined;
    const [, single, double, escaped, glob, bare] = found;
    const literal = single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? bare;
    if (glob === undefined && literal === undefined) {
      word = undefined;
      continue;
    }
    if (!word) words.push((word = []));
    word.push(...(glob === undefined ? literals(literal ?? '') : [wildcardOf(glob)]));
  }
  return words;
}

const literals = (text: string): GlobUnit[] =>
  Array.from(text, (character) => ({
    text: character,
    standsFor: 'itself',
    fits: (other) => other === character,
  }));

function wildcardOf(glob: string): GlobUnit {
  if (glob === '*') return { text: glob, standsFor: 'any number', fits: () => true };
  if (glob === '?') return { text: glob, standsFor: 'one', fits: () => true };
  const [, not, characters = ''] = /^\[([!^]?)(.+)\]$/u.exec(glob) ?? [];
  const isIn = (character: string): boolean =>
    [...characters.matchAll(/(.)-(.)|(.)/gu)].some(([, from, to, one]) =>
      from !== undefined && to !== undefined ? from <= character && character <= to : one === character,
    );
  return { text: glob, standsFor: 'one', fits: (character) => isIn(character) !== (not !== '') };
}

const isStar = (unit: GlobUnit | undefined): boolean => unit?.standsFor === 'any number';
const isGlob = ({ standsFor }: GlobUnit): boolean => standsFor !== 'itself';
const textOf = (units: Word): string => units.map(({ text }) => text).join('');

/** The names in each folder, by its absolute path. */
function foldersOf(paths: Iterable<string>): Map<string, Set<string>> {
  const folders = new Map<string, Set<string>>();
  for (const path of paths) {
    const names = path.split('/').slice(1);
    for (const [depth, name] of names.entries()) {
      const folder = `/${names.slice(0, depth).join('/')}`;
      folders.set(folder, (folders.get(folder) ?? new Set()).add(name));
    }
  }
  return folders;
}

function expanded(word: Word, cwd: string, folders: ReadonlyMap<string, Set<string>>): string[] {
  let found = [''];
  for (const [depth, name] of namesOf(word).entries()) {
    const slash = depth === 0 ? '' : '/';
    if (name.some(isGlob)) {
      found = found.flatMap((path) =>
        [...(folders.get(absolutePath(path + slash, cwd)) ?? [])]
          .filter((each) => fitsName(name, each))
          .map((each) => path + slash + each),
      );
    } else found = found.map((path) => path + slash + textOf(name));
  }
  const there = found.filter((path) => {
    const at = absolutePath(path, cwd);
    const end = at.lastIndexOf('/');
    return folders.get(at.slice(0, end) || '/')?.has(at.slice(end + 1));
  });
  return there.length === 0 ? [textOf(word)] : there.toSorted();
}

function namesOf(word: Word): Word[] {
  const names: Word[] = [[]];
  for (const unit of word) {
    if (unit.text === '/') names.push([]);
    else names.at(-1)?.push(unit);
  }
  return names;
}

/** Takes at most glob length × name length steps; a regular expression could backtrack for ever. */
function fitsName(units: Word, name: string): boolean {
  if (name.startsWith('.') && units[0]?.text !== '.') return false;
  const characters = Array.from(name);
  let unit = 0;
  let star: { unit: number; at: number } | undefined;
  for (let at = 0; at < characters.length;) {
    const here = units[unit];
    if (isStar(here)) star = { unit: unit++, at };
    else if (here?.fits(characters[at] ?? '')) {
      unit++;
      at++;
    } else if (star) {
      unit = star.unit + 1;
      at = ++star.at;
    } else return false;
  }
  return units.slice(unit).every(isStar);
}
