import type { Sql } from './sql.ts';

/** {@link Sql} on a Durable Object's own SQLite. */
export function durableSql(storage: DurableObjectStorage): Sql {
  return {
    all: (statement, ...values) =>
      storage.sql
        .exec(statement, ...values)
        .toArray()
        .map((row) =>
          Object.fromEntries(
            Object.entries(row).map(([name, value]) => [
              name,
              value instanceof ArrayBuffer ? new Uint8Array(value) : value,
            ]),
          ),
        ),
    transaction: (work) => storage.transactionSync(work),
  };
}
