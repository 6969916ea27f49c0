import { searchLimits } from './limits.ts';

export interface Query {
  text: string;
  matchCase: boolean;
  wholeWord: boolean;
  regex: boolean;
  /** The replacement of each match; with `regex` it may contain `$1`, `$<name>`, `$&`, `$$`, `\n`, `\t` and `\\`. */
  replacement: string;
}

/** One match. `index` counts UTF-16 units from the start of the text; `line` and `column` count from 1. */
export interface Match {
  index: number;
  hit: string;
  replacement: string;
  line: number;
  column: number;
  /** The rest of its line on either side, truncated to `searchLimits.contextLength`. */
  before: string;
  after: string;
}

/** @throws SyntaxError with the engine's own message, for an invalid pattern */
function patternOf({ text, matchCase, wholeWord, regex }: Query): RegExp {
  const source = regex ? text : text.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
  const whole = wholeWord ? String.raw`(?<![\p{L}\p{N}_])(?:${source})(?![\p{L}\p{N}_])` : source;
  return new RegExp(whole, matchCase ? 'gmu' : 'gimu');
}

/**
 * The matches in one text, at most `max`.
 * @param withEmpty whether matches of nothing count, like those of `^`: there is nothing to show, but to replace
 */
export function findInText(text: string, query: Query, max: number, withEmpty = false): Match[] {
  const matches: Match[] = [];
  let line = 1;
  let lineStart = 0;
  for (const found of text.matchAll(patternOf(query))) {
    const [hit] = found;
    if (hit === '' && !withEmpty) continue;
    if (matches.length >= max) break;
    for (let next = text.indexOf('\n', lineStart); next !== -1 && next < found.index;) {
      line++;
      lineStart = next + 1;
      next = text.indexOf('\n', lineStart);
    }
    const end = found.index + hit.length;
    const lineEnd = text.indexOf('\n', end);
    const { contextLength } = searchLimits;
    matches.push({
      index: found.index,
      hit,
      replacement: query.regex ? expand(query.replacement, found) : query.replacement,
      line,
      column: found.index - lineStart + 1,
      before: text.slice(Math.max(lineStart, found.index - contextLength), found.index),
      after: text.slice(end, Math.min(lineEnd === -1 ? text.length : lineEnd, end + contextLength)),
    });
  }
  return matches;
}

const escaped: Record<string, string> = { n: '\n', t: '\t', '\\': '\\' };

/** Expands a replacement as `String.replace` does, and the escapes that a field of one line needs. */
function expand(replacement: string, found: RegExpExecArray): string {
  const pattern = /\$(?:(\$)|(&)|(\d{1,2})|<([^>]*)>)|\\([nt\\])/g;
  return replacement.replace(pattern, (all, dollar, whole, number, name, escape) => {
    if (escape !== undefined) return escaped[escape] ?? all;
    if (dollar !== undefined) return '$';
    if (whole !== undefined) return found[0];
    if (number !== undefined) return groupOf(number, found) ?? all;
    return found.groups ? (found.groups[name] ?? '') : all;
  });
}

/** `$12` is group 12 or, when there are fewer, group 1 and a 2. */
function groupOf(number: string, found: RegExpExecArray): string | undefined {
  for (const digits of [number, number.slice(0, 1)]) {
    const group = Number(digits);
    if (group > 0 && group < found.length) return (found[group] ?? '') + number.slice(digits.length);
  }
  return undefined;
}
