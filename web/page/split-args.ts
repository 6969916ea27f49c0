import { TandemError } from '../../shared/errors.ts';

const piece = /"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)|([^\s"'\\]+)|(\s+)/gs;

/**
 * Splits a command line into words, with quotes and backslashes as in a shell, but without expansions.
 * @throws TandemError `bad_request` when a quote is not closed
 */
export function splitArgs(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let end = 0;
  for (const match of line.matchAll(piece)) {
    if (match.index > end) break;
    end = match.index + match[0].length;
    const [, double, single, escaped, plain, space] = match;
    if (space === undefined) {
      word = (word ?? '') + (double?.replaceAll(/\\(["\\])/g, '$1') ?? single ?? escaped ?? plain ?? '');
    } else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  if (end < line.length) throw new TandemError('bad_request', 'A quote or a backslash is not closed.');
  return word === undefined ? words : [...words, word];
}

/** The line that {@link splitArgs} splits into these words. */
export const joinArgs = (words: readonly string[]): string =>
  words
    .map((word) => (/^[^\s"'\\]+$/.test(word) ? word : `"${word.replaceAll(/["\\]/g, '\\$&')}"`))
    .join(' ');
