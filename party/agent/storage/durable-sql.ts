import type { Sql } from './sql.ts';

/** A Durable Object's SQLite. */
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
