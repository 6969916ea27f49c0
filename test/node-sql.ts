import { DatabaseSync } from 'node:sqlite';
import { migrate } from '../party/agent/migrations.ts';
import type { Sql, SqlValue } from '../party/agent/sql.ts';

/** The coder's tables in a SQLite of this process. */
export function coderTables(): Sql {
  const database = new DatabaseSync(':memory:');
  const sql: Sql = {
    all: (statement, ...values) => database.prepare(statement).all(...values) as Record<string, SqlValue>[],
    transaction(work) {
      database.exec('BEGIN');
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
  };
  migrate(sql);
  return sql;
}
