/**
 * What `read` makes of each row of a table, without the rows that it cannot read: damaged storage must not cost more than
 * what was in it. They stay in their table until it forgets them, or a purge takes them.
 * @param onUnreadable called for each of those
 */
export function readRows<Row, T>(
  table: string,
  rows: readonly Row[],
  read: (row: Row) => T,
  onUnreadable: (row: Row) => void = () => undefined,
): T[] {
  const unreadable: unknown[] = [];
  const out = rows.flatMap((row): T[] => {
    try {
      return [read(row)];
    } catch (error) {
      unreadable.push(error);
      onUnreadable(row);
      return [];
    }
  });
  if (unreadable.length > 0)
    console.error(`tandem: ${unreadable.length} rows of the table ${table} cannot be read`, unreadable[0]);
  return out;
}

/** The same for a single row; undefined when there is none, or it cannot be read. */
export const readRow = <Row, T>(table: string, row: Row | undefined, read: (row: Row) => T): T | undefined =>
  row === undefined ? undefined : readRows(table, [row], read)[0];
