import { afterEach, expect, it } from 'vitest';
import * as Y from 'yjs';
import { createFile, fileIdAt, readAll, textOf } from '../../../shared/doc.ts';
import { roomLimits } from '../../../shared/limits.ts';
import { agentUser, type Author } from '../../../shared/roles.ts';
import { settle } from '../../../test/clock.ts';
import { coderTables } from '../../../test/node-sql.ts';
import { asPeerSocket } from '../../../test/socket-pair.ts';
import { TestRoom } from '../../../test/test-room.ts';
import { AuthorTable } from './author-table.ts';
import { IdSet } from '../undo/id-set.ts';
import { Replica } from './replica.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A coder that is killed and started again on what it has stored. It drops deleted text early. */
class Coder {
  readonly #room: TestRoom;
  readonly #authors = new AuthorTable(coderTables());
  #stored: Uint8Array[] = [];
  readonly restarted = Promise.withResolvers<void>();
  isRoomAway = false;
  collections = 0;
  replica: Replica;

  constructor(room: TestRoom) {
    this.#room = room;
    this.replica = this.start();
  }

  start(): Replica {
    const replica: Replica = new Replica({
      connect: async () => {
        if (this.isRoomAway) throw new Error('the room is away');
        return asPeerSocket(this.#room.socket(await this.#room.serviceToken()));
      },
      authors: this.#authors,
      load: () => this.#stored.map((data, i) => ({ key: `${i}`, data })),
      store: (update) => void this.#stored.push(update),
      collecting: {
        kept: () => new IdSet(),
        onCollected: () => {
          this.collections++;
          this.#stored = [Y.encodeStateAsUpdate(replica.doc)];
        },
        everyBytes: 1_000,
      },
      restart: (whole) => {
        this.#stored = [whole];
        this.restarted.resolve();
      },
    });
    ends.push(() => replica.leave());
    this.replica = replica;
    return replica;
  }
}

const author: Author = { ...agentUser, turn: 't1' };

it('A2 is saved only once the room has said so, also what was written before the coder was killed', async () => {
  const room = new TestRoom();
  const coder = new Coder(room);
  const clientId = await coder.replica.clientIdFor(author, 't1');
  room.storage.hold();
  coder.replica.transactAs(clientId, () => createFile(coder.replica.doc, 'agents.txt', 'x'));
  coder.replica.leave();
  room.restart();
  const release = room.storage.hold();

  const replica = coder.start();
  const saved = replica.join().then(() => replica.saved());
  let isSaved = false;
  void saved.then(() => (isSaved = true));
  await expect.poll(() => replica.state?.connection).toBe('online');
  await settle();
  expect([isSaved, replica.state?.unsaved]).toEqual([false, true]);
  release();
  await saved;
  room.restart();
  const late = room.peer('late');
  ends.push(() => late.destroy());
  await late.until(({ synced }) => synced, 5_000, 'late');
  expect(readAll(late.doc).get('agents.txt')).toBe('x');
});

it('A228 drops no text after a kill as long as the room may still refuse its deletion', async () => {
  const room = new TestRoom();
  const ada = room.peer('ada');
  ends.push(() => ada.destroy());
  await ada.until(({ synced, unsaved }) => synced && !unsaved, 5_000, 'ada');
  createFile(ada.doc, 'hers.txt', 'what she wrote');
  const coder = new Coder(room);
  await coder.replica.join();
  await expect.poll(() => readAll(coder.replica.doc).get('hers.txt')).toBe('what she wrote');
  const clientId = await coder.replica.clientIdFor(author, 't1');
  coder.isRoomAway = true;
  coder.replica.leave();
  const { doc } = coder.replica;
  const hers = fileIdAt(doc, 'hers.txt')!;
  coder.replica.transactAs(clientId, () => textOf(doc, hers)!.delete(0, 14));
  // The room refuses this, and with it all that the coder brings.
  coder.replica.transactAs(clientId, () => {
    createFile(doc, 'big.txt');
    textOf(doc, fileIdAt(doc, 'big.txt')!)!.insert(0, 'x'.repeat(2 * roomLimits.maxFileBytes + 1));
  });

  const before = coder.collections;
  const second = coder.start();
  coder.isRoomAway = false;
  await second.join().catch(() => undefined);
  await coder.restarted.promise;
  expect(coder.collections).toBe(before);
  second.leave();
  const third = coder.start();
  await third.join();
  await third.saved();
  await expect.poll(() => readAll(ada.doc).get('hers.txt')).toBe('what she wrote');
  expect(readAll(third.doc)).toEqual(readAll(ada.doc));
  expect(coder.collections).toBeGreaterThan(before);
});
