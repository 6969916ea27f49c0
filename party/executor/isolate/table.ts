import { showValue } from './show.ts';

const maxRows = 200;
const maxColumns = 20;
const maxCellLength = 80;

/** Draws rows as a framed table, as Node does; undefined when the value has no rows. */
export function tableOf(rows: unknown, only?: unknown): string | undefined {
  if (typeof rows !== 'object' || rows === null) return undefined;
  const isList = rows instanceof Map || rows instanceof Set;
  const index = isList ? '(iteration index)' : '(index)';
  const names = new Set<string>(Array.isArray(only) ? only.slice(0, maxColumns).map(String) : []);
  const lines: { index: string; cells: Map<string, string>; value?: string }[] = [];
  for (const [key, row] of entriesOf(rows)) {
    const cells = new Map<string, string>();
    const line: (typeof lines)[number] = { index: key, cells };
    if (rows instanceof Map && Array.isArray(row)) {
      names.add('Key');
      cells.set('Key', cellOf(row[0]));
      line.value = cellOf(row[1]);
    } else if (isList || typeof row !== 'object' || row === null) {
      line.value = cellOf(row);
    } else {
      for (const [name, value] of Object.entries(row).slice(0, maxColumns)) {
        if (Array.isArray(only) && !names.has(name)) continue;
        names.add(name);
        cells.set(name, cellOf(value));
      }
    }
    lines.push(line);
  }
  const hasValues = lines.some(({ value }) => value !== undefined);
  const all = [
    [index, ...names, ...(hasValues ? ['Values'] : [])],
    ...lines.map(({ index: at, cells, value }) => [
      at,
      ...[...names].map((name) => cells.get(name) ?? ''),
      ...(hasValues ? [value ?? ''] : []),
    ]),
  ];
  const widths = all[0]?.map((_, i) => Math.max(...all.map((line) => widthOf(line[i] ?? ''))) + 2) ?? [];
  const [head = '', ...body] = all.map(
    (line) =>
      `│${line.map((cell, i) => ` ${cell}${' '.repeat((widths[i] ?? 0) - widthOf(cell) - 1)}`).join('│')}│`,
  );
  const rule = (left: string, middle: string, right: string): string =>
    left + widths.map((width) => '─'.repeat(width)).join(middle) + right;
  return [rule('┌', '┬', '┐'), head, rule('├', '┼', '┤'), ...body, rule('└', '┴', '┘')].join('\n');
}

function entriesOf(rows: object): [key: string, row: unknown][] {
  if (!(rows instanceof Map || rows instanceof Set)) return Object.entries(rows).slice(0, maxRows);
  return [...rows].slice(0, maxRows).map((row: unknown, i) => [String(i), row]);
}

/** A value within a value is shown one level deep. */
const cellOf = (value: unknown): string =>
  (typeof value === 'string' ? `'${value}'` : showValue(value, 0))
    .replaceAll('\n', ' ')
    .slice(0, maxCellLength);

/** Width in columns of a fixed-width font: East Asian letters and emoji take two. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mark}|\u200d/u.test(character)) continue;
    width +=
      /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}
