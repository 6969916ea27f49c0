import { DatabaseSync } from 'node:sqlite';
import { migrate } from '../party/agent/storage/migrations.ts';
import type { Sql, SqlValue } from '../party/agent/storage/sql.ts';

/** The coder's tables, in a SQLite database of this process. @param last the number of the last migration that they have had */
export function coderTables(database = new DatabaseSync(':memory:'), last?: number): Sql {
  const sql: Sql = {
    all: (statement, ...values) => database.prepare(statement).all(...values) as Record<string, SqlValue>[],
    transaction(work) {
      // As in a Durable Object, transactions may nest.
      database.exec('SAVEPOINT work');
      try {
        const result = work();
        database.exec('RELEASE work');
        return result;
      } catch (error) {
        database.exec('ROLLBACK TO work; RELEASE work');
        throw error;
      }
    },
  };
  migrate(sql, last);
  return sql;
}
