/** Where a search text occurs in a file. */
export type Match =
  | { kind: 'one'; start: number; end: number }
  | { kind: 'none' }
  /** 1-based lines on which the occurrences begin. */
  | { kind: 'several'; lines: number[] };

/** At most this many occurrences are counted. */
const maxOccurrences = 20;

/**
 * Finds the one occurrence of `search` in `text`, both with LF only. Overlapping occurrences count
 * separately.
 */
export function matchOnce(text: string, search: string): Match {
  const starts: number[] = [];
  for (
    let at = text.indexOf(search);
    at >= 0 && starts.length < maxOccurrences;
    at = text.indexOf(search, at + 1)
  ) {
    starts.push(at);
  }
  const [start] = starts;
  if (start === undefined || search === '') return { kind: 'none' };
  if (starts.length === 1) return { kind: 'one', start, end: start + search.length };
  return { kind: 'several', lines: starts.map((at) => lineAt(text, at)) };
}

/** All places where a text occurs, none overlapping another. */
export function occurrences(text: string, search: string): number[] {
  const starts: number[] = [];
  for (let at = text.indexOf(search); at >= 0; at = text.indexOf(search, at + search.length)) starts.push(at);
  return starts;
}

/** A place whose lines differ from the search text in white space only, and the replacement, indented as they are. */
export interface SpacingMatch {
  start: number;
  end: number;
  /** 1-based. */
  line: number;
  replace: string;
}

/** @returns undefined unless there is exactly one such place, and its indentation differs in one way */
export function matchSpacing(text: string, search: string, replace: string): SpacingMatch | undefined {
  const wanted = search.replace(/\n$/, '').split('\n');
  const keys = wanted.map(withoutSpacing);
  if (keys.every((key) => key === '')) return undefined;
  const lines = text.split('\n');
  const lineKeys = lines.map(withoutSpacing);
  const found = lines.flatMap((_, at) => (keys.every((key, i) => lineKeys[at + i] === key) ? [at] : []));
  const [at, other] = found;
  if (at === undefined || other !== undefined) return undefined;
  const there = lines.slice(at, at + wanted.length);
  const shift = shiftBetween(wanted, there);
  if (!shift) return undefined;
  const start = lines.slice(0, at).reduce((sum, line) => sum + line.length + 1, 0);
  const end = start + there.join('\n').length;
  const isEndIncluded = search.endsWith('\n') && end < text.length;
  const indented = replace
    .split('\n')
    .map((line) =>
      line.trim() !== '' && line.startsWith(shift.from) ? shift.to + line.slice(shift.from.length) : line,
    );
  return { start, end: end + (isEndIncluded ? 1 : 0), line: at + 1, replace: indented.join('\n') };
}

const withoutSpacing = (line: string): string => line.trim().replace(/\s+/g, ' ');
const indentOf = (line: string): string => /^\s*/.exec(line)?.[0] ?? '';

/** How the indentation of the lines has to change, if it is the same for all of them. */
function shiftBetween(
  wanted: readonly string[],
  there: readonly string[],
): { from: string; to: string } | undefined {
  const pairs = wanted.flatMap((line, i) =>
    line.trim() === '' ? [] : [{ from: indentOf(line), to: indentOf(there[i] ?? '') }],
  );
  const [first] = pairs;
  if (!first) return undefined;
  const isSame = pairs.every(
    ({ from, to }) => from.startsWith(first.from) && to === first.to + from.slice(first.from.length),
  );
  return isSame ? first : undefined;
}

/** The 1-based line on which a text begins in another spelling: other white space, quotes or accents. */
export function nearMiss(text: string, search: string): number | undefined {
  const wanted = loose(search);
  if (wanted === '') return undefined;
  const lines = text.split('\n');
  const height = search.trim().split('\n').length;
  const at = lines.findIndex((_, i) => loose(lines.slice(i, i + height).join('\n')).includes(wanted));
  return at < 0 ? undefined : at + 1;
}

/** One spelling for what looks alike, and what models mix up. */
const loose = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/\s+/g, ' ')
    .trim();

/** The 1-based line that holds the character at `index`. */
function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
