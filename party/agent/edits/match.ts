/** Where a search text stands in a file. */
export type Match =
  | { kind: 'one'; start: number; end: number }
  | { kind: 'none' }
  /** 1-based lines on which the places begin. */
  | { kind: 'several'; lines: number[] };

/** More places than these are not named. */
const maxPlaces = 20;

/** The one place of `search` in `text`, both LF only. Overlapping places count each. */
export function matchOnce(text: string, search: string): Match {
  const starts: number[] = [];
  for (
    let at = text.indexOf(search);
    at >= 0 && starts.length < maxPlaces;
    at = text.indexOf(search, at + 1)
  ) {
    starts.push(at);
  }
  const [start] = starts;
  if (start === undefined || search === '') return { kind: 'none' };
  if (starts.length === 1) return { kind: 'one', start, end: start + search.length };
  return { kind: 'several', lines: starts.map((at) => lineAt(text, at)) };
}

/** The 1-based line that holds the character at `index`. */
function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
