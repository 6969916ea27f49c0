import * as z from 'zod/mini';
import { type Action, actionSchema, type Effect } from '../../../shared/host.ts';
import { runLimits } from '../../../shared/limits.ts';
import type { User } from '../../../shared/roles.ts';
import type { Sql } from '../sql.ts';

const rowSchema = z.pipe(
  z.pipe(
    z.object({ id: z.number(), at: z.number(), by_user: z.string(), run_id: z.string(), effect: z.string() }),
    z.transform(({ id, at, by_user, run_id, effect }): unknown => ({
      id,
      at,
      by: JSON.parse(by_user),
      runId: run_id,
      effect: JSON.parse(effect),
    })),
  ),
  actionSchema,
);

/** The table `actions`: what runs did outside of their isolates. */
export class ActionStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  add(at: number, by: User, runId: string, effect: Effect): Action {
    const [row] = this.#sql.all(
      'INSERT INTO actions (at, by_user, run_id, effect) VALUES (?, ?, ?, ?) RETURNING *',
      at,
      JSON.stringify(by),
      runId,
      JSON.stringify(effect),
    );
    const action = rowSchema.parse(row);
    this.#sql.all('DELETE FROM actions WHERE id <= ?', action.id - runLimits.keptActions);
    return action;
  }

  /** The newest, newest first. */
  list(limit: number): Action[] {
    return this.#sql
      .all('SELECT * FROM actions ORDER BY id DESC LIMIT ?', limit)
      .map((row) => rowSchema.parse(row));
  }

  /** One run's, in order. */
  ofRun(runId: string): Action[] {
    return this.#sql
      .all('SELECT * FROM actions WHERE run_id = ? ORDER BY id', runId)
      .map((row) => rowSchema.parse(row));
  }
}
