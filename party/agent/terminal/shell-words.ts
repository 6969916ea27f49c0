import { runLimits } from '../../../shared/limits.ts';

/** One place of a word: a literal character, or a wildcard. */
interface Place {
  text: string;
  standsFor: 'itself' | 'one' | 'any number';
  fits: (character: string) => boolean;
}
type Word = Place[];

/** White space, quotes, escapes, wildcards and literals. A line with anything else needs a shell. */
const piece =
  /\s+|'([^']*)'|"((?:[^"\\$`]|\\[^])*)"|\\([^])|([*?]|\[[^\][/\s'"\\|&;<>()$`]+\])|([^\s'"\\|&;<>()$`*?[{}~]+|\[(?!\[))/y;

/**
 * Splits a line that needs no shell into words, without its comment; undefined for any other line. A glob becomes the
 * absolute paths of `paths` that match it, and stays as it is when none does.
 */
export function shellWords(line: string, cwd: string, paths: Iterable<string>): string[] | undefined {
  const words = wordsOf(line);
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

function wordsOf(line: string): Word[] | undefined {
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
    word.push(...(glob === undefined ? itself(literal ?? '') : [placeOf(glob)]));
  }
  return words;
}

const itself = (text: string): Place[] =>
  Array.from(text, (character) => ({
    text: character,
    standsFor: 'itself',
    fits: (other) => other === character,
  }));

function placeOf(glob: string): Place {
  if (glob === '*') return { text: glob, standsFor: 'any number', fits: () => true };
  if (glob === '?') return { text: glob, standsFor: 'one', fits: () => true };
  const [, not, characters = ''] = /^\[([!^]?)(.+)\]$/u.exec(glob) ?? [];
  const isIn = (character: string): boolean =>
    [...characters.matchAll(/(.)-(.)|(.)/gu)].some(([, from, to, one]) =>
      from !== undefined && to !== undefined ? from <= character && character <= to : one === character,
    );
  return { text: glob, standsFor: 'one', fits: (character) => isIn(character) !== (not !== '') };
}

const isStar = (place: Place | undefined): boolean => place?.standsFor === 'any number';
const isGlob = ({ standsFor }: Place): boolean => standsFor !== 'itself';
const textOf = (places: Word): string => places.map(({ text }) => text).join('');

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
  for (const place of word) {
    if (place.text === '/') names.push([]);
    else names.at(-1)?.push(place);
  }
  return names;
}

/** Takes at most glob length × name length steps; a regular expression could backtrack for ever. */
function fitsName(places: Word, name: string): boolean {
  if (name.startsWith('.') && places[0]?.text !== '.') return false;
  const characters = Array.from(name);
  let place = 0;
  let star: { place: number; at: number } | undefined;
  for (let at = 0; at < characters.length;) {
    const here = places[place];
    if (isStar(here)) star = { place: place++, at };
    else if (here?.fits(characters[at] ?? '')) {
      place++;
      at++;
    } else if (star) {
      place = star.place + 1;
      at = ++star.at;
    } else return false;
  }
  return places.slice(place).every(isStar);
}
