import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { contentOf, createFile, readAll, textOf } from '../../shared/doc.ts';
import { metaOf } from '../../shared/meta.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { controlFrame, step1Frame, step2Frame, updateFrame } from '../../shared/protocol/frames.ts';
import { purgeMask } from '../../shared/purge.ts';
import { TestRoom, userNamed } from '../../test/test-room.ts';
import { load } from './storage-layout.ts';
import { quarantine } from './quarantine.ts';

const secret = 'hunter2-hunter2';
const mark = 4711;
const order = controlFrame({ type: 'purge', clientId: mark, user: userNamed('olga'), text: secret });

/** Everything stored, with the contents of updates in a searchable form. */
async function storedIn({ storage }: TestRoom): Promise<string> {
  const entries = await storage.list('');
  const { updates } = await load(storage);
  const structs = updates.flatMap(({ bytes }) => (bytes ? Y.decodeUpdate(bytes).structs : []));
  const contents = structs.map((struct) => (struct instanceof Y.Item ? struct.content.getContent() : []));
  const bytes = [...entries].map(([key, value]) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : `${key} ${JSON.stringify(value)}`,
  );
  return `${bytes.join('\n')}\n${contents
    .flat()
    .filter((part) => typeof part === 'string')
    .join('')}`;
}

type TestPeer = ReturnType<TestRoom['peer']>;
const saved = (peer: TestPeer): Promise<void> =>
  expect.poll(() => peer.state).toMatchObject({ connection: 'online', synced: true, unsaved: false });

/** A room in which Ada wrote the text and Bo wrote beside it, after the purge. */
async function purgedRoom(epoch?: number) {
  const room = new TestRoom();
  const [ada, bo] = [room.peer('ada'), room.peer('bo')];
  await saved(bo);
  const id = createFile(ada.doc, 'a.md', 'of ada ');
  for (const letter of secret) textOf(ada.doc, id)?.insert(contentOf(ada.doc, id).length, letter);
  await saved(ada);
  await expect.poll(() => readAll(bo.doc).get('a.md')).toContain(secret);
  textOf(bo.doc, id)?.insert(0, 'of bo, ');
  createFile(bo.doc, 'old.md', secret);
  await saved(bo);
  await quarantine(room.storage, {
    update: new TextEncoder().encode(secret),
    userId: 'x',
    reason: secret,
    atMs: 1,
  });
  const before = await storedIn(room);
  const service = await room.raw(await room.serviceToken(epoch));
  await service.send(order);
  await expect.poll(() => service.closed?.code).toBe(closeCode.purged);
  return { room, ada, bo, id, before };
}

describe('purge', () => {
  it('R60 disconnects everyone, and stores the document without the text and nothing else', async () => {
    const { room, ada, bo, id, before } = await purgedRoom();
    expect(before).toContain('hunter2');
    for (const peer of [ada, bo])
      await expect.poll(() => peer.state.refusal).toMatchObject({ action: 'reload', code: closeCode.purged });
    const stored = await storedIn(room);
    expect(stored).not.toContain('hunter2');
    expect(stored).toContain('of ada ');
    const heads = room.storage.keys().map((key) => key.split('/')[0]);
    expect(new Set(heads)).toEqual(new Set(['author', 'snapshot', 'unclean']));

    const fresh = room.peer('ada');
    await saved(fresh);
    expect(contentOf(fresh.doc, id)).toBe(`of bo, of ada ${purgeMask}`);
    const { authors } = room.core.document;
    expect(authors.get(ada.doc.clientID)).toEqual(userNamed('ada'));
    expect(authors.get(bo.doc.clientID)).toEqual(userNamed('bo'));
    expect(authors.get(mark)).toEqual(userNamed('olga'));
    textOf(fresh.doc, id)?.insert(0, 'goes on ');
    await saved(fresh);
    room.restart();
    const late = room.peer('late');
    await saved(late);
    expect(contentOf(late.doc, id)).toBe(`goes on of bo, of ada ${purgeMask}`);
  });

  it('K13 keeps the valid links valid, and the void ones void', async () => {
    const { room } = await purgedRoom(2);
    expect(room.storage.keys()).toContain('epoch');
    room.restart();
    expect((await room.raw(await room.token('ada'))).closed?.code).toBe(closeCode.tokenEnded);
  });

  it.each(['', '&tandem=1'])(
    'R61 accepts nothing from a replica of before, not even one that writes nothing (%s)',
    async (query) => {
      const { room, ada, bo, id } = await purgedRoom();
      textOf(bo.doc, id)?.insert(0, `${secret} once more`);
      const changed = Y.encodeStateAsUpdate(bo.doc);
      for (const token of [await room.token('bo'), await room.token('vic', 'viewer')]) {
        const stale = await room.raw(token, query);
        await stale.send(step1Frame(Y.encodeStateVector(ada.doc)));
        expect(stale.closed?.code).toBe(closeCode.purged);
        expect(stale.of('step2')).toEqual([]);
      }
      for (const frame of [step2Frame(changed), updateFrame(changed)]) {
        const hasty = await room.raw(await room.token('bo'), query);
        await hasty.send(frame);
        expect(hasty.closed?.code).toBe(closeCode.purged);
      }
      expect(await storedIn(room)).not.toContain('hunter2');
    },
  );

  it('R61 admits a client that comes with nothing, and one that has joined since', async () => {
    const { room, id } = await purgedRoom();
    const cleo = room.peer('cleo');
    await saved(cleo);
    cleo.reconnect();
    await saved(cleo);
    textOf(cleo.doc, id)?.insert(0, 'since ');
    await saved(cleo);
    const stock = await room.raw(await room.token('dan'), '');
    const own = new Y.Doc();
    createFile(own, 'dan.md', 'typed before the room came');
    await stock.send(step1Frame(Y.encodeStateVector(own)), step2Frame(Y.encodeStateAsUpdate(own)));
    expect(stock.closed).toBeUndefined();
    await expect.poll(() => readAll(cleo.doc).get('dan.md')).toBe('typed before the room came');
  });

  it('R62 happens once for one order, and again for another', async () => {
    const { room, id } = await purgedRoom();
    const ada = room.peer('ada');
    await saved(ada);
    textOf(ada.doc, id)?.insert(0, `${secret} `);
    await saved(ada);
    const again = await room.raw(await room.serviceToken());
    await again.send(order);
    await expect.poll(() => again.closed?.code).toBe(closeCode.purged);
    expect(ada.state.connection).toBe('online');
    expect(contentOf(ada.doc, id)).toContain(secret);
    const other = await room.raw(await room.serviceToken());
    await other.send(
      controlFrame({ type: 'purge', clientId: mark + 1, user: userNamed('olga'), text: secret }),
    );
    await expect.poll(() => ada.state.refusal?.code).toBe(closeCode.purged);
    await expect.poll(() => storedIn(room)).not.toContain('hunter2');
    // A replica from between the two is from before the second.
    ada.start();
    await expect.poll(() => ada.state.refusal?.code).toBe(closeCode.purged);
  });

  it('R62 changes nothing when storage fails, and works at the next order', async () => {
    const room = new TestRoom();
    const ada = room.peer('ada');
    await saved(ada);
    createFile(ada.doc, 'a.md', secret);
    await saved(ada);
    room.storage.failures = 1;
    const service = await room.raw(await room.serviceToken());
    await service.send(order);
    await expect.poll(() => service.closed?.code).toBe(closeCode.tryLater);
    expect(await storedIn(room)).toContain('hunter2');
    const again = await room.raw(await room.serviceToken());
    await again.send(order);
    await expect.poll(() => again.closed?.code).toBe(closeCode.purged);
    expect(await storedIn(room)).not.toContain('hunter2');
  });

  it('K13 only the coder may ask for it', async () => {
    const room = new TestRoom();
    const olga = await room.raw(await room.token('olga', 'owner'));
    await olga.send(order);
    expect(olga.closed?.code).toBe(closeCode.role);
    const bo = room.peer('bo');
    await saved(bo);
    createFile(bo.doc, 'b.md', 'someone else was here');
    await saved(bo);
    const ada = room.peer('ada');
    await saved(ada);
    metaOf(ada.doc).set('purged', 1);
    await expect.poll(() => ada.state.refusal?.code).toBe(closeCode.replicaRefused);
  });
});
