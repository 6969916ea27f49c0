/** The lines of two texts, side by side: `+` only in the first, `-` only in the second. */

type Line = readonly [sign: ' ' | '+' | '-', text: string];

/** Lines that are the same in both: of a stretch of more than this many and two, the middle is left out. */
const shownSame = 5;

/** Above this many pairs of lines, everything between the first and the last difference counts as different. */
const maxPairs = 1_000_000;

const withoutComma = (text: string): string => text.replace(/,$/, '');

/** @returns the lines, and whether some are left out */
export function diffOf(
  actual: readonly string[],
  expected: readonly string[],
): { text: string; cut: boolean } {
  const written: string[] = [];
  let cut = false;
  let same: string[] = [];
  const flush = (isLast: boolean): void => {
    const rest = same.slice(shownSame);
    written.push(...same.slice(0, shownSame).map((text) => `  ${text}`));
    // Three dots take no fewer lines than what they would stand for.
    if (!isLast && rest.length <= 2) written.push(...rest.map((text) => `  ${text}`));
    else if (!isLast) {
      cut = true;
      written.push('...', `  ${rest.at(-1)}`);
    }
    same = [];
  };
  for (const [sign, text] of linesOf(actual, expected)) {
    if (sign === ' ') {
      same.push(text);
      continue;
    }
    flush(false);
    written.push(`${sign} ${text}`);
  }
  flush(true);
  return { text: written.join('\n').trimEnd(), cut };
}

/** Of two lines that are the same, the one with a comma. */
const longer = (a = '', b = ''): string => (b.length > a.length ? b : a);

function linesOf(actual: readonly string[], expected: readonly string[]): Line[] {
  const isSame = (a: number, b: number): boolean =>
    withoutComma(actual[a] ?? '') === withoutComma(expected[b] ?? '');
  let start = 0;
  while (start < actual.length && start < expected.length && isSame(start, start)) start++;
  let [aEnd, bEnd] = [actual.length, expected.length];
  while (aEnd > start && bEnd > start && isSame(aEnd - 1, bEnd - 1)) {
    aEnd--;
    bEnd--;
  }
  const middle: Line[] = [];
  const [rows, columns] = [aEnd - start, bEnd - start];
  const longest =
    rows * columns > maxPairs
      ? undefined
      : commonLengths(rows, columns, (a, b) => isSame(start + a, start + b));
  let [a, b] = [0, 0];
  while (a < rows || b < columns) {
    const at = (row: number, column: number): number => longest?.[row]?.[column] ?? 0;
    if (longest && a < rows && b < columns && isSame(start + a, start + b)) {
      middle.push([' ', longer(actual[start + a++], expected[start + b++])]);
    } else if (a < rows && (b >= columns || at(a + 1, b) >= at(a, b + 1))) {
      middle.push(['+', actual[start + a++] ?? '']);
    } else {
      middle.push(['-', expected[start + b++] ?? '']);
    }
  }
  const around = (count: number, a: number, b: number): Line[] =>
    Array.from({ length: count }, (_, at) => [' ', longer(actual[a + at], expected[b + at])]);
  return [...around(start, 0, 0), ...middle, ...around(actual.length - aEnd, aEnd, bEnd)];
}

/** The length of the longest common subsequence of what follows, by row and column. */
function commonLengths(
  rows: number,
  columns: number,
  isSame: (row: number, column: number) => boolean,
): number[][] {
  const lengths = Array.from({ length: rows + 1 }, () => Array.from({ length: columns + 1 }, () => 0));
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      const [here, below] = [lengths[row] ?? [], lengths[row + 1] ?? []];
      here[column] = isSame(row, column)
        ? 1 + (below[column + 1] ?? 0)
        : Math.max(below[column] ?? 0, here[column + 1] ?? 0);
    }
  }
  return lengths;
}
