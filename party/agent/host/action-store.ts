import * as z from 'zod/mini';
import { type Action, type ActionEffect, actionSchema } from '../../../shared/host.ts';
import { runLimits } from '../../../shared/limits.ts';
import type { User } from '../../../shared/roles.ts';
import { readRows } from '../storage/read-rows.ts';
import type { Sql } from '../storage/sql.ts';

const rowSchema = z.pipe(
  z.pipe(
    z.object({
      id: z.number(),
      at: z.number(),
      by_user: z.string(),
      run_id: z.string(),
      turn: z.nullable(z.string()),
      effect: z.string(),
    }),
    z.transform(({ id, at, by_user, run_id, turn, effect }): unknown => ({
      id,
      at,
      by: JSON.parse(by_user),
      ...(run_id !== '' && { runId: run_id }),
      ...(turn !== null && { turn }),
      effect: JSON.parse(effect),
    })),
  ),
  actionSchema,
);

/** The run or turn that an action belongs to. */
export interface ActionSource {
  runId?: string | undefined;
  turn?: string | undefined;
}

/** The table `actions`: what runs did outside of their isolates, and what people and the agent did without a run. */
export class ActionStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  add(by: User, effect: ActionEffect, { runId = '', turn }: ActionSource): Action {
    const [row] = this.#sql.all(
      'INSERT INTO actions (at, by_user, run_id, turn, effect) VALUES (?, ?, ?, ?, ?) RETURNING *',
      Date.now(),
      JSON.stringify(by),
      runId,
      turn ?? null,
      JSON.stringify(effect),
    );
    const action = rowSchema.parse(row);
    this.#sql.all('DELETE FROM actions WHERE id <= ?', action.id - runLimits.keptActions);
    return action;
  }

  /** The newest actions, newest first. */
  list(limit: number): Action[] {
    const rows = this.#sql.all('SELECT * FROM actions ORDER BY id DESC LIMIT ?', limit);
    return readRows('actions', rows, (row) => rowSchema.parse(row));
  }

  /** The actions of one run, in order. */
  ofRun(runId: string): Action[] {
    const rows = this.#sql.all('SELECT * FROM actions WHERE run_id = ? ORDER BY id', runId);
    return readRows('actions', rows, (row) => rowSchema.parse(row));
  }
}
