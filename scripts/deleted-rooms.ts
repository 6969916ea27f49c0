import { globSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Makes the databases of deleted rooms anew, each with the one key it still has: the room's runtime leaves what it deletes
 * readable in a file's free pages. Only while nothing has them open.
 * @param folder where the room server stores its rooms
 */
export function shrinkDeletedRooms(folder: string): void {
  for (const path of globSync('**/*.sqlite', { cwd: folder })) {
    try {
      shrink(join(folder, path));
    } catch (error) {
      console.error(`tandem: a room's database could not be made smaller: ${path}`, error);
    }
  }
}

function shrink(path: string): void {
  const database = new DatabaseSync(path);
  try {
    const [table] = database.prepare("SELECT 1 FROM sqlite_master WHERE name = '_cf_KV'").all();
    if (!table) return;
    const [deleted] = database.prepare("SELECT 1 FROM _cf_KV WHERE key = 'deleted'").all();
    if (!deleted) return;
    database.exec('VACUUM');
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    database.close();
  }
}
