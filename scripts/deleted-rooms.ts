import { globSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Rewrites the databases of rooms that were deleted or had a text purged: the runtime leaves deleted data readable in a
 * file's free pages. Call it only while nothing has the databases open.
 * @param folder where the room server stores its rooms
 */
export function shrinkRooms(folder: string): void {
  for (const path of globSync('**/*.sqlite', { cwd: folder })) {
    try {
      shrink(join(folder, path));
    } catch (error) {
      console.error(`tandem: could not vacuum a room's database: ${path}`, error);
    }
  }
}

function shrink(path: string): void {
  const database = new DatabaseSync(path);
  try {
    const [table] = database.prepare("SELECT 1 FROM sqlite_master WHERE name = '_cf_KV'").all();
    if (!table) return;
    const [due] = database.prepare("SELECT 1 FROM _cf_KV WHERE key IN ('deleted', 'unclean')").all();
    if (!due) return;
    database.exec('VACUUM');
    // Only now, so that an interrupted start vacuums again.
    database.exec("DELETE FROM _cf_KV WHERE key = 'unclean'");
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    database.close();
  }
}
