import { types } from 'node:util';
import { showCell } from './show.ts';
import { showLimits } from './show-limits.ts';

const { maxRows, maxColumns, maxCellLength } = showLimits;

/** One line of a table: cells by the names of their columns, and for a row that is no object its value. */
interface Row {
  index: string;
  cells: Record<string, string>;
  value?: string;
}

/** Draws rows as a framed table, as Node does; undefined when the value has no rows. */
export function tableOf(rows: unknown, only?: unknown): string | undefined {
  if (typeof rows !== 'object' || rows === null) return undefined;
  // Reading an iterator would use it up.
  if (types.isMapIterator(rows) || types.isSetIterator(rows)) return undefined;
  const columns = Array.isArray(only) ? only.slice(0, maxColumns).map(String) : undefined;
  const isList = types.isMap(rows) || types.isSet(rows);
  const [all, count] = isList ? listed(rows) : rowsOf(rows, columns);
  // An object's keys have the order in which Node shows the columns.
  const names = Object.keys(Object.assign(Object.create(null), ...all.map(({ cells }) => cells)));
  const shown = names.slice(0, maxColumns);
  const hasValues = all.some(({ value }) => value !== undefined);
  const lines = [
    [isList ? '(iteration index)' : '(index)', ...shown, ...(hasValues ? ['Values'] : [])],
    ...all.map(({ index, cells, value = '' }) => [
      index,
      ...shown.map((name) => cells[name] ?? ''),
      ...(hasValues ? [value] : []),
    ]),
  ];
  const left = [
    count > all.length ? `${count - all.length} more rows` : '',
    names.length > shown.length ? `${names.length - shown.length} more columns` : '',
  ].filter((text) => text !== '');
  return [draw(lines), ...left.map((text) => `… ${text}`)].join('\n');
}

function listed(list: Map<unknown, unknown> | Set<unknown>): [Row[], number] {
  const rows = [...list].slice(0, maxRows).map((entry: unknown, i): Row => {
    const index = String(i);
    if (!types.isMap(list) || !Array.isArray(entry)) return { index, cells: {}, value: cellOf(entry) };
    return { index, cells: { Key: cellOf(entry[0]) }, value: cellOf(entry[1]) };
  });
  return [rows, list.size];
}

function rowsOf(rows: object, columns: readonly string[] | undefined): [Row[], number] {
  const keys = Object.keys(rows);
  const shown = keys.slice(0, maxRows).map((index): Row => {
    const row: unknown = Reflect.get(rows, index);
    const cells: Row['cells'] = Object.create(null);
    if ((typeof row !== 'object' && typeof row !== 'function') || row === null) {
      return { index, cells, value: cellOf(row) };
    }
    for (const name of columns ?? Object.keys(row)) {
      cells[name] = Object.hasOwn(row, name) ? cellOf(Reflect.get(row, name)) : '';
    }
    return { index, cells };
  });
  return [shown, keys.length];
}

const cellOf = (value: unknown): string => {
  const text = showCell(value);
  return text.length > maxCellLength ? `${text.slice(0, maxCellLength)}…` : text;
};

function draw(lines: readonly (readonly string[])[]): string {
  const widths =
    lines[0]?.map((_, i) => lines.reduce((most, line) => Math.max(most, widthOf(line[i] ?? '')), 0) + 2) ??
    [];
  const [head = '', ...body] = lines.map(
    (line) =>
      `│${line.map((cell, i) => ` ${cell}${' '.repeat((widths[i] ?? 0) - widthOf(cell) - 1)}`).join('│')}│`,
  );
  const rule = (left: string, middle: string, right: string): string =>
    left + widths.map((width) => '─'.repeat(width)).join(middle) + right;
  return [rule('┌', '┬', '┐'), head, rule('├', '┼', '┤'), ...body, rule('└', '┴', '┘')].join('\n');
}
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
