import * as z from 'zod/mini';
import { TandemError } from '../../../shared/errors.ts';
import { type ShellState, shellStateSchema } from '../../../shared/host.ts';
import { terminalLimits } from '../../../shared/limits.ts';
import type { User } from '../../../shared/roles.ts';
import { type TerminalLine, terminalLineSchema } from '../../../shared/terminal.ts';
import { readRow, readRows } from '../storage/read-rows.ts';
import type { Sql } from '../storage/sql.ts';

const rowSchema = z.object({ id: z.number(), line: z.string() });
const shellRowSchema = z.object({ state: z.string() });

/** The tables `terminal` and `shells`: the commands with their output, and the state of each person's shell. */
export class TerminalStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  add(line: Omit<TerminalLine, 'id'>): TerminalLine {
    const [row] = this.#sql.all(
      'INSERT INTO terminal (line) VALUES (?) RETURNING id, line',
      JSON.stringify(line),
    );
    const { id } = rowSchema.parse(row);
    this.#sql.all('DELETE FROM terminal WHERE id <= ?', id - terminalLimits.keptLines);
    return { id, ...line };
  }

  change(id: number, change: Partial<Omit<TerminalLine, 'id'>>): TerminalLine {
    const { id: _, ...line } = { ...this.get(id), ...change };
    this.#sql.all('UPDATE terminal SET line = ? WHERE id = ?', JSON.stringify(line), id);
    return { id, ...line };
  }

  /** @throws TandemError `not_found` */
  get(id: number): TerminalLine {
    const [row] = this.#sql.all('SELECT id, line FROM terminal WHERE id = ?', id);
    const line = readRow('terminal', row, lineOf);
    if (!line) throw new TandemError('not_found', 'There is no such command in this room.');
    return line;
  }

  /** The newest, oldest first. */
  list(limit: number): TerminalLine[] {
    const rows = this.#sql.all('SELECT id, line FROM terminal ORDER BY id DESC LIMIT ?', limit);
    return readRows('terminal', rows, lineOf).reverse();
  }

  shellOf({ id }: User): ShellState | undefined {
    const [row] = this.#sql.all('SELECT state FROM shells WHERE user = ?', id);
    return readRow('shells', row, (found) =>
      shellStateSchema.parse(JSON.parse(shellRowSchema.parse(found).state)),
    );
  }

  keepShell({ id }: User, state: ShellState): void {
    this.#sql.all('INSERT OR REPLACE INTO shells (user, state) VALUES (?, ?)', id, JSON.stringify(state));
  }
}

function lineOf(raw: unknown): TerminalLine {
  const { id, line } = rowSchema.parse(raw);
  return terminalLineSchema.parse({ ...JSON.parse(line), id });
}
