import { searchLimits } from './limits.ts';

export interface Query {
  text: string;
  matchCase: boolean;
  wholeWord: boolean;
  regex: boolean;
  /** What matches give way to; with `regex`, `$1`, `$<name>`, `$&` and `$$` stand for parts. */
  replacement: string;
}

/** One place where a text matches. `index` counts UTF-16 units of the text, `line` and `column` from 1. */
export interface Match {
  index: number;
  hit: string;
  replacement: string;
  line: number;
  column: number;
  /** The line around it, cut where it is long. */
  before: string;
  after: string;
}

/** @throws SyntaxError with the engine's own words, for a pattern that is none */
function patternOf({ text, matchCase, wholeWord, regex }: Query): RegExp {
  const source = regex ? text : text.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
  const whole = wholeWord ? String.raw`(?<![\p{L}\p{N}_])(?:${source})(?![\p{L}\p{N}_])` : source;
  return new RegExp(whole, matchCase ? 'gmu' : 'gimu');
}

/** The matches in one text, at most `max`. Where nothing stands is no match: it could not be seen. */
export function findInText(text: string, query: Query, max: number): Match[] {
  const matches: Match[] = [];
  let line = 1;
  let lineStart = 0;
  for (const found of text.matchAll(patternOf(query))) {
    const [hit] = found;
    if (hit === '') continue;
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

/** As `String.replace` reads a replacement. */
function expand(replacement: string, found: RegExpExecArray): string {
  return replacement.replace(/\$(?:(\$)|(&)|(\d{1,2})|<([^>]*)>)/g, (all, dollar, whole, number, name) => {
    if (dollar !== undefined) return '$';
    if (whole !== undefined) return found[0];
    if (number !== undefined) return Number(number) > 0 && number in found ? (found[number] ?? '') : all;
    return found.groups ? (found.groups[name] ?? '') : all;
  });
}
