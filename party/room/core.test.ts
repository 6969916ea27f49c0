import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { settle } from '../../test/clock.ts';
import { TestRoom, userNamed } from '../../test/test-room.ts';
import { writer } from '../../test/writer.ts';
import { listFiles } from '../../shared/doc.ts';
import { wireLimits } from '../../shared/limits.ts';
import { splitFrame } from '../../shared/protocol/chunks.ts';
import { closeAction, closeCode } from '../../shared/protocol/close.ts';
import {
  awarenessFrame,
  controlFrame,
  messageType,
  saveAckFrame,
  step1Frame,
  step2Frame,
  updateFrame,
} from '../../shared/protocol/frames.ts';

const emptyVector = Y.encodeStateVector(new Y.Doc());

/** A document with some text of its own, as an update. */
function typed(text: string, clientId?: number): { doc: Y.Doc; update: Uint8Array } {
  const doc = new Y.Doc();
  if (clientId !== undefined) doc.clientID = clientId;
  doc.getText('t').insert(0, text);
  return { doc, update: Y.encodeStateAsUpdate(doc) };
}

describe('the room’s sync', () => {
  it('R3 answers step 1 with step 2, even if empty', async () => {
    const room = new TestRoom();
    const client = await room.raw(await room.token('ada'));
    await client.send(step1Frame(emptyVector));
    const doc = new Y.Doc();
    Y.applyUpdate(doc, client.of('step2')[0]!.update);
    expect(listFiles(doc).map(({ path }) => path)).toContain('main.ts');
    await client.send(step1Frame(Y.encodeStateVector(doc)));
    expect(client.of('step2')).toHaveLength(2);
  });

  it('R4 sends new text once to everyone else, and never to its sender', async () => {
    const room = new TestRoom();
    const [ada, bob] = [await room.raw(await room.token('ada')), await room.raw(await room.token('bob'))];
    const { doc, update } = typed('hello');
    await ada.send(updateFrame(update));
    await ada.send(step2Frame(update), updateFrame(update));
    expect(ada.of('update')).toHaveLength(0);
    expect(bob.of('update')).toHaveLength(1);
    const theirs = new Y.Doc();
    Y.applyUpdate(theirs, bob.of('update')[0]!.update);
    expect(theirs.getText('t').toJSON()).toBe(doc.getText('t').toJSON());
  });

  it('R4 merges what arrives while a write is under way, and leaves out each receiver’s own part', async () => {
    const room = new TestRoom();
    const clients = [];
    for (const name of ['ada', 'bob', 'eve']) clients.push(await room.raw(await room.token(name)));
    const [ada, bob, eve] = clients;
    const release = room.storage.hold();
    const docs = [typed('first'), typed('second'), typed('third')];
    await ada!.send(updateFrame(docs[0]!.update));
    await ada!.send(updateFrame(docs[1]!.update));
    await bob!.send(updateFrame(docs[2]!.update));
    const before = room.storage.writes;
    release();
    await settle();
    expect(room.storage.writes - before).toBe(1);
    expect([ada, bob, eve].map((client) => client!.of('update').length)).toEqual([1, 2, 2]);
  });

  it('R5 sends nothing before it is on disk: no text, no ack, no step 2', async () => {
    const room = new TestRoom();
    const [ada, bob] = [await room.raw(await room.token('ada')), await room.raw(await room.token('bob'))];
    const release = room.storage.hold();
    await ada.send(updateFrame(typed('hello').update), saveAckFrame(1));
    await bob.send(step1Frame(emptyVector));
    expect(ada.of('saveAck')).toHaveLength(0);
    expect(bob.of('update')).toHaveLength(0);
    expect(bob.of('step2')).toHaveLength(0);
    release();
    await settle();
    expect(ada.of('saveAck')).toEqual([{ type: 'saveAck', n: 1 }]);
    expect(bob.of('update')).toHaveLength(1);
    expect(bob.of('step2')).toHaveLength(1);
  });

  it('R6 acks with the client’s own numbers, in order, and at once when nothing needs saving', async () => {
    const room = new TestRoom();
    const client = await room.raw(await room.token('ada'));
    await client.send(saveAckFrame(5), updateFrame(typed('a').update), saveAckFrame(6), saveAckFrame(900));
    expect(client.of('saveAck').map(({ n }) => n)).toEqual([5, 6, 900]);
  });

  it('R7 gives a late joiner all text and all presence', async () => {
    const room = new TestRoom();
    const ada = await room.raw(await room.token('ada'));
    const { doc, update } = typed('hello');
    const awareness = new Awareness(doc);
    awareness.setLocalState({ file: 'f' });
    await ada.send(updateFrame(update), awarenessFrame(encodeAwarenessUpdate(awareness, [doc.clientID])));
    const bob = room.peer('bob');
    await bob.until(({ synced }) => synced, 2_000, 'bob');
    await settle();
    expect(bob.doc.getText('t').toJSON()).toBe('hello');
    expect(bob.awareness.getStates().get(doc.clientID)).toMatchObject({ file: 'f', user: userNamed('ada') });
    bob.destroy();
    awareness.destroy();
  });

  it('R8 accepts a frame in y-partykit’s pieces', async () => {
    const room = new TestRoom();
    const [ada, bob] = [await room.raw(await room.token('ada')), await room.raw(await room.token('bob'))];
    const { update } = typed('x'.repeat(700_000));
    await ada.send(...splitFrame(updateFrame(update)), saveAckFrame(1));
    expect(ada.of('saveAck')).toHaveLength(1);
    expect(bob.of('update')[0]?.update).toHaveLength(update.length);
  });
});

describe('the room’s roles', () => {
  it('R9 tells a viewer that it may not write, and closes with 4403 when it goes on', async () => {
    const room = new TestRoom();
    const [viewer, bob] = [
      await room.raw(await room.token('ada', 'viewer')),
      await room.raw(await room.token('bob')),
    ];
    const before = room.storage.keys();
    await viewer.send(updateFrame(typed('mine').update), saveAckFrame(1));
    expect(viewer.of('denied')).toHaveLength(1);
    expect(viewer.closed).toBeUndefined();
    await viewer.send(step2Frame(typed('mine').update), step2Frame(typed('mine').update));
    expect(viewer.closed?.code).toBe(closeCode.role);
    expect(viewer.of('saveAck')).toHaveLength(0);
    expect(bob.of('update')).toHaveLength(0);
    expect(room.storage.keys()).toEqual(before);
  });

  it('R9 lets a viewer read, and answer step 1 with nothing new', async () => {
    const room = new TestRoom();
    const editor = await room.raw(await room.token('bob'));
    const doc = new Y.Doc();
    doc.getText('t').insert(0, 'hello');
    doc.getText('t').delete(1, 2);
    await editor.send(updateFrame(Y.encodeStateAsUpdate(doc)));
    const viewer = await room.raw(await room.token('ada', 'viewer'));
    await viewer.send(step1Frame(emptyVector));
    await viewer.send(step2Frame(viewer.of('step2')[0]!.update));
    expect(viewer.of('denied')).toHaveLength(0);
    // A deletion alone is new content too.
    const copy = new Y.Doc();
    Y.applyUpdate(copy, viewer.of('step2')[0]!.update);
    copy.getText('t').delete(0, 1);
    await viewer.send(updateFrame(Y.encodeStateAsUpdate(copy)));
    expect(viewer.of('denied')).toHaveLength(1);
  });

  it('R10 renews a token in place, with its new role, and for the same user only', async () => {
    const room = new TestRoom();
    const client = await room.raw(await room.token('ada', 'viewer'));
    await client.send(controlFrame({ type: 'token', token: await room.token('ada', 'editor') }));
    await expect.poll(() => client.controls('hello').map(({ role }) => role)).toEqual(['viewer', 'editor']);
    expect(client.of('step1')).toHaveLength(2);
    await client.send(updateFrame(typed('now I may').update), saveAckFrame(1));
    expect(client.of('saveAck')).toHaveLength(1);
    await client.send(controlFrame({ type: 'token', token: await room.token('bob') }));
    await expect.poll(() => client.closed?.code).toBe(closeCode.role);
  });

  it('R10 closes with 4401 when the token expires', async () => {
    const room = new TestRoom();
    const client = await room.raw(await room.token('ada'));
    for (let minute = 0; minute < 15; minute++) {
      await client.send(step1Frame(emptyVector));
      expect(client.closed).toBeUndefined();
      for (let i = 0; i < 3; i++) {
        await room.clock.advance(20_000);
        await client.send(step1Frame(emptyVector));
      }
    }
    await room.clock.advance(10_000);
    expect(client.closed?.code).toBe(closeCode.tokenEnded);
  });
});

describe('the room, on a bad frame,', () => {
  it.each([
    ['empty', new Uint8Array(0)],
    ['of unknown type', new Uint8Array([77])],
    ['truncated', updateFrame(typed('hello').update).slice(0, -3)],
    ['an update with bytes after it', updateFrame(new Uint8Array([...typed('hello').update, 0]))],
    ['an invalid update', updateFrame(new Uint8Array([200, 1, 7]))],
    ['text', 'hello'],
    ['an invalid state vector', step1Frame(new Uint8Array([9]))],
    ['text under a client id over 32 bits (R29)', updateFrame(typed('hello', 2 ** 32).update)],
    ['a refusal', new Uint8Array([messageType.auth, 0, 0])],
  ])('R11 tolerates a bad frame twice and closes with 4400 at the third: %s', async (_, frame) => {
    const room = new TestRoom();
    const [bad, good] = [await room.raw(await room.token('eve')), await room.raw(await room.token('bob'))];
    await bad.send(frame, frame);
    expect(bad.closed).toBeUndefined();
    await bad.send(frame);
    expect(bad.closed?.code).toBe(closeCode.malformed);
    await good.send(updateFrame(typed('still here').update), saveAckFrame(1));
    expect(good.of('saveAck')).toHaveLength(1);
  });

  it('R11 acks nothing after it has dropped something', async () => {
    const room = new TestRoom();
    const client = await room.raw(await room.token('eve'));
    await client.send(updateFrame(new Uint8Array([1])), saveAckFrame(1));
    expect(client.of('saveAck')).toHaveLength(0);
  });

  it('R11 closes with 4413 when a frame is too large', async () => {
    const room = new TestRoom();
    const large = await room.raw(await room.token('eve'));
    await large.send(new Uint8Array(wireLimits.maxFrameBytes + 1));
    expect(large.closed?.code).toBe(closeCode.tooLarge);
    const batch = await room.raw(await room.token('bob'));
    const marker = { id: 'a', type: 'start', size: wireLimits.maxBatchBytes + 1, count: 1 };
    await batch.send(`y-pk-batch#${JSON.stringify(marker)}`);
    expect(batch.closed?.code).toBe(closeCode.tooLarge);
  });

  it('R70 closes with 1013, after which clients retry, when the rest of a batch does not come', async () => {
    const room = new TestRoom();
    const slow = await room.raw(await room.token('eve'));
    await slow.send('y-pk-batch#{"id":"a","type":"start","size":9,"count":1}');
    await room.clock.advance(wireLimits.batchTimeoutMs + wireLimits.tickMs);
    expect(slow.closed).toEqual({ code: closeCode.tryLater, reason: 'A large edit stopped arriving.' });
    expect(closeAction(closeCode.tryLater)).toBe('later');
  });

  it('R20 R43 waits for what an update builds on while a batch arrives that may bring it', async () => {
    const room = new TestRoom();
    const slow = await room.raw(await room.token('eve'), '');
    const { text, updates } = writer(10);
    text.insert(0, 'x'.repeat(3 * wireLimits.chunkBytes));
    text.insert(0, 'typed before the first sync was through ');
    await slow.send(updateFrame(updates[1]!));
    for (const piece of splitFrame(step2Frame(updates[0]!))) {
      await slow.send(piece);
      await room.clock.advance(wireLimits.batchTimeoutMs - 100);
    }
    await slow.send(saveAckFrame(1));
    expect(slow.closed).toBeUndefined();
    expect(slow.of('saveAck')).toHaveLength(1);
  });
});

describe('the room’s keep-alive', () => {
  it('R12 sends a binary frame at least every 20 s, and probes a silent client', async () => {
    const room = new TestRoom();
    const client = await room.raw(await room.token('ada'), '');
    const heard = client.heard.length;
    await room.clock.advance(20_000);
    expect(client.heard.length).toBeGreaterThan(heard);
    expect(client.of('step1')).toHaveLength(2);
    await client.send(step2Frame(new Uint8Array([0, 0])));
    await room.clock.advance(20_000);
    expect(client.closed).toBeUndefined();
    await room.clock.advance(20_000);
    expect(client.closed?.code).toBe(closeCode.tryLater);
    expect(room.core.size).toBe(0);
  });
});
