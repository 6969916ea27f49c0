import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { freePorts } from '../../scripts/ports.ts';
import { readAll } from '../../shared/doc.ts';
import { newRoomId } from '../../shared/ids.ts';
import { roomLimits, wireLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { step1Frame, updateFrame } from '../../shared/protocol/frames.ts';
import { type Client, clientKinds, ourPeer } from '../../test/client-kinds.ts';
import { FaultyProxy } from '../../test/faulty-proxy.ts';
import { circularUpdate } from '../../test/poison.ts';
import { headCount, peerIn, tokenFor } from '../../test/room-clients.ts';
import { type RoomAddress, RoomProcess } from '../../test/room-process.ts';
import { userNamed } from '../../test/test-room.ts';

const [port = 0] = await freePorts(1);
const server = new RoomProcess(port);

const text = ({ doc }: Client): Y.Text => doc.getText('t');
const eventually = async <T>(read: () => T, expected: T): Promise<void> => {
  await expect.poll(read, { timeout: 10_000, interval: 5 }).toEqual(expected);
};

beforeAll(() => server.start());
afterAll(() => server.destroy());

const connectPeer = (room: string, name: string): Promise<Client> => ourPeer(server, room, name);

describe.each(clientKinds)('$kind', ({ connect }) => {
  it('R3–R8 syncs both ways, late and after time apart', async () => {
    const room = newRoomId();
    const [one, two] = [await connect(server, room, 'ada'), await connectPeer(room, 'bob')];
    await eventually(() => one.isSynced() && two.isSynced(), true);
    expect(readAll(one.doc).has('main.ts')).toBe(true);
    text(one).insert(0, 'from one ');
    await eventually(() => text(two).toJSON(), 'from one ');
    text(two).insert(0, 'from two ');
    await eventually(() => text(one).toJSON(), 'from two from one ');
    const late = await connect(server, room, 'eve');
    await eventually(() => text(late).toJSON(), 'from two from one ');

    one.goOffline();
    text(one).insert(0, 'offline ');
    text(one).delete(8, 5);
    text(two).insert(text(two).length, 'meanwhile');
    await eventually(() => text(late).toJSON(), 'from two from one meanwhile');
    one.goOnline();
    text(one).insert(0, 'at once ');
    for (const client of [one, two, late]) {
      await eventually(() => text(client).toJSON(), 'at once offline two from one meanwhile');
    }
    for (const client of [one, two, late]) client.leave();
  });

  it('R9 reads as a viewer, and cannot write', async () => {
    const room = newRoomId();
    const [editor, viewer] = [await connectPeer(room, 'ada'), await connect(server, room, 'eve', 'viewer')];
    await eventually(() => editor.isSynced() && viewer.isSynced(), true);
    text(viewer).insert(0, 'mine');
    text(editor).insert(0, 'hers');
    await eventually(() => text(viewer).toJSON().includes('hers'), true);
    expect(text(editor).toJSON()).toBe('hers');
    for (const client of [editor, viewer]) client.leave();
  });
});

describe.each(clientKinds.filter(({ presence }) => presence))('$kind', ({ connect }) => {
  it('R13 R14 is seen with its verified name, until it leaves', async () => {
    const room = newRoomId();
    const [one, two] = [await connect(server, room, 'ada'), await connectPeer(room, 'bob')];
    await eventually(() => one.isSynced() && two.isSynced(), true);
    const seen = (): unknown => two.awareness.getStates().get(one.doc.clientID);
    one.awareness.setLocalState({ user: { name: 'Somebody else' }, file: 'f' });
    await eventually(seen, { user: userNamed('ada'), role: 'editor', file: 'f' });
    two.awareness.setLocalState({ file: 'g' });
    await eventually(() => one.awareness.getStates().get(two.doc.clientID)?.['file'], 'g');
    one.goOffline();
    await eventually(seen, undefined);
    one.goOnline();
    await eventually(seen, { user: userNamed('ada'), role: 'editor', file: 'f' });
    one.leave();
    await eventually(seen, undefined);
    two.leave();
  });
});

describe('someone whose line has died', () => {
  it('R71 is present once soon after they come back as a new page, with every kind of client', async () => {
    const room = newRoomId();
    const proxy = await FaultyProxy.before(server);
    const kinds = clientKinds.filter(({ presence }) => presence);
    const bob = await connectPeer(room, 'bob');
    const join = async (address: RoomAddress): Promise<Client[]> => {
      const clients: Client[] = [];
      for (const [i, { connect }] of kinds.entries())
        clients.push(await connect(address, room, `person ${i}`));
      await eventually(() => clients.every((client) => client.isSynced()), true);
      for (const { awareness } of clients) awareness.setLocalState({ file: 'f' });
      return clients;
    };
    const ids = (clients: Client[]): number[] => clients.map(({ doc }) => doc.clientID).sort((a, b) => a - b);
    const seen = ({ awareness, doc }: Client): number[] =>
      [...awareness.getStates().keys()].filter((id) => id !== doc.clientID).sort((a, b) => a - b);
    const dead = await join(proxy);
    await eventually(() => seen(bob), ids(dead));
    proxy.abandon();
    const back = await join(server);
    await eventually(() => seen(bob), ids(back));
    for (const client of back)
      await eventually(() => seen(client), ids([bob, ...back.filter((one) => one !== client)]));
    expect(back.every((client) => client.isSynced())).toBe(true);
    for (const client of [bob, ...back, ...dead]) client.leave();
    await proxy.close();
  });

  it('R38 R72 gets their seat back in a full room, and nobody else loses theirs', async () => {
    const room = newRoomId();
    const proxy = await FaultyProxy.before(server);
    const others: Client[] = [];
    for (let i = 1; i < roomLimits.maxSockets; i++) others.push(await connectPeer(room, `person ${i}`));
    const dead = await ourPeer(proxy, room, 'ada');
    await eventually(() => [dead, ...others].every((client) => client.isSynced()), true);
    proxy.abandon();
    const stranger = peerIn(server, room, 'eve');
    await eventually(() => stranger.state.full, true);
    stranger.destroy();
    const back = await connectPeer(room, 'ada');
    await eventually(() => back.isSynced(), true);
    expect(others.every((client) => client.isSynced())).toBe(true);
    for (const client of [back, dead, ...others]) client.leave();
    await proxy.close();
  });
});

describe('backpressure', () => {
  it('R26 closes a client that never answers, and none of these, which only read', async () => {
    const room = newRoomId();
    const readers: Client[] = [];
    for (const { connect } of clientKinds) readers.push(await connect(server, room, 'eve', 'viewer'));
    const writer = await connectPeer(room, 'ada');
    await eventually(() => [writer, ...readers].every((client) => client.isSynced()), true);
    const deaf = server.socket(room, `token=${await tokenFor(room, 'bob')}`);
    const closed = new Promise<number>((resolve) => {
      deaf.addEventListener('close', ({ code }) => resolve(code));
    });
    await new Promise((resolve) => deaf.addEventListener('open', resolve));
    // Every client starts like this; if one has never sent anything, this workerd waits for it to close its
    // end.
    deaf.send(new Uint8Array(step1Frame(Y.encodeStateVector(new Y.Doc()))));
    // A client that is only slow would have longer.
    for (let bytes = 0; bytes <= wireLimits.fallenBehindBytes + wireLimits.readProbeBytes;) {
      writer.doc.transact(() => {
        text(writer).delete(0, text(writer).length);
        text(writer).insert(0, 'x'.repeat(wireLimits.readProbeBytes));
      });
      bytes += wireLimits.readProbeBytes;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    for (const reader of readers) await eventually(() => text(reader).length, text(writer).length);
    expect(await closed).toBe(closeCode.tryLater);
    expect(await headCount(server, room)).toBe(1 + readers.length);
    for (const client of [writer, ...readers]) client.leave();
  });
});

describe('poison', () => {
  it('R21 serves on after an update that cannot be applied', async () => {
    const room = newRoomId();
    const honest = await connectPeer(room, 'ada');
    await eventually(() => honest.isSynced(), true);
    text(honest).insert(0, 'before ');
    const socket = server.socket(room, `token=${await tokenFor(room, 'eve')}`);
    const closed = new Promise<number>((resolve) => {
      socket.addEventListener('close', ({ code }) => resolve(code));
    });
    socket.addEventListener('open', () =>
      socket.send(updateFrame(circularUpdate(30, 31)) as Uint8Array<ArrayBuffer>),
    );
    expect(await closed).toBe(closeCode.replicaRefused);
    text(honest).insert(0, 'and after ');
    const late = await connectPeer(room, 'bob');
    await eventually(() => text(late).toJSON(), 'and after before ');
    for (const client of [honest, late]) client.leave();
  });
});
