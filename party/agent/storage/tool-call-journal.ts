import * as z from 'zod/mini';
import type { Sql } from './sql.ts';

/** The key of a tool call. Some models repeat ids from step to step, so the step belongs to it. */
export interface CallKey {
  turn: string;
  step: number;
  id: string;
}

/** A call in the journal, as found after a kill. */
export interface RecordedCall extends CallKey {
  /** Its answer, if it had ended. */
  output?: unknown;
  /** The change that it was making, as planned. */
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
 * The tool calls of the running turn, in SQLite: an entry reaches the disk together with the change it
 * describes. A call that is repeated under its key gets the same answer again.
 */
export class ToolCallJournal {
  readonly #sql: Sql;
  readonly #onEnded: (turn: string, output: unknown) => void;

  /** @param onEnded called once for each call, when it ends */
  constructor(sql: Sql, onEnded: (turn: string, output: unknown) => void = () => undefined) {
    this.#sql = sql;
    this.#onEnded = onEnded;
  }

  /** The earlier answer of the call, if it was made before. */
  answered({ turn, step, id }: CallKey): { output: unknown } | undefined {
    const [found] = this.#sql.all(
      'SELECT * FROM tool_calls WHERE turn = ? AND step = ? AND id = ? AND output IS NOT NULL',
      turn,
      step,
      id,
    );
    return found && { output: valueIn(row.parse(found).output ?? 'null') };
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
  of(turn: string): RecordedCall[] {
    return this.#sql.all('SELECT * FROM tool_calls WHERE turn = ? ORDER BY rowid', turn).map((found) => {
      const { edit, output, ...key } = row.parse(found);
      return {
        ...key,
        ...(edit === null ? {} : { pending: valueIn(edit) }),
        ...(output === null ? {} : { output: valueIn(output) }),
      };
    });
  }

  /** Deletes the entries of a turn that has ended: its transcript has everything. */
  forget(turn: string): void {
    this.#sql.all('DELETE FROM tool_calls WHERE turn = ?', turn);
  }
}

/** The answer of a call whose entry cannot be read. It is not made again: it may have been made. */
export const damagedCall = {
  error: {
    code: 'internal',
    message: 'The record of this call is damaged. Look whether what it was to do has been done.',
  },
};

function valueIn(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    console.error('tandem: the record of a tool call cannot be read', error);
    return damagedCall;
  }
}
