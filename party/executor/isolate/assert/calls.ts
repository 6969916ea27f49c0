/** The text of a failed call, for the message of `assert(…)`. */

interface Place {
  file: string;
  line: number;
  column: number;
}

let texts: ReadonlyMap<string, string> = new Map();
let placeOf: (error: Error) => Place | undefined = () => undefined;

/** The harness calls this before the program loads. @param files the texts of files that assert something */
export function setCalls(
  files: readonly (readonly [file: string, text: string])[],
  topFrame: (error: Error) => Place | undefined,
): void {
  texts = new Map(files);
  placeOf = topFrame;
}

/** The call in which an error was made, to the end of its line at most; undefined when its file is not known. */
export function callOf(error: Error): string | undefined {
  const place = placeOf(error);
  if (place === undefined) return undefined;
  const text = texts.get(place.file);
  if (text === undefined) return undefined;
  const line = text.split('\n')[place.line - 1] ?? '';
  // The place of a method's call is its name.
  let start = place.column - 1;
  while (/[\w$.]/.test(line[start - 1] ?? '')) start--;
  const opens = /^[\w$.]+\s*\(/.exec(line.slice(start))?.[0].length;
  return opens === undefined ? undefined : line.slice(start, closing(line, start + opens));
}

const token = /(["'`])(?:\\.|(?!\1)[^\\])*\1|\/\/.*|\/\*.*?\*\/|[()[\]{}]/g;
const opening = new Set(['(', '[', '{']);

/** The offset after the bracket that closes the one before `from`; undefined when none does. */
function closing(text: string, from: number): number | undefined {
  let depth = 1;
  token.lastIndex = from;
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const [part] = found;
    if (part.length > 1) continue;
    depth += opening.has(part) ? 1 : -1;
    if (depth === 0) return token.lastIndex;
  }
  return undefined;
}
