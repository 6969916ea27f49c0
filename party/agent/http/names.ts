import * as z from 'zod/mini';
import { roomLimits } from '../../../shared/limits.ts';
import { foldName, numberedName } from '../../../shared/names.ts';
import type { Author } from '../../../shared/roles.ts';
import { readRow } from '../storage/read-rows.ts';
import type { Sql } from '../storage/sql.ts';

const numberSchema = z.object({ number: z.number() });
const countSchema = z.object({ count: z.number() });

/**
 * Who is called what in this room. A name belongs to whoever used it first; others who want one that looks the same get a
 * number behind it. Sessions carry that name, so it shows wherever someone is named.
 */
export class Names {
  readonly #sql: Sql;

  /** @param earlier the authors from before names were stored */
  constructor(sql: Sql, earlier: Iterable<Author>) {
    this.#sql = sql;
    if (sql.all('SELECT 1 FROM names LIMIT 1').length > 0) return;
    for (const { id, name, kind } of earlier) if (kind === 'human') this.claim(name, id, 0);
  }

  /** @param name the name that someone wants. @returns the name that they get, the same each time */
  claim(name: string, userId: string, nowMs: number): string {
    const wanted = foldName(name);
    const number = this.#numberOf(wanted, userId) ?? this.#nextNumber(name, wanted, userId);
    const shown = number === 1 ? name : numberedName(name, number);
    this.#sql.all(
      `INSERT INTO names (folded, wanted, number, user, used_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (folded) DO UPDATE SET used_at = excluded.used_at`,
      foldName(shown),
      wanted,
      number,
      userId,
      nowMs,
    );
    this.#forget();
    return shown;
  }

  #numberOf(wanted: string, userId: string): number | undefined {
    const [row] = this.#sql.all('SELECT number FROM names WHERE wanted = ? AND user = ?', wanted, userId);
    return readRow('names', row, (found) => numberSchema.parse(found).number);
  }

  #nextNumber(name: string, wanted: string, userId: string): number {
    // Also free if it is their own: whoever is called “Ada (2)” may ask for that.
    if (this.#isFree(wanted, userId)) return 1;
    const [last] = this.#sql.all(
      'SELECT number FROM names WHERE wanted = ? ORDER BY number DESC LIMIT 1',
      wanted,
    );
    let number = (readRow('names', last, (found) => numberSchema.parse(found).number) ?? 1) + 1;
    while (!this.#isFree(foldName(numberedName(name, number)), userId)) number++;
    return number;
  }

  #isFree(folded: string, userId: string): boolean {
    const [row] = this.#sql.all('SELECT user FROM names WHERE folded = ?', folded);
    return row === undefined || row['user'] === userId;
  }

  #forget(): void {
    const [row] = this.#sql.all('SELECT count(*) AS count FROM names');
    const surplus = countSchema.parse(row).count - roomLimits.maxNames;
    if (surplus <= 0) return;
    this.#sql.all(
      'DELETE FROM names WHERE folded IN (SELECT folded FROM names ORDER BY used_at LIMIT ?)',
      surplus,
    );
  }
}
