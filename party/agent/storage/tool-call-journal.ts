import * as z from 'zod/mini';
import type { Sql } from './sql.ts';

/** A call of a tool, by its id and by the step of the turn that it was made in. */
export interface CallKey {
  turn: string;
  step: number;
  id: string;
}

/** A call that the kill of a process left behind. */
export interface KeptCall extends CallKey {
  /** What it answered, when it had come to its end. */
  output?: unknown;
  /** The change that it was making, as it was planned. */
  pending?: unknown;
}

const row = z.object({
  turn: z.string(),
  step: z.number(),
  id: z.string(),
  edit: z.nullable(z.string()),
  output: z.nullable(z.string()),
});

/**
 * The calls of the turn that is going on, in SQLite: what is noted here is on disk with what it tells of.
 * A call that is made again under its key is answered with what it answered before.
 */
export class ToolCallJournal {
  readonly #sql: Sql;
  readonly #onEnded: (turn: string, output: unknown) => void;

  /** @param onEnded told of each call once, as it has come to its end */
  constructor(sql: Sql, onEnded: (turn: string, output: unknown) => void = () => undefined) {
    this.#sql = sql;
    this.#onEnded = onEnded;
  }

  /** What the call answered, if it was made before. */
  answered({ turn, step, id }: CallKey): { output: unknown } | undefined {
    const [found] = this.#sql.all(
      'SELECT * FROM tool_calls WHERE turn = ? AND step = ? AND id = ? AND output IS NOT NULL',
      turn,
      step,
      id,
    );
    return found && { output: JSON.parse(row.parse(found).output ?? 'null') };
  }

  planned({ turn, step, id }: CallKey, pending: object): void {
    this.#sql.all(
      'INSERT OR REPLACE INTO tool_calls (turn, step, id, edit) VALUES (?, ?, ?, ?)',
      turn,
      step,
      id,
      JSON.stringify(pending),
    );
  }

  ended({ turn, step, id }: CallKey, output: unknown): void {
    this.#sql.all(
      'INSERT OR REPLACE INTO tool_calls (turn, step, id, output) VALUES (?, ?, ?, ?)',
      turn,
      step,
      id,
      JSON.stringify(output),
    );
    this.#onEnded(turn, output);
  }

  /** Oldest first. */
  of(turn: string): KeptCall[] {
    return this.#sql.all('SELECT * FROM tool_calls WHERE turn = ? ORDER BY rowid', turn).map((found) => {
      const { edit, output, ...key } = row.parse(found);
      return {
        ...key,
        ...(edit === null ? {} : { pending: JSON.parse(edit) as unknown }),
        ...(output === null ? {} : { output: JSON.parse(output) as unknown }),
      };
    });
  }

  /** The turn is over, and its transcript says all. */
  forget(turn: string): void {
    this.#sql.all('DELETE FROM tool_calls WHERE turn = ?', turn);
  }
}
