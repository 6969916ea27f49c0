/** What we use of the regular expressions of just-bash. */
interface Pattern {
  lastIndex: number;
  exec(text: string): RegExpExecArray | null;
}

interface Options {
  invertMatch: boolean;
  showLineNumbers: boolean;
  /** Empty when lines do not name their file. */
  filename: string;
  onlyMatching: boolean;
  beforeContext: number;
  afterContext: number;
  /** 0 for all. */
  maxCount: number;
  /** The group with what follows a `\K`. */
  kResetGroup?: number | undefined;
  maxMatches: number;
}

interface Found {
  output: string;
  matched: boolean;
  matchCount: number;
}

const coloured = (colour: string, text: string): string => `\u001b[${colour}m\u001b[K${text}\u001b[m\u001b[K`;
const match = (text: string): string => coloured('01;31', text);
const separator = (text: string): string => coloured('36', text);

export const fileName = (name: string): string => coloured('35', name);

/** A line of `grep -c` that names its file. */
export const fileCount = (name: string, count: string): string => fileName(name) + separator(':') + count;

/** The lines of a text that match, as grep prints them in colours. */
export function colouredSearch(text: string, pattern: Pattern, options: Options): Found {
  const { invertMatch, onlyMatching, beforeContext, afterContext, maxCount } = options;
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const matcher = new Matcher(pattern, options);
  const selected: number[] = [];
  for (const [at, line] of lines.entries()) {
    if (maxCount > 0 && selected.length >= maxCount) break;
    if (matcher.matches(line) !== invertMatch) selected.push(at);
  }
  const head = (at: number, mark: string): string =>
    (options.filename === '' ? '' : fileName(options.filename) + separator(mark)) +
    (options.showLineNumbers ? coloured('32', `${at + 1}`) + separator(mark) : '');
  const printed: string[] = [];
  /** The next line that is not printed yet. */
  let next = 0;
  for (const [place, at] of selected.entries()) {
    const from = Math.max(next, at - beforeContext);
    if (next > 0 && from > next && beforeContext + afterContext > 0) printed.push(separator('--'));
    const end = Math.min(lines.length, at + afterContext + 1, selected[place + 1] ?? Infinity);
    for (const [number, line] of lines.slice(from, end).entries()) {
      const isSelected = from + number === at;
      const mark = head(from + number, isSelected ? ':' : '-');
      // Of `-v`, the lines around those that it selects match.
      const spans = isSelected === invertMatch ? [] : matcher.spansOf(line);
      if (!onlyMatching) printed.push(mark + highlighted(line, spans));
      else if (isSelected && !invertMatch)
        printed.push(...spans.map(([start, stop]) => mark + match(line.slice(start, stop))));
    }
    next = end;
  }
  const output = printed.map((line) => `${line}\n`).join('');
  return { output, matched: selected.length > 0, matchCount: selected.length };
}

type Span = [start: number, end: number];

function highlighted(line: string, spans: readonly Span[]): string {
  let shown = '';
  let at = 0;
  for (const [start, end] of spans) {
    shown += line.slice(at, start) + match(line.slice(start, end));
    at = end;
  }
  return shown + line.slice(at);
}

class Matcher {
  readonly #pattern: Pattern;
  readonly #kept: number | undefined;
  /** How many matches more are shown in colours. */
  #left: number;

  constructor(pattern: Pattern, { kResetGroup, maxMatches }: Options) {
    this.#pattern = pattern;
    this.#kept = kResetGroup;
    this.#left = maxMatches;
  }

  matches(line: string): boolean {
    this.#pattern.lastIndex = 0;
    return this.#pattern.exec(line) !== null;
  }

  /** Where in a line something matches that is not empty. */
  spansOf(line: string): Span[] {
    const spans: Span[] = [];
    this.#pattern.lastIndex = 0;
    for (let found = this.#pattern.exec(line); found && this.#left > 0; found = this.#pattern.exec(line)) {
      this.#left -= 1;
      const [whole] = found;
      const text = this.#kept === undefined ? whole : (found[this.#kept] ?? '');
      const end = found.index + whole.length;
      if (text !== '') spans.push([end - text.length, end]);
      if (whole !== '') continue;
      // Past the end, some patterns would match again and again.
      if (end >= line.length) break;
      this.#pattern.lastIndex = end + 1;
    }
    return spans;
  }
}
