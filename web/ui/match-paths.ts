export interface PathMatch {
  path: string;
  /** The positions of the letters that were searched for. */
  marks: readonly number[];
}

/**
 * The paths that contain the letters of `query` in order, the likeliest first: names that start with it, names that
 * contain it, paths that contain it, then the rest. Case and spaces are ignored. Equally likely paths are sorted, those
 * in `recent` before the others in their order there.
 */
export function matchPaths(
  paths: readonly string[],
  query: string,
  recent: readonly string[] = [],
): PathMatch[] {
  const wanted = query.toLowerCase().replaceAll(/\s/g, '');
  const age = new Map(recent.map((path, index) => [path, index]));
  const ageOf = (path: string): number => age.get(path) ?? recent.length;
  return paths
    .flatMap((path) => {
      const found = findIn(path.toLowerCase(), wanted);
      return found ? [{ path, ...found }] : [];
    })
    .sort((a, b) => a.rank - b.rank || ageOf(a.path) - ageOf(b.path) || (a.path < b.path ? -1 : 1));
}

function findIn(path: string, wanted: string): { rank: number; marks: number[] } | undefined {
  const start = path.lastIndexOf('/') + 1;
  const all = (at: number): number[] => Array.from(wanted, (_, i) => at + i);
  const inName = path.indexOf(wanted, start);
  if (inName !== -1) return { rank: inName === start ? 0 : 1, marks: all(inName) };
  const inPath = path.indexOf(wanted);
  if (inPath !== -1) return { rank: 2, marks: all(inPath) };
  const marks = lettersIn(path, wanted);
  return marks && { rank: 3, marks };
}

/** Where the letters are in the text, in this order; undefined if they are not. */
function lettersIn(text: string, letters: string): number[] | undefined {
  const marks: number[] = [];
  for (const letter of letters) {
    const at = text.indexOf(letter, (marks.at(-1) ?? -1) + 1);
    if (at === -1) return undefined;
    marks.push(at);
  }
  return marks;
}

/** Where a text contains each of these words, whatever their case; undefined if one is missing. */
export function wordsIn(text: string, words: readonly string[]): number[] | undefined {
  const lower = text.toLowerCase();
  const marks: number[] = [];
  for (const word of words) {
    const at = lower.indexOf(word);
    if (at === -1) return undefined;
    for (let i = 0; i < word.length; i++) marks.push(at + i);
  }
  return marks;
}
