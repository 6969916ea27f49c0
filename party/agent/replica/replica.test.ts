import { afterEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { createFile, fileIdAt, readAll, textOf } from '../../../shared/doc.ts';
import { TandemError } from '../../../shared/errors.ts';
import { agentLimits, roomLimits } from '../../../shared/limits.ts';
import { agentUser } from '../../../shared/roles.ts';
import { coderTables } from '../../../test/node-sql.ts';
import { asPeerSocket } from '../../../test/socket-pair.ts';
import { TestRoom, userNamed } from '../../../test/test-room.ts';
import { AuthorTable } from './author-table.ts';
import { Replica } from './replica.ts';
import { VersionLog } from './version-log.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

function coderOf(
  room: TestRoom,
  sql = coderTables(),
  onRestart: (reason: string) => void = (reason) => expect.fail(reason),
): Replica {
  const versions = new VersionLog(sql);
  const replica = new Replica({
    connect: async () => asPeerSocket(room.socket(await room.serviceToken())),
    authors: new AuthorTable(sql),
    restart: (whole, reason) => {
      versions.restart(whole);
      onRestart(reason);
    },
    load: (leftOut) => versions.load({ leftOut }),
    store: (update, doc) => void versions.record(update, doc),
  });
  ends.push(() => replica.leave());
  return replica;
}

async function personIn(room: TestRoom, name: string): Promise<ReturnType<TestRoom['peer']>> {
  const person = room.peer(name);
  ends.push(() => person.destroy());
  await person.until(({ synced }) => synced, 5_000, 'sync');
  return person;
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));
const reached = async (done: () => boolean): Promise<void> => {
  while (!done()) await turn();
};

describe('the coder’s replica', () => {
  it('A1 joins as a peer, and writes for a person under that person’s name', async () => {
    const room = new TestRoom();
    const ada = await personIn(room, 'ada');
    const coder = coderOf(room);
    const clientId = await coder.clientIdFor(userNamed('ada'));
    coder.transactAs(clientId, () => createFile(coder.doc, 'new.ts', 'one'));
    await coder.saved();
    await turn();
    expect(readAll(ada.doc).get('new.ts')).toBe('one');
    expect(room.core.document.authors.get(clientId)).toEqual(userNamed('ada'));
    expect(await coder.clientIdFor(userNamed('ada'))).toBe(clientId);
  });

  it('A1 has one client id for each of its turns', async () => {
    const coder = coderOf(new TestRoom());
    const [first, second] = [
      await coder.clientIdFor(agentUser, 't1'),
      await coder.clientIdFor(agentUser, 't2'),
    ];
    expect(first).not.toBe(second);
    expect(coder.authors.get(first)).toEqual({ ...agentUser, turn: 't1' });
    expect(coder.authors.get(second)).toEqual({ ...agentUser, turn: 't2' });
  });

  it('A2 writes under the id it is given, and under no other', async () => {
    const coder = coderOf(new TestRoom());
    const clientId = await coder.clientIdFor(agentUser, 't1');
    const own = coder.doc.clientID;
    coder.transactAs(clientId, () => createFile(coder.doc, 'a.ts', 'x'));
    expect(Y.decodeStateVector(Y.encodeStateVector(coder.doc)).get(own)).toBeUndefined();
    expect(Y.decodeStateVector(Y.encodeStateVector(coder.doc)).get(clientId)).toBeGreaterThan(0);
    expect(coder.doc.clientID).toBe(own);
    expect(() => {
      coder.doc.transact(() => coder.transactAs(clientId, () => undefined));
    }).toThrow('inside a transaction');
    expect(() => {
      coder.transactAs(clientId, () => {
        throw new Error('mine');
      });
    }).toThrow('mine');
    expect(coder.doc.clientID).toBe(own);
  });

  it('A3 says unavailable when the room is away, and comes back by itself', async () => {
    const room = new TestRoom();
    let away = true;
    const replica = new Replica({
      connect: async () => {
        if (away) throw new Error('connection refused');
        return asPeerSocket(room.socket(await room.serviceToken()));
      },
      authors: new AuthorTable(coderTables()),
      restart: () => expect.fail('restarted'),
      load: () => [],
      store: () => undefined,
    });
    ends.push(() => replica.leave());
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const joining = replica.join().catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(agentLimits.joinTimeoutMs);
    const refused = await joining;
    vi.useRealTimers();
    expect(refused).toBeInstanceOf(TandemError);
    expect(refused).toMatchObject({ code: 'unavailable' });
    away = false;
    await replica.join();
    expect(readAll(replica.doc).size).toBeGreaterThan(0);
  });

  it('A4 reads its text from its own log, and brings it back to a room that lost it', async () => {
    const sql = coderTables();
    const first = coderOf(new TestRoom(), sql);
    const clientId = await first.clientIdFor(agentUser, 't1');
    first.transactAs(clientId, () => createFile(first.doc, 'kept.ts', 'kept'));
    await first.saved();
    first.leave();

    const emptied = new TestRoom();
    const ada = await personIn(emptied, 'ada');
    const second = coderOf(emptied, sql);
    expect(readAll(second.doc).get('kept.ts')).toBe('kept');
    await second.join();
    await reached(() => readAll(ada.doc).get('kept.ts') === 'kept');
  });

  it.each(['first', 'after a page that has everyone’s text'])(
    'A4 R34 names each author again in a room that lost its storage, arriving %s',
    async (when) => {
      const sql = coderTables();
      const room = new TestRoom();
      const [ada, bob] = [await personIn(room, 'ada'), await personIn(room, 'bob')];
      const coder = coderOf(room, sql);
      const turnId = await coder.clientIdFor(agentUser, 't1');
      coder.transactAs(turnId, () => createFile(coder.doc, 'agents.ts', 'by the agent'));
      for (const { doc } of [ada, bob]) createFile(doc, `${doc.clientID}.ts`, 'by a person');
      const made = (): boolean =>
        [ada, bob].every(({ doc }) => readAll(coder.doc).has(`${doc.clientID}.ts`)) &&
        [ada, bob].every(({ doc }) => coder.authors.has(doc.clientID));
      await reached(made);
      const authors = [
        [turnId, { ...agentUser, turn: 't1' }],
        [ada.doc.clientID, userNamed('ada')],
        [bob.doc.clientID, userNamed('bob')],
      ] as const;
      for (const person of [ada, bob]) person.stop();
      coder.leave();
      room.storage.clear();
      room.restart();

      if (when !== 'first') {
        ada.start();
        await ada.until(({ synced, unsaved }) => synced && !unsaved, 5_000, 'ada');
        await turn();
        expect(room.core.document.authors.get(bob.doc.clientID)).toEqual(userNamed('ada'));
      }
      const again = coderOf(room, sql);
      await again.join();
      await again.saved();
      await turn();
      const late = await personIn(room, 'eve');
      const known = () => room.core.document.authors;
      await reached(() =>
        authors.every(([clientId]) => known().get(clientId)?.id === again.authors.get(clientId)?.id),
      );
      for (const [clientId, author] of authors) expect(known().get(clientId)).toEqual(author);
      expect(readAll(late.doc)).toEqual(readAll(again.doc));
      bob.start();
      textOf(bob.doc, fileIdAt(bob.doc, `${bob.doc.clientID}.ts`)!)!.insert(0, 'more ');
      await bob.until(({ synced, unsaved }) => synced && !unsaved, 5_000, 'bob');
      expect(bob.state.refusal).toBeUndefined();
    },
  );

  it('R85 names the authors again of whom a room has lost all packed ones', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const room = new TestRoom();
    const ada = await personIn(room, 'ada');
    createFile(ada.doc, 'a.ts', 'one');
    await ada.until(({ unsaved }) => !unsaved, 5_000, 'saved');
    const coder = coderOf(room);
    await coder.join();
    await reached(() => coder.authors.size > 0);
    const authors = new Map(room.core.document.authors.entries());
    ada.stop();
    const rows = room.storage.keys().filter((key) => key.startsWith('author/'));
    await room.storage.write(new Map([['authors/000000000001/0000', new Uint8Array([1])]]), rows);
    room.restart();
    await coder.join({ anew: true });
    await reached(() => room.core.document.authors.size > 0);
    expect(new Map(room.core.document.authors.entries())).toEqual(authors);
    const bo = await personIn(room, 'bo');
    ada.start();
    textOf(ada.doc, fileIdAt(ada.doc, 'a.ts')!)?.insert(3, ' two');
    await ada.until(({ unsaved }) => !unsaved, 5_000, 'saved');
    expect(readAll(bo.doc).get('a.ts')).toBe('one two');
  });

  it('A5 is shown as the agent, with file and status, and disappears when it leaves', async () => {
    const room = new TestRoom();
    const ada = await personIn(room, 'ada');
    const coder = coderOf(room);
    await coder.join();
    const file = fileIdAt(coder.doc, 'README.md') ?? null;
    coder.setPresence({ file, status: 'thinking' });
    const agents = (): unknown[] =>
      [...ada.awareness.getStates().values()].filter((state) => state['user']?.kind === 'agent');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(agents()).toEqual([{ user: agentUser, role: 'editor', file, status: 'thinking' }]);
    coder.leave();
    await turn();
    expect(agents()).toEqual([]);
  });

  it('A6 loses nothing when a person types into the same text at the same moment', async () => {
    const room = new TestRoom();
    const ada = await personIn(room, 'ada');
    const coder = coderOf(room);
    const clientId = await coder.clientIdFor(agentUser, 't1');
    const id = fileIdAt(coder.doc, 'README.md')!;
    for (let i = 0; i < 20; i++) {
      coder.transactAs(clientId, () => textOf(coder.doc, id)!.insert(0, 'A'));
      textOf(ada.doc, id)!.insert(5, 'b');
    }
    await coder.saved();
    await ada.until(({ unsaved }) => !unsaved, 5_000, 'saved');
    await turn();
    const text = readAll(coder.doc).get('README.md')!;
    expect(readAll(ada.doc).get('README.md')).toBe(text);
    expect(text.match(/A/g)!.length).toBeGreaterThanOrEqual(20);
    expect(text.match(/b/g)!.length).toBeGreaterThanOrEqual(20);
  });

  it('V10 restarts, loses only what the room refused, and keeps all of that in the log', async () => {
    const sql = coderTables();
    const room = new TestRoom();
    const ada = await personIn(room, 'ada');
    const restarted = Promise.withResolvers<string>();
    const first = coderOf(room, sql, restarted.resolve);
    const clientId = await first.clientIdFor(agentUser, 't1');
    first.transactAs(clientId, () => createFile(first.doc, 'kept.ts', 'kept and gone'));
    const kept = fileIdAt(first.doc, 'kept.ts')!;
    first.transactAs(clientId, () => textOf(first.doc, kept)!.delete(4, 9));
    await first.saved();
    first.transactAs(clientId, () => {
      textOf(first.doc, kept)!.insert(0, 'not ');
      createFile(first.doc, 'big.ts');
      const big = textOf(first.doc, fileIdAt(first.doc, 'big.ts')!)!;
      big.insert(0, 'x'.repeat(2 * roomLimits.maxFileBytes + 1));
    });
    createFile(ada.doc, 'hers.ts', 'hers');
    await expect(first.saved()).rejects.toMatchObject({ code: 'unprocessable' });
    expect(await restarted.promise).toContain('too large');
    await expect(first.join()).rejects.toMatchObject({ code: 'unavailable' });
    expect(() => first.transactAs(clientId, () => undefined)).toThrow('reloading');
    const versions = new VersionLog(sql);
    const last = versions.latest;
    first.leave();

    const second = coderOf(room, sql);
    await second.join();
    await second.saved();
    await reached(() => readAll(second.doc).has('hers.ts'));
    const files = readAll(second.doc);
    expect(files).toEqual(readAll(ada.doc));
    expect(files.get('kept.ts')).toBe('kept');
    expect(files.get('hers.ts')).toBe('hers');
    expect(files.has('big.ts')).toBe(false);
    // Text deleted earlier can still be restored.
    let deleted = '';
    for (let item = textOf(second.doc, kept)!._start; item; item = item.right) {
      if (item.deleted) deleted += item.content.getContent().join('');
    }
    expect(deleted).toBe(' and gone');
    const again = await second.clientIdFor(agentUser, 't2');
    second.transactAs(again, () => textOf(second.doc, kept)!.insert(4, ' on'));
    await second.saved();
    await reached(() => readAll(ada.doc).get('kept.ts') === 'kept on');

    const at = (version: number): ReadonlyMap<string, string> => {
      const doc = new Y.Doc();
      for (const { data } of new VersionLog(sql).load({ version })) Y.applyUpdate(doc, data!);
      return readAll(doc);
    };
    expect(at(last - 1).get('big.ts')).toHaveLength(2 * roomLimits.maxFileBytes + 1);
    expect(at(last).has('big.ts')).toBe(false);
    expect(at(new VersionLog(sql).latest)).toEqual(readAll(ada.doc));
  });
});
