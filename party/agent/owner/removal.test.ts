import { describe, expect, it } from 'vitest';
import { createFile } from '../../../shared/doc.ts';
import { coderTables } from '../../../test/node-sql.ts';
import { asPeerSocket } from '../../../test/socket-pair.ts';
import { TestRoom } from '../../../test/test-room.ts';
import { AuthorTable } from '../replica/author-table.ts';
import { Removal } from './removal.ts';
import { Replica } from '../replica/replica.ts';
import { requestDelete } from '../replica/room-requests.ts';

/** A coder that was interrupted as `kept` says, with text that its room may not have. */
function coderOf(room: TestRoom, kept: Map<string, number>): { removal: Removal; replica: Replica } {
  const replica = new Replica({
    connect: async () => asPeerSocket(room.socket(await room.serviceToken())),
    authors: new AuthorTable(coderTables()),
    restart: (_, reason) => expect.fail(reason),
    load: () => [],
    store: () => undefined,
  });
  createFile(replica.doc, 'secret.md', 'to be deleted');
  const removal = new Removal({
    storage: { get: (key) => kept.get(key), put: (key, value) => void kept.set(key, value) },
    reachRoom: () => replica.join(),
    stop: () => undefined,
    deleteRoom: () => replica.endWith(requestDelete),
    eraseAllBut: async (key, value) => {
      kept.clear();
      kept.set(key, value);
    },
  });
  return { removal, replica };
}

describe('an interrupted deletion', () => {
  it.each(['the room is still there', 'the room is deleted already'])(
    'H33 is resumed when %s',
    async (where) => {
      const room = new TestRoom();
      await room.raw(await room.token('ada'));
      if (where.includes('already')) await coderOf(room, new Map()).removal.run();
      const kept = new Map([['deleting', 1]]);
      const { removal, replica } = coderOf(room, kept);
      expect(() => removal.assertThere()).toThrow('deleted this room');
      await expect.poll(() => [...kept.keys()]).toEqual(['deleted']);
      expect(room.storage.keys()).toEqual(['deleted']);
      await expect(replica.join()).rejects.toThrow();
      expect(() => removal.assertThere()).toThrow('deleted this room');
      await removal.run();
    },
  );
});
