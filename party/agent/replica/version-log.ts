import * as z from 'zod/mini';
import * as Y from 'yjs';
import { agentLimits, roomRates } from '../../../shared/limits.ts';
import type { Author } from '../../../shared/roles.ts';
import type { Version } from '../../../shared/version.ts';
import { readRow, readRows } from '../storage/read-rows.ts';
import type { Sql } from '../storage/sql.ts';
import type { LoggedUpdate } from './load-document.ts';
import {
  authorsOf,
  latestVersion,
  maxPartBytes,
  type StoredVersion,
  storedVersion,
  type VersionTable,
} from './stored-version.ts';

const versionRow = z.object({ version: z.number() });
const newestRow = z.object({ version: z.nullable(z.number()) });
const bytesRow = z.object({ bytes: z.nullable(z.number()) });
const listedRow = z.object({ version: z.number(), timestamp: z.string(), writer: z.nullable(z.number()) });

/** No structs, no deletions. */
const emptyUpdate = new Uint8Array([0, 0]);

const tables = ['code_updates', 'code_snapshots'] as const;

interface LoadOptions {
  version?: number | undefined;
  /** Keys of what cannot be read. */
  leftOut?: ReadonlySet<string>;
}

/**
 * The coder's log of the document: each update it received or made is one version. When the log exceeds what
 * a room's history may hold, the oldest versions are deleted.
 *
 * Invariants:
 * - An update is in the log before anyone can see it: it is written in the document's own event.
 * - Any version from {@link oldest} on can be replayed: the newest snapshot at or below it, and the updates
 *   up to it.
 */
export class VersionLog {
  readonly #sql: Sql;
  #latest: number;
  #loggedBytes: number;
  #snapshotBytes: number;
  readonly #maxBytes: number;
  /** The size of everything in the log; counted when it is first needed. */
  #keptBytes: number | undefined;

  constructor(sql: Sql, maxBytes: number = roomRates.maxHistoryBytes) {
    this.#sql = sql;
    this.#maxBytes = maxBytes;
    this.#latest = latestVersion(sql);
    const [row] = sql.all('SELECT max(version) AS version FROM code_snapshots');
    const snapshot = newestRow.parse(row).version ?? 0;
    this.#snapshotBytes = this.#bytesOf('code_snapshots', snapshot, snapshot);
    this.#loggedBytes = this.#bytesOf('code_updates', snapshot + 1, this.#latest);
  }

  get latest(): number {
    return this.#latest;
  }

  /** The first version that is still in the log. */
  get oldest(): number {
    const [row] = this.#sql.all('SELECT version FROM code_updates ORDER BY version LIMIT 1');
    return row ? versionRow.parse(row).version : this.#latest + 1;
  }

  /**
   * The updates that make up the document at a version, in order; without `version`, at the latest. In place of a snapshot
   * that is left out comes an earlier one, and what was logged since.
   */
  *load({ version = this.#latest, leftOut = new Set() }: LoadOptions = {}): Generator<LoggedUpdate> {
    const snapshot = this.#snapshotAtOrBefore(version, leftOut);
    if (snapshot) yield snapshot;
    for (const update of this.#updates(snapshot?.version ?? 0, version))
      if (!leftOut.has(update.key)) yield update;
  }

  /**
   * The `limit` newest versions below `before`, newest first.
   * @param authors who writes under which Yjs client id
   */
  list(before: number, limit: number, authors: ReadonlyMap<number, Author>): Version[] {
    const rows = this.#sql.all(
      'SELECT version, timestamp, writer, data FROM code_updates WHERE version < ? ORDER BY version DESC LIMIT ?',
      before,
      limit,
    );
    return readRows('code_updates', rows, (row) => {
      const { version, timestamp, writer } = listedRow.parse(row);
      const update = storedVersion(this.#sql, 'code_updates', row);
      const { users, turn } = authorsOf(update, writer, authors);
      return {
        version,
        timestamp: Date.parse(timestamp),
        authors: users,
        bytes: update.data?.byteLength ?? 0,
        ...(turn === undefined ? {} : { turn }),
      };
    });
  }

  /** When a version was made, in ms since the epoch; undefined for one that is not in the log. */
  timestampOf(version: number): number | undefined {
    const [row] = this.#sql.all(
      'SELECT version, timestamp, writer FROM code_updates WHERE version = ?',
      version,
    );
    return readRow('code_updates', row, (found) => Date.parse(listedRow.parse(found).timestamp));
  }

  /**
   * Logs an update that `doc` has just taken.
   * @param writer the Yjs client id under which the coder made it; none for what came from others
   * @returns the new version.
   */
  record(update: Uint8Array, doc: Y.Doc, writer?: number): number {
    const version = this.#latest + 1;
    this.#sql.transaction(() => {
      this.#write('code_updates', version, update);
      if (writer !== undefined)
        this.#sql.all('UPDATE code_updates SET writer = ? WHERE version = ?', writer, version);
      this.#sql.all('UPDATE code_version SET version = ? WHERE id = 1', version);
    });
    this.#latest = version;
    this.#loggedBytes += update.byteLength;
    if (this.#isSnapshotDue()) this.snapshot(doc);
    return version;
  }

  /** Continues from a document that lacks some of what the log has; that stays in the earlier versions. */
  restart(whole: Uint8Array): void {
    const version = this.#latest + 1;
    this.#sql.transaction(() => {
      this.#write('code_updates', version, emptyUpdate);
      this.#write('code_snapshots', version, whole);
      this.#sql.all('UPDATE code_version SET version = ? WHERE id = 1', version);
    });
    this.#latest = version;
    this.#loggedBytes = 0;
    this.#snapshotBytes = whole.byteLength;
  }

  /** Starts over from a document, and deletes all earlier versions. */
  forget(whole: Uint8Array): void {
    this.#sql.transaction(() => {
      for (const table of [...tables, 'code_parts']) this.#sql.all(`DELETE FROM ${table}`);
      this.restart(whole);
    });
    this.#keptBytes = undefined;
  }

  /** A large document is not written out whole for every 10 kB: the log may grow to half its size. */
  #isSnapshotDue(): boolean {
    return this.#loggedBytes > Math.max(agentLimits.snapshotLogBytes, this.#snapshotBytes / 2);
  }

  /** Stores the whole document as it is at the latest version, so that the next start needs nothing older. */
  snapshot(doc: Y.Doc): void {
    const data = Y.encodeStateAsUpdate(doc);
    this.#sql.transaction(() => {
      this.#delete('code_snapshots', this.#latest);
      this.#write('code_snapshots', this.#latest, data);
    });
    this.#loggedBytes = 0;
    this.#snapshotBytes = data.byteLength;
    this.#trim();
  }

  /** Deletes the oldest versions, each time up to a snapshot, until the rest is within the limit. */
  #trim(): void {
    this.#keptBytes ??= this.#bytesBelow(this.#latest + 1);
    while (this.#keptBytes > this.#maxBytes) {
      const [row] = this.#sql.all(
        'SELECT version FROM code_snapshots WHERE version > ? ORDER BY version LIMIT 1',
        this.oldest,
      );
      if (!row) return;
      const { version } = versionRow.parse(row);
      this.#keptBytes -= this.#bytesBelow(version);
      this.#sql.transaction(() => {
        for (const table of tables) {
          this.#sql.all(`DELETE FROM ${table} WHERE version < ?`, version);
          this.#sql.all('DELETE FROM code_parts WHERE of = ? AND version < ?', table, version);
        }
      });
    }
  }

  #bytesBelow(version: number): number {
    return tables.reduce((sum, table) => sum + this.#bytesOf(table, 0, version - 1), 0);
  }

  /** The size of the rows of versions `from` to `to`, with their parts. */
  #bytesOf(table: VersionTable, from: number, to: number): number {
    const rows = [
      ...this.#sql.all(
        `SELECT sum(length(data)) AS bytes FROM ${table} WHERE version BETWEEN ? AND ?`,
        from,
        to,
      ),
      ...this.#sql.all(
        'SELECT sum(length(data)) AS bytes FROM code_parts WHERE of = ? AND version BETWEEN ? AND ?',
        table,
        from,
        to,
      ),
    ];
    return rows.reduce((sum, row) => sum + (bytesRow.parse(row).bytes ?? 0), 0);
  }

  #delete(table: VersionTable, version: number): void {
    if (this.#keptBytes !== undefined) this.#keptBytes -= this.#bytesOf(table, version, version);
    this.#sql.all(`DELETE FROM ${table} WHERE version = ?`, version);
    this.#sql.all('DELETE FROM code_parts WHERE of = ? AND version = ?', table, version);
  }

  #write(table: VersionTable, version: number, data: Uint8Array): void {
    if (this.#keptBytes !== undefined) this.#keptBytes += data.byteLength;
    const timestamp = new Date().toISOString();
    const head = data.slice(0, maxPartBytes);
    this.#sql.all(
      `INSERT INTO ${table} (version, timestamp, data) VALUES (?, ?, ?)`,
      version,
      timestamp,
      head,
    );
    for (let at = maxPartBytes, part = 1; at < data.byteLength; at += maxPartBytes, part++) {
      this.#sql.all(
        'INSERT INTO code_parts (of, version, part, data) VALUES (?, ?, ?, ?)',
        table,
        version,
        part,
        data.slice(at, at + maxPartBytes),
      );
    }
  }

  #snapshotAtOrBefore(version: number, leftOut: ReadonlySet<string>): StoredVersion | undefined {
    for (let below = version + 1; ;) {
      const [row] = this.#sql.all(
        'SELECT version, data FROM code_snapshots WHERE version < ? ORDER BY version DESC LIMIT 1',
        below,
      );
      const snapshot = row && storedVersion(this.#sql, 'code_snapshots', row);
      if (!snapshot || !leftOut.has(snapshot.key)) return snapshot;
      below = snapshot.version;
    }
  }

  *#updates(after: number, upTo: number): Generator<StoredVersion> {
    for (let at = after; at < upTo;) {
      // Some at a time, so that they are not all in memory beside the document.
      const rows = this.#sql.all(
        'SELECT version, data FROM code_updates WHERE version > ? AND version <= ? ORDER BY version LIMIT 200',
        at,
        upTo,
      );
      if (rows.length === 0) return;
      for (const row of rows) {
        const update = storedVersion(this.#sql, 'code_updates', row);
        yield update;
        at = update.version;
      }
    }
  }
}
