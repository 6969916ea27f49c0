import { globSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Makes the databases of rooms anew that were deleted or had a text purged, each with what it still has: the room's runtime
 * leaves what it deletes readable in a file's free pages. Only while nothing has them open.
 * @param folder where the room server stores its rooms
 */
export function shrinkRooms(folder: string): void {
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
    const [due] = database.prepare("SELECT 1 FROM _cf_KV WHERE key IN ('deleted', 'unclean')").all();
    if (!due) return;
    database.exec('VACUUM');
    // Not before: a start that is cut off does it once more.
    database.exec("DELETE FROM _cf_KV WHERE key = 'unclean'");
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    database.close();
  }
}
