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
