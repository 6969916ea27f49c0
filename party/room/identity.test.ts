import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { settle } from '../../test/clock.ts';
import { writer } from '../../test/writer.ts';
import { TestRoom, userNamed } from '../../test/test-room.ts';
import { roomLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import {
  controlFrame,
  saveAckFrame,
  step1Frame,
  step2Frame,
  updateFrame,
} from '../../shared/protocol/frames.ts';
import { agentUser } from '../../shared/roles.ts';
import { presenceFrame } from '../../test/presence-frame.ts';
import { seeds } from './seed.ts';

const emptyVector = Y.encodeStateVector(new Y.Doc());

describe('identity', () => {
  it('R18 refuses text under someone else’s client id with 4409, and keeps none of it', async () => {
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

  it('R41 reserves an id for whoever shows presence under it, before they write and while they are away', async () => {
    const room = new TestRoom();
    const [bob, ada, eve] = [
      await room.raw(await room.token('bob')),
      await room.raw(await room.token('ada')),
      await room.raw(await room.token('eve')),
    ];
    const [bobs, adas, thief] = [writer(30), writer(10), writer(10)];
    bobs.text.insert(0, 'someone has written here');
    await bob.send(updateFrame(bobs.updates[0]!));
    await ada.send(presenceFrame([10, 1, {}]));
    await ada.leave();
    thief.text.insert(0, 'stolen');
    await eve.send(updateFrame(thief.updates[0]!));
    expect(eve.closed?.code).toBe(closeCode.foreignClientId);
    const again = await room.raw(await room.token('ada'));
    adas.text.insert(0, 'written offline');
    await again.send(updateFrame(adas.updates[0]!), saveAckFrame(1));
    expect(again.of('saveAck')).toHaveLength(1);
  });

  it('R42 accepts the ids of a whole lost room from the first client, and only a few at a time from then on', async () => {
    const room = new TestRoom();
    const [ada, eve] = [await room.raw(await room.token('ada')), await room.raw(await room.token('eve'))];
    const ofMany = (first: number, count: number): Uint8Array => {
      const all = new Y.Doc();
      for (let i = 0; i < count; i++) {
        const one = writer(first + i);
        one.text.insert(0, 'x');
        Y.applyUpdate(all, one.updates[0]!);
      }
      return updateFrame(Y.encodeStateAsUpdate(all));
    };
    await ada.send(ofMany(1_000, 10 * roomLimits.maxNewAuthors), saveAckFrame(1));
    expect(ada.of('saveAck')).toHaveLength(1);
    await eve.send(ofMany(5_000, roomLimits.maxNewAuthors), saveAckFrame(1));
    expect(eve.of('saveAck')).toHaveLength(1);
    await eve.send(ofMany(6_000, roomLimits.maxNewAuthors + 1), saveAckFrame(2));
    expect(eve.closed?.code).toBe(closeCode.replicaRefused);
    expect(eve.of('saveAck')).toHaveLength(1);
  });

  it('R18 refuses text under the seed’s client id', async () => {
    const room = new TestRoom();
    const client = await room.raw(await room.token('ada'));
    await client.send(step1Frame(emptyVector));
    const forger = writer(1234);
    Y.applyUpdate(forger.doc, client.of('step2')[0]!.update);
    forger.doc.clientID = seeds.typescript.clientId;
    forger.text.insert(0, 'x');
    await client.send(updateFrame(forger.updates.at(-1)!));
    expect(client.closed?.code).toBe(closeCode.foreignClientId);
  });

  it('R18 lets a user write on under an id of an earlier session', async () => {
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

  it('R19 lets only the coder claim ids, for itself or for others', async () => {
    const room = new TestRoom();
    const [coder, ada] = [await room.raw(await room.serviceToken()), await room.raw(await room.token('ada'))];
    await coder.send(
      controlFrame({ type: 'claim', clientId: 50, user: agentUser, turn: 't1' }),
      controlFrame({ type: 'claim', clientId: 51, user: userNamed('bob') }),
    );
    expect(coder.controls('authors').flatMap(({ entries }) => entries)).toEqual([
      [50, { ...agentUser, turn: 't1' }],
      [51, userNamed('bob')],
    ]);
    await ada.send(controlFrame({ type: 'claim', clientId: 60, user: userNamed('ada') }));
    expect(ada.closed?.code).toBe(closeCode.role);
  });

  it('R64 tells nobody but the coder who writes under which id', async () => {
    const room = new TestRoom();
    const people = [
      await room.raw(await room.token('ada')),
      await room.raw(await room.token('vic', 'viewer')),
    ];
    const { text, updates } = writer(10);
    text.insert(0, 'a');
    await people[0]?.send(updateFrame(updates[0]!));
    const coder = await room.raw(await room.serviceToken());
    await coder.send(controlFrame({ type: 'claim', clientId: 50, user: agentUser }));
    people.push(await room.raw(await room.token('zoe', 'owner')));
    expect(coder.controls('authors').map(({ entries }) => entries)).toEqual([
      [[10, userNamed('ada')]],
      [[50, agentUser]],
    ]);
    for (const person of people) {
      expect(person.controls('hello')).toHaveLength(1);
      expect(person.controls('authors')).toEqual([]);
    }
  });

  it('R34 believes the coder about whose an id is, over whoever came first', async () => {
    const room = new TestRoom();
    const [ada, coder] = [await room.raw(await room.token('ada')), await room.raw(await room.serviceToken())];
    const bobs = writer(20);
    bobs.text.insert(0, 'by bob');
    // The room has lost its storage, and Ada's page brings everything it has.
    await ada.send(updateFrame(bobs.updates[0]!));
    const claim = controlFrame({ type: 'claim', clientId: 20, user: userNamed('bob') });
    await coder.send(claim);
    expect(coder.controls('authors').at(-1)?.entries).toEqual([[20, userNamed('bob')]]);
    const bob = await room.raw(await room.token('bob'));
    bobs.text.insert(6, ' again');
    await bob.send(updateFrame(bobs.updates[1]!), saveAckFrame(1));
    expect(bob.of('saveAck')).toHaveLength(1);
    const writes = room.storage.writes;
    await coder.send(claim);
    expect(room.storage.writes).toBe(writes);
    expect(coder.closed).toBeUndefined();
  });

  it('R46 makes the second client in a lost room wait for the coder’s word, but not for ever', async () => {
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

  it('R19 accepts everyone’s text from the coder, which restores a room that lost its storage', async () => {
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
