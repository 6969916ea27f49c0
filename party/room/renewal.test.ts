import { applyAwarenessUpdate, Awareness } from 'y-protocols/awareness';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { signSession } from '../auth.ts';
import { wireLimits } from '../../shared/limits.ts';
import {
  controlFrame,
  saveAckFrame,
  step1Frame,
  step2Frame,
  updateFrame,
} from '../../shared/protocol/frames.ts';
import type { PeerState } from '../../shared/protocol/peer.ts';
import type { Role } from '../../shared/roles.ts';
import { presenceFrame } from '../../test/presence-frame.ts';
import { type RawClient, TestRoom, testSecret, userNamed } from '../../test/test-room.ts';
import { writer } from '../../test/writer.ts';

const isAtRest = ({ synced, unsaved }: PeerState): boolean => synced && !unsaved;
const acks = (client: RawClient): number[] => client.of('saveAck').map(({ n }) => n);
const nothing = new Uint8Array([0, 0]);

async function renewed(room: TestRoom, client: RawClient, role: Role): Promise<void> {
  const hellos = client.controls('hello').length;
  await client.send(controlFrame({ type: 'token', token: await room.token('ada', role) }));
  await expect.poll(() => client.controls('hello').length).toBe(hellos + 1);
}

async function tokenOf(room: TestRoom, name: string, color: number): Promise<string> {
  const user = { ...userNamed('ada'), name, color };
  return (await signSession(testSecret, { room: room.id, role: 'editor', user })).token;
}

describe('a renewed token', () => {
  it('R87 lets edits count as saved again once all that was dropped meanwhile has come', async () => {
    const room = new TestRoom();
    const [ada, bob] = [await room.raw(await room.token('ada')), await room.raw(await room.token('bob'))];
    const { doc, text, updates } = writer(10);
    text.insert(0, 'one ');
    await ada.send(updateFrame(updates[0]!), saveAckFrame(1));
    await renewed(room, ada, 'viewer');
    text.insert(4, 'two ');
    await ada.send(updateFrame(updates[1]!), saveAckFrame(2));
    await renewed(room, ada, 'editor');
    const probe = ada.of('step1').at(-1)!.stateVector;
    // What it answered as a viewer, and edits that are not all it has, bring nothing back.
    const other = writer(11);
    other.text.insert(0, 'other ');
    await ada.send(step2Frame(nothing), saveAckFrame(3), updateFrame(other.updates[0]!), saveAckFrame(4));
    expect(acks(ada)).toEqual([1]);
    await ada.send(step2Frame(Y.encodeStateAsUpdate(doc, probe)), saveAckFrame(5));
    expect(acks(ada)).toEqual([1, 5]);
    text.insert(8, 'three');
    await ada.send(updateFrame(updates[2]!), saveAckFrame(6));
    expect(acks(ada)).toEqual([1, 5, 6]);
    const copy = new Y.Doc();
    await bob.send(step1Frame(Y.encodeStateVector(copy)));
    Y.applyUpdate(copy, bob.of('step2').at(-1)!.update);
    expect(copy.getText('t').toJSON()).toContain('one two three');
  });

  it('R87 keeps a page honest that is an editor, a viewer and an editor again on one socket', async () => {
    const room = new TestRoom();
    const [ada, bob] = [room.peer('ada'), room.peer('bob')];
    for (const one of [ada, bob]) await one.until(isAtRest, 2_000, 'in');
    const become = async (role: Role): Promise<void> => {
      ada.sendControl({ type: 'token', token: await room.token('ada', role) });
      await ada.until((state) => state.role === role, 2_000, role);
    };
    for (const word of ['one ', 'two ']) {
      await become('viewer');
      ada.doc.getText('t').insert(0, word);
      await expect.poll(() => ada.state.unsaved).toBe(true);
      await become('editor');
      await ada.until(isAtRest, 2_000, 'saved');
      await expect.poll(() => bob.doc.getText('t').toJSON()).toContain(word);
    }
    expect(room.sockets).toHaveLength(2);
    for (const one of [ada, bob]) one.destroy();
  });

  it('R87 acks nothing more after a frame that could not be read, whatever the role becomes', async () => {
    const room = new TestRoom();
    const ada = await room.raw(await room.token('ada', 'viewer'));
    await ada.send(new Uint8Array([77]));
    await renewed(room, ada, 'editor');
    const { doc, text } = writer(10);
    text.insert(0, 'mine');
    await ada.send(step2Frame(Y.encodeStateAsUpdate(doc)), saveAckFrame(1));
    expect(acks(ada)).toEqual([]);
  });

  it('R87 may send as much as an editor once it is one', async () => {
    const room = new TestRoom();
    const ada = await room.raw(await room.token('ada', 'viewer'));
    await renewed(room, ada, 'editor');
    const { text, updates } = writer(10);
    text.insert(0, 'x');
    const frame = updateFrame(updates[0]!);
    const count = wireLimits.viewerFloodSurplusUpdates + 1;
    for (let sent = 0; sent < count; sent += 500) await ada.send(...Array.from({ length: 500 }, () => frame));
    await ada.send(saveAckFrame(1));
    expect([ada.closed, acks(ada)]).toEqual([undefined, [1]]);
  });

  it('R91 shows another role at once', async () => {
    const room = new TestRoom();
    const [ada, bob] = [
      await room.raw(await room.token('ada', 'viewer')),
      await room.raw(await room.token('bob')),
    ];
    await ada.send(presenceFrame([10, 1, {}]));
    await renewed(room, ada, 'owner');
    await expect
      .poll(() => seenBy(bob))
      .toEqual([
        { user: userNamed('ada'), role: 'viewer' },
        { user: userNamed('ada'), role: 'owner' },
      ]);
  });

  it('R88 shows another name or colour at once, and writes under it from then on', async () => {
    const room = new TestRoom();
    const [ada, bob, coder] = [
      await room.raw(await room.token('ada')),
      await room.raw(await room.token('bob')),
      await room.raw(await room.serviceToken()),
    ];
    await ada.send(presenceFrame([10, 1, { file: 'f' }]));
    await ada.send(controlFrame({ type: 'token', token: await tokenOf(room, 'Ada Lovelace', 5) }));
    const user = { ...userNamed('ada'), name: 'Ada Lovelace', color: 5 };
    await expect.poll(() => ada.controls('hello').at(-1)?.user).toEqual(user);
    expect(seenBy(bob)).toEqual([
      { user: userNamed('ada'), role: 'editor', file: 'f' },
      { user, role: 'editor', file: 'f' },
    ]);
    const { text, updates } = writer(10);
    text.insert(0, 'x');
    await ada.send(updateFrame(updates[0]!));
    expect(coder.controls('authors').at(-1)?.entries).toEqual([[10, user]]);
    // The same person once more: nothing is told again.
    const [hellos, shown] = [ada.controls('hello').length, bob.of('awareness').length];
    await ada.send(controlFrame({ type: 'token', token: await tokenOf(room, 'Ada Lovelace', 5) }));
    const another = controlFrame({ type: 'token', token: await tokenOf(room, 'Ada Lovelace', 6) });
    await expect
      .poll(async () => {
        await ada.send(another);
        return ada.controls('hello').at(-1)?.user.color;
      })
      .toBe(6);
    expect([ada.controls('hello').length, bob.of('awareness').length]).toEqual([hellos + 1, shown + 1]);
  });
});

/** The states of the one person that a client was shown, oldest first. */
function seenBy(client: RawClient): unknown[] {
  return client.of('awareness').flatMap(({ update }) => {
    const awareness = new Awareness(new Y.Doc());
    applyAwarenessUpdate(awareness, update, client);
    return [...awareness.getStates()].flatMap(([id, state]) => (id === 10 ? [state] : []));
  });
}
