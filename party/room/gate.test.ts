import { describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { settle } from '../../test/clock.ts';
import { circularUpdate } from '../../test/poison.ts';
import { TestRoom, userNamed } from '../../test/test-room.ts';
import { wireLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import {
  controlFrame,
  saveAckFrame,
  step1Frame,
  step2Frame,
  updateFrame,
} from '../../shared/protocol/frames.ts';
import { agentUser } from '../../shared/roles.ts';
import { Authors } from './authors.ts';
import { examine } from './gate.ts';
import { seedClientId } from './seed.ts';

const emptyVector = Y.encodeStateVector(new Y.Doc());

/** A document with one client id, and each update that it made. */
function writer(clientId: number): { doc: Y.Doc; text: Y.Text; updates: Uint8Array[] } {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  const updates: Uint8Array[] = [];
  doc.on('update', (update) => void updates.push(update));
  return { doc, text: doc.getText('t'), updates };
}

describe('news', () => {
  it('R23 tells what the document has already from what it has not', () => {
    const { doc, text } = writer(10);
    text.insert(0, 'some text');
    text.delete(2, 3);
    const copy = new Y.Doc();
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
    const ada = { user: userNamed('ada'), role: 'editor', service: false } as const;
    const verdict = (): string =>
      examine(
        copy,
        new Authors(new Map([[10, ada.user]])),
        ada,
        Y.encodeStateAsUpdate(doc, Y.encodeStateVector(copy)),
      ).kind;
    expect(verdict()).toBe('known');
    text.delete(0, 1);
    expect(verdict()).toBe('apply');
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
    expect(verdict()).toBe('known');
    text.insert(0, 'x');
    expect(verdict()).toBe('apply');
  });
});

describe('identity', () => {
  it('R18 refuses text under another’s client id with 4409, and keeps none of it', async () => {
    const room = new TestRoom();
    const [ada, bob] = [await room.raw(await room.token('ada')), await room.raw(await room.token('bob'))];
    const victim = writer(10);
    victim.text.insert(0, 'mine');
    await ada.send(updateFrame(victim.updates[0]!));
    const thief = writer(10);
    thief.text.insert(0, 'stolen clocks');
    await bob.send(updateFrame(Y.encodeStateAsUpdate(thief.doc)));
    expect(bob.closed?.code).toBe(closeCode.foreignClientId);
    victim.text.insert(4, ' still');
    await ada.send(updateFrame(victim.updates[1]!), saveAckFrame(1));
    expect(ada.of('saveAck')).toHaveLength(1);
    await ada.send(step1Frame(emptyVector));
    const copy = new Y.Doc();
    Y.applyUpdate(copy, ada.of('step2')[0]!.update);
    expect(copy.getText('t').toJSON()).toBe('mine still');
  });

  it('R18 refuses text under the seed’s client id', async () => {
    const room = new TestRoom();
    const client = await room.raw(await room.token('ada'));
    await client.send(step1Frame(emptyVector));
    const forger = writer(1234);
    Y.applyUpdate(forger.doc, client.of('step2')[0]!.update);
    forger.doc.clientID = seedClientId;
    forger.text.insert(0, 'x');
    await client.send(updateFrame(forger.updates.at(-1)!));
    expect(client.closed?.code).toBe(closeCode.foreignClientId);
  });

  it('R18 lets a user go on under an id of an earlier session', async () => {
    const room = new TestRoom();
    const { text, updates } = writer(10);
    text.insert(0, 'a');
    text.insert(1, 'b');
    const first = await room.raw(await room.token('ada'));
    await first.send(updateFrame(updates[0]!));
    await first.leave();
    const again = await room.raw(await room.token('ada'));
    await again.send(step2Frame(updates[1]!), saveAckFrame(1));
    expect(again.of('saveAck')).toHaveLength(1);
  });

  it('R19 lets the coder alone claim ids, for itself or for others', async () => {
    const room = new TestRoom();
    const [coder, ada] = [await room.raw(await room.serviceToken()), await room.raw(await room.token('ada'))];
    await coder.send(
      controlFrame({ type: 'claim', clientId: 50, user: agentUser, turn: 't1' }),
      controlFrame({ type: 'claim', clientId: 51, user: userNamed('bob') }),
    );
    expect(ada.controls('authors').flatMap(({ entries }) => entries)).toEqual([
      [50, { ...agentUser, turn: 't1' }],
      [51, userNamed('bob')],
    ]);
    await ada.send(controlFrame({ type: 'claim', clientId: 60, user: userNamed('ada') }));
    expect(ada.closed?.code).toBe(closeCode.role);
  });

  it('R34 takes the coder’s word on whose an id is over that of whoever came first', async () => {
    const room = new TestRoom();
    const [ada, coder] = [await room.raw(await room.token('ada')), await room.raw(await room.serviceToken())];
    const bobs = writer(20);
    bobs.text.insert(0, 'by bob');
    // The room has lost its storage, and Ada's page brings all that it has.
    await ada.send(updateFrame(bobs.updates[0]!));
    const claim = controlFrame({ type: 'claim', clientId: 20, user: userNamed('bob') });
    await coder.send(claim);
    expect(ada.controls('authors').at(-1)?.entries).toEqual([[20, userNamed('bob')]]);
    const bob = await room.raw(await room.token('bob'));
    bobs.text.insert(6, ' again');
    await bob.send(updateFrame(bobs.updates[1]!), saveAckFrame(1));
    expect(bob.of('saveAck')).toHaveLength(1);
    const writes = room.storage.writes;
    await coder.send(claim);
    expect(room.storage.writes).toBe(writes);
    expect(coder.closed).toBeUndefined();
  });

  it('R46 has who comes second in a lost room wait for the coder’s word, and not for ever', async () => {
    const room = new TestRoom();
    const [adas, bobs] = [writer(10), writer(20)];
    adas.text.insert(0, 'by ada');
    bobs.text.insert(0, 'by bob');
    const ada = await room.raw(await room.token('ada'));
    await ada.send(updateFrame(Y.mergeUpdates([adas.updates[0]!, bobs.updates[0]!])));
    bobs.text.insert(6, ' again');
    const comes = async (): Promise<number | undefined> => {
      const bob = await room.raw(await room.token('bob'));
      await bob.send(updateFrame(bobs.updates[1]!), saveAckFrame(1));
      return bob.closed?.code;
    };
    expect(await comes()).toBe(closeCode.tryLater);
    await room.clock.advance(61_000);
    await settle();
    expect(await comes()).toBe(closeCode.foreignClientId);
    const coder = await room.raw(await room.serviceToken());
    await coder.send(controlFrame({ type: 'claim', clientId: 20, user: userNamed('bob') }));
    expect(await comes()).toBeUndefined();
  });

  it('R19 takes everyone’s text from the coder: it restores a room that lost its storage', async () => {
    const room = new TestRoom();
    const ada = await room.raw(await room.token('ada'));
    const { doc, text } = writer(10);
    text.insert(0, 'precious');
    await ada.send(updateFrame(Y.encodeStateAsUpdate(doc)));
    room.storage.clear();
    room.restart();
    const coder = await room.raw(await room.serviceToken());
    await coder.send(
      controlFrame({ type: 'claim', clientId: 10, user: userNamed('ada') }),
      step2Frame(Y.encodeStateAsUpdate(doc)),
      saveAckFrame(1),
    );
    expect(coder.of('saveAck')).toHaveLength(1);
    const again = await room.raw(await room.token('ada'));
    text.insert(8, '!');
    await again.send(step2Frame(Y.encodeStateAsUpdate(doc)), saveAckFrame(1));
    expect(again.of('saveAck')).toHaveLength(1);
  });
});

describe('gaps', () => {
  it('R20 lets an update wait for what it builds on, unacked, and then takes both', async () => {
    const room = new TestRoom();
    const [ada, bob] = [await room.raw(await room.token('ada')), await room.raw(await room.token('bob'))];
    const { text, updates } = writer(10);
    for (const c of 'abc') text.insert(text.length, c);
    await ada.send(updateFrame(updates[2]!), saveAckFrame(1), updateFrame(updates[1]!), saveAckFrame(2));
    expect(ada.of('saveAck')).toHaveLength(0);
    expect(bob.of('update')).toHaveLength(0);
    await ada.send(step2Frame(updates[0]!), saveAckFrame(3));
    expect(ada.of('saveAck').map(({ n }) => n)).toEqual([1, 2, 3]);
    const copy = new Y.Doc();
    for (const { update } of bob.of('update')) Y.applyUpdate(copy, update);
    expect(copy.getText('t').toJSON()).toBe('abc');
  });

  it('R20 lets an update wait for the text of someone else that it builds on', async () => {
    const room = new TestRoom();
    const [ada, bob] = [await room.raw(await room.token('ada')), await room.raw(await room.token('bob'))];
    const [a, b] = [writer(10), writer(20)];
    a.text.insert(0, 'xy');
    Y.applyUpdate(b.doc, a.updates[0]!);
    b.text.insert(1, '-');
    b.text.delete(0, 1);
    await bob.send(updateFrame(b.updates[1]!), updateFrame(b.updates[2]!), saveAckFrame(1));
    expect(bob.of('saveAck')).toHaveLength(0);
    await ada.send(updateFrame(a.updates[0]!));
    expect(bob.of('saveAck')).toHaveLength(1);
    expect(ada.of('update')).toHaveLength(1);
  });

  it.each([
    ['too many', wireLimits.maxPendingUpdates + 1, 1],
    ['too much', 2, wireLimits.maxPendingBytes],
  ])('R20 refuses %s that waits with 4410', async (_, count, size) => {
    const room = new TestRoom();
    const ada = await room.raw(await room.token('ada'));
    const { text, updates } = writer(10);
    for (let i = 0; i <= count; i++) text.insert(0, 'x'.repeat(size));
    await ada.send(...updates.slice(1).map(updateFrame));
    expect(ada.closed?.code).toBe(closeCode.replicaRefused);
    expect(ada.controls('rejected')).toHaveLength(1);
  });

  it('R20 refuses what has waited too long with 4410', async () => {
    const room = new TestRoom();
    const ada = await room.raw(await room.token('ada'));
    const { text, updates } = writer(10);
    text.insert(0, 'a');
    text.insert(1, 'b');
    await ada.send(updateFrame(updates[1]!));
    await room.clock.advance(wireLimits.pendingTimeoutMs - wireLimits.tickMs);
    expect(ada.closed).toBeUndefined();
    await room.clock.advance(2 * wireLimits.tickMs);
    expect(ada.closed?.code).toBe(closeCode.replicaRefused);
  });
});

describe('poison', () => {
  it('R21 builds the document anew when an update breaks it, and keeps everyone else’s edits', async () => {
    // The room reports what it rebuilt for.
    const report = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const room = new TestRoom();
    const [ada, eve] = [await room.raw(await room.token('ada')), await room.raw(await room.token('eve'))];
    const honest = writer(10);
    for (const c of 'abc') honest.text.insert(honest.text.length, c);
    await ada.send(updateFrame(honest.updates[0]!), saveAckFrame(1));
    // All of it arrives around the poison, while a write is under way.
    const release = room.storage.hold();
    await ada.send(updateFrame(honest.updates[1]!), saveAckFrame(2));
    await eve.send(updateFrame(circularUpdate(30, 31)));
    await ada.send(updateFrame(honest.updates[2]!), saveAckFrame(3), step1Frame(emptyVector));
    release();
    await settle();
    expect(eve.closed?.code).toBe(closeCode.replicaRefused);
    expect(ada.of('saveAck').map(({ n }) => n)).toEqual([1, 2, 3]);
    const copy = new Y.Doc();
    Y.applyUpdate(copy, ada.of('step2')[0]!.update);
    expect(copy.getText('t').toJSON()).toBe('abc');
    expect(copy.store.pendingStructs).toBeNull();
    expect(report).toHaveBeenCalledOnce();
    report.mockRestore();
  });
});
