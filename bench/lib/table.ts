/** The first column names the row; an unknown figure shows as a dash. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | undefined)[])[];
}

/** As Markdown with aligned columns: the same text for a terminal and for docs/. */
export function printTable({ title, columns, rows }: Table): string {
  const cells = rows.map((row) => columns.map((_, column) => cellText(row[column])));
  const widths = columns.map((name, column) =>
    Math.max(3, name.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((text, at) => (at === 0 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [title, '', line(columns), line(rule), ...cells.map(line), ''].join('\n');
}

/** Three significant digits: more would claim a precision that no run has. */
function cellText(value: string | number | undefined): string {
  if (value === undefined) return '–';
  if (typeof value === 'string') return value;
  if (Math.abs(value) >= 100 || Number.isInteger(value)) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}
