import * as z from 'zod/mini';
import { agentLimits } from '../../../shared/limits.ts';
import { idRangeSchema } from '../text/id-range.ts';
import { readRow } from '../storage/read-rows.ts';
import type { Sql } from '../storage/sql.ts';
import type { ReadSnapshot, ReadSnapshots } from './read-snapshots.ts';

const readSchema = z.object({ version: z.string(), state: z.string() });
const snapshotSchema = z.object({
  path: z.optional(z.string()),
  text: z.string(),
  characters: z.optional(z.array(idRangeSchema)),
  /** Before there was `read`: the state itself. */
  version: z.optional(z.string()),
  read: z.optional(readSchema),
  earlier: z.optional(z.array(readSchema)),
  turn: z.string(),
  partial: z.boolean(),
  shown: z.optional(z.array(z.object({ from: z.number(), to: z.number() }))),
});

/**
 * Read snapshots in the table `marks`: the transcript survives a restart, so what was read must stay known.
 */
export class ReadSnapshotStore implements ReadSnapshots {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  keys(): string[] {
    return this.#sql.all('SELECT file FROM marks').map(({ file }) => String(file));
  }

  get(file: string): ReadSnapshot | undefined {
    const [row] = this.#sql.all('SELECT mark FROM marks WHERE file = ?', file);
    // The agent reads the file again when this cannot be read.
    const stored = readRow('marks', row, ({ mark = null }) => snapshotSchema.parse(JSON.parse(String(mark))));
    if (!stored) return undefined;
    const { characters, version = '', read, ...snapshot } = stored;
    return { ...snapshot, read: read ?? { version, state: version }, characters };
  }

  set(file: string, snapshot: ReadSnapshot): void {
    this.#sql.all('INSERT OR REPLACE INTO marks (file, mark) VALUES (?, ?)', file, jsonOf(snapshot));
  }

  clear(): void {
    this.#sql.all('DELETE FROM marks');
  }
}

/** A text that is too long to keep counts as partly known. */
function jsonOf(snapshot: ReadSnapshot): string {
  const json = JSON.stringify(snapshot);
  if (json.length <= agentLimits.maxReadSnapshotLength) return json;
  return JSON.stringify({
    ...snapshot,
    text: '',
    characters: undefined,
    partial: true,
    shown: undefined,
  } satisfies ReadSnapshot);
}
