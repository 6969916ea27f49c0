import * as z from 'zod/mini';
import { TandemError } from '../../../shared/errors.ts';
import { runLimits } from '../../../shared/limits.ts';
import { userSchema } from '../../../shared/roles.ts';
import {
  type ExecuteResult,
  type OutputEntry,
  outputEntrySchema,
  type Run,
  type RunError,
  runErrorSchema,
  runOptionsSchema,
  type RunOutcome,
  type RunState,
  runStateSchema,
} from '../../../shared/run.ts';
import { readRow, readRows } from '../storage/read-rows.ts';
import type { Sql } from '../storage/sql.ts';

const json = <T>(schema: z.core.$ZodType<T>) =>
  z.pipe(
    z.pipe(
      z.string(),
      z.transform((text): unknown => JSON.parse(text)),
    ),
    schema,
  );

const rowSchema = z.object({
  number: z.number(),
  run_id: z.string(),
  by_user: json(userSchema),
  entry: z.string(),
  options: z.nullable(json(runOptionsSchema)),
  loose: z.number(),
  started_at: z.number(),
  ended_at: z.nullable(z.number()),
  state: runStateSchema,
  duration_ms: z.nullable(z.number()),
  error: z.nullable(json(runErrorSchema)),
  result: z.nullable(json(z.json())),
  result_text: z.nullable(z.string()),
  truncated: z.number(),
});
type Row = z.infer<typeof rowSchema>;
const outputRowSchema = z.object({ entries: json(z.array(outputEntrySchema)) });

/** A Durable Object takes no row above 2 MB, so output is stored in pieces of at most this many UTF-16 units. */
const maxPieceUnits = 200_000;

/** The tables `runs` and `run_output`. */
export class RunStore {
  readonly #sql: Sql;
  /** How much output each running run has written, by run id. */
  readonly #written = new Map<string, { entries: number; bytes: number }>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  add(run: Pick<Run, 'runId' | 'by' | 'entry' | 'options' | 'loose' | 'startedAt' | 'state'>): Run {
    this.#sql.all(
      'INSERT INTO runs (run_id, by_user, entry, options, loose, started_at, state) VALUES (?, ?, ?, ?, ?, ?, ?)',
      run.runId,
      JSON.stringify(run.by),
      run.entry,
      run.options === undefined ? null : JSON.stringify(run.options),
      run.loose === true ? 1 : 0,
      run.startedAt,
      run.state,
    );
    this.#prune();
    return this.run(run.runId);
  }

  begin(runId: string, nowMs: number): Run {
    this.#sql.all(`UPDATE runs SET state = 'running', started_at = ? WHERE run_id = ?`, nowMs, runId);
    this.#written.set(runId, { entries: 0, bytes: 0 });
    return this.run(runId);
  }

  /** Stores output. @returns how many entries came before, or undefined when the run is closed or over its limit */
  append(runId: string, entries: OutputEntry[]): number | undefined {
    const written = this.#written.get(runId);
    if (!written) return undefined;
    for (const { text } of entries) written.bytes += text.length;
    // The executor truncates at the limit; twice as much can only be forged.
    if (written.bytes > 2 * runLimits.maxOutputBytes) return undefined;
    const seq = written.entries;
    this.#sql.transaction(() => {
      for (const piece of pieces(entries)) {
        this.#sql.all(
          'INSERT INTO run_output (run_id, seq, entries) VALUES (?, ?, ?)',
          runId,
          written.entries,
          JSON.stringify(piece),
        );
        written.entries += piece.length;
      }
    });
    return seq;
  }

  /** Accepts no more output of this run. */
  close(runId: string): void {
    this.#written.delete(runId);
  }

  end(runId: string, state: RunState, nowMs: number, outcome: RunOutcome): Run {
    // A stop is what someone asked for, not an error of the program.
    const error = state === 'stopped' ? undefined : outcome.error;
    const kept = shortened({ error, resultText: outcome.resultText }, runLimits.maxResultLength);
    this.#sql.all(
      `UPDATE runs SET state = ?, ended_at = ?, duration_ms = ?, error = ?, result = ?, result_text = ?, truncated = ?
       WHERE run_id = ?`,
      state,
      nowMs,
      outcome.durationMs,
      kept.error === undefined ? null : JSON.stringify(kept.error),
      JSON.stringify(outcome.result),
      kept.resultText ?? '',
      outcome.truncated === true ? 1 : 0,
      runId,
    );
    return this.run(runId);
  }

  /** Marks the runs that a stop of the server left unfinished as failed. */
  endUnfinished(nowMs: number, error: RunError): void {
    this.#sql.all(
      `UPDATE runs SET state = 'failed', ended_at = ?, error = ? WHERE state IN ('queued', 'running')`,
      nowMs,
      JSON.stringify(error),
    );
  }

  /** @throws TandemError `not_found` */
  run(runId: string): Run {
    return toRun(this.#row(runId));
  }

  list(limit: number): Run[] {
    const rows = this.#sql.all('SELECT * FROM runs ORDER BY number DESC LIMIT ?', limit);
    return readRows('runs', rows, (row) => shortened(toRun(rowSchema.parse(row)), runLimits.listedUnits));
  }

  output(runId: string): OutputEntry[] {
    const rows = this.#sql.all('SELECT entries FROM run_output WHERE run_id = ? ORDER BY seq', runId);
    return readRows('run_output', rows, (row) => outputRowSchema.parse(row).entries).flat();
  }

  /** @throws TandemError `not_found` */
  result(runId: string): Omit<ExecuteResult, 'actions'> {
    const row = this.#row(runId);
    const stopped: RunError = { category: 'unknown', message: 'Stopped.' };
    const error = row.error ?? (row.state === 'stopped' ? stopped : undefined);
    return {
      runId,
      success: row.state === 'succeeded',
      result: row.result,
      resultText: row.result_text ?? '',
      logs: this.output(runId),
      ...(row.truncated === 1 ? { truncated: true } : {}),
      ...(error ? { error } : {}),
      durationMs: row.duration_ms ?? 0,
    };
  }

  #row(runId: string): Row {
    const [row] = this.#sql.all('SELECT * FROM runs WHERE run_id = ?', runId);
    if (!row) throw new TandemError('not_found', 'There is no such run. Older runs are not kept.');
    const run = readRow('runs', row, (stored) => rowSchema.parse(stored));
    if (!run) throw new TandemError('not_found', 'The record of this run is damaged.');
    return run;
  }

  #prune(): void {
    this.#sql.transaction(() => {
      const old = `SELECT run_id FROM runs ORDER BY number DESC LIMIT -1 OFFSET ${runLimits.keptRuns}`;
      this.#sql.all(`DELETE FROM run_output WHERE run_id IN (${old})`);
      this.#sql.all(`DELETE FROM runs WHERE run_id IN (${old})`);
    });
  }
}

function* pieces(entries: OutputEntry[]): Generator<OutputEntry[]> {
  let piece: OutputEntry[] = [];
  let units = 0;
  for (const entry of entries) {
    if (piece.length > 0 && units + entry.text.length > maxPieceUnits) {
      yield piece;
      piece = [];
      units = 0;
    }
    piece.push(entry);
    units += entry.text.length;
  }
  if (piece.length > 0) yield piece;
}

/** Truncates the error and result texts to `units` UTF-16 units: a program makes them as long as it likes. */
function shortened<T extends { error?: RunError | undefined; resultText?: string | undefined }>(
  run: T,
  units: number,
): T {
  const truncate = (text: string): string =>
    text.length <= units
      ? text
      : `${text.slice(0, units)}\n… ${text.length - units} characters more`.toWellFormed();
  const { error, resultText } = run;
  const short = error && {
    ...error,
    message: truncate(error.message),
    ...(error.stack === undefined ? {} : { stack: truncate(error.stack) }),
  };
  return {
    ...run,
    ...(short && { error: short }),
    ...(resultText === undefined ? {} : { resultText: truncate(resultText) }),
  };
}

function toRun(row: Row): Run {
  return {
    runId: row.run_id,
    number: row.number,
    by: row.by_user,
    entry: row.entry,
    ...(row.options === null ? {} : { options: row.options }),
    ...(row.loose === 1 ? { loose: true } : {}),
    startedAt: row.started_at,
    state: row.state,
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
    ...(row.duration_ms === null ? {} : { durationMs: row.duration_ms }),
    ...(row.error === null ? {} : { error: row.error }),
    ...(row.result_text === null || row.result_text === '' ? {} : { resultText: row.result_text }),
  };
}
