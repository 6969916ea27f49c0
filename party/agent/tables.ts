import { AuthorTable } from './replica/author-table.ts';
import { durableSql } from './storage/durable-sql.ts';
import { ReadSnapshotStore } from './edits/read-snapshot-store.ts';
import { migrate } from './storage/migrations.ts';
import { Names } from './http/names.ts';
import { UsageTable } from './models/usage-table.ts';
import { TurnLedger } from './undo/turn-ledger.ts';
import { VersionLog } from './replica/version-log.ts';

/** A coder's tables, migrated to what this code expects. */
export function tablesOn(storage: Parameters<typeof durableSql>[0]) {
  const sql = durableSql(storage);
  migrate(sql);
  const authors = new AuthorTable(sql);
  return {
    sql,
    authors,
    versions: new VersionLog(sql),
    names: new Names(sql, authors.entries.values()),
    ledger: new TurnLedger(sql),
    readSnapshots: new ReadSnapshotStore(sql),
    usage: new UsageTable(sql),
  };
}
