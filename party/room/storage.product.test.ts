import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePorts } from '../../scripts/ports.ts';
import { newRoomId } from '../../shared/ids.ts';
import { RoomProcess } from '../../test/room-process.ts';
import { describeStorage } from '../../test/storage-contract.ts';
import { TrialStorage } from '../../test/trial-room/wire.ts';

const [port = 0] = await freePorts(1);
const server = new RoomProcess(port, {}, 'test/trial-room/index.ts');

beforeAll(() => server.start());
afterAll(() => server.destroy());

describeStorage('storage on PartyKit', () => new TrialStorage(server, newRoomId()));

/** Flips a bit in the header of each of these values, as a failing disk may. */
function damage(keys: readonly string[]): void {
  let count = 0;
  for (const path of server.databases()) {
    const database = new DatabaseSync(path);
    const isRooms = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = '_cf_KV'").all().length > 0;
    for (const key of isRooms ? keys : []) {
      for (const { value } of database.prepare('SELECT value FROM _cf_KV WHERE key = ?').all(key)) {
        const bytes = Uint8Array.from(value as Uint8Array);
        bytes[2]! ^= 1;
        database.prepare('UPDATE _cf_KV SET value = ? WHERE key = ?').run(bytes, key);
        count++;
      }
    }
    database.close();
  }
  expect(count).toBe(keys.length);
}

it('R80 storage on PartyKit lists the rest when values cannot be deserialised, and replaces those too', async () => {
  const storage = new TrialStorage(server, newRoomId());
  const keys = Array.from({ length: 40 }, (_, i) => `damaged/${String(i).padStart(12, '0')}`);
  const bytes = new Uint8Array(30).fill(7);
  await storage.write(new Map(keys.map((key) => [key, bytes])), []);
  const damaged = [keys[0]!, keys[20]!, keys[21]!, keys[39]!];
  await server.kill();
  damage(damaged);
  await server.start();
  const entries = [...(await storage.list('damaged/'))];
  expect(entries).toEqual(keys.map((key) => [key, damaged.includes(key) ? undefined : bytes]));
  await storage.replaceAll(new Map([['left', 1]]));
  expect([...(await storage.list(''))]).toEqual([['left', 1]]);
});
