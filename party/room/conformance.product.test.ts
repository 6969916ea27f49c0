import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import YPartyKitProvider from 'y-partykit/provider';
import { Awareness } from 'y-protocols/awareness';
import * as sync from 'y-protocols/sync';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { freePorts } from '../../scripts/ports.ts';
import { readAll } from '../../shared/doc.ts';
import { newRoomId } from '../../shared/ids.ts';
import { wireLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { updateFrame } from '../../shared/protocol/frames.ts';
import { Peer } from '../../shared/protocol/peer.ts';
import type { Role } from '../../shared/roles.ts';
import { circularUpdate } from '../../test/poison.ts';
import { RoomProcess } from '../../test/room-process.ts';
import { testSecret, userNamed } from '../../test/test-room.ts';
import { signSession } from '../auth.ts';

const [port = 0] = await freePorts(1);
const server = new RoomProcess(port);
const base = `127.0.0.1:${server.port}`;

const tokenFor = async (room: string, name: string, role: Role = 'editor'): Promise<string> =>
  (await signSession(testSecret, { room, role, user: userNamed(name) })).token;

/** One client of any kind, and how it goes. */
interface Client {
  doc: Y.Doc;
  awareness: Awareness;
  isSynced: () => boolean;
  goOffline: () => void;
  goOnline: () => void;
  leave: () => void;
}

type Connect = (room: string, name: string, role?: Role) => Promise<Client>;

const kinds: [string, Connect][] = [
  [
    'our peer',
    async (room, name, role) => {
      const doc = new Y.Doc();
      const awareness = new Awareness(doc);
      const token = await tokenFor(room, name, role);
      const connect = () => Promise.resolve(server.socket(room, `token=${token}&tandem=1`));
      const peer = new Peer({ doc, awareness, connect });
      peer.start();
      return {
        doc,
        awareness,
        isSynced: () => peer.state.synced,
        goOffline: () => peer.stop(),
        goOnline: () => peer.start(),
        leave: () => peer.destroy(),
      };
    },
  ],
  [
    'y-partykit’s provider',
    async (room, name, role) => {
      const doc = new Y.Doc();
      const params = { token: await tokenFor(room, name, role) };
      const provider = new YPartyKitProvider(base, room, doc, { party: 'main', params, disableBc: true });
      return {
        doc,
        awareness: provider.awareness,
        isSynced: () => provider.synced,
        goOffline: () => provider.disconnect(),
        goOnline: () => provider.connect(),
        leave: () => provider.destroy(),
      };
    },
  ],
  [
    'y-websocket’s provider',
    async (room, name, role) => {
      const doc = new Y.Doc();
      const params = { token: await tokenFor(room, name, role) };
      const url = `ws://${base}/parties/main`;
      const provider = new WebsocketProvider(url, room, doc, { params, disableBc: true });
      return {
        doc,
        awareness: provider.awareness,
        isSynced: () => provider.synced,
        goOffline: () => provider.disconnect(),
        goOnline: () => provider.connect(),
        leave: () => provider.destroy(),
      };
    },
  ],
  [
    'a bare client over y-protocols',
    async (room, name, role) => {
      const doc = new Y.Doc();
      const awareness = new Awareness(doc);
      const query = `token=${await tokenFor(room, name, role)}`;
      let socket: WebSocket | undefined;
      let isSynced = false;
      const send = (write: (encoder: encoding.Encoder) => void): void => {
        if (socket?.readyState !== WebSocket.OPEN) return;
        socket.send(encoding.encode(write) as Uint8Array<ArrayBuffer>);
      };
      doc.on('update', (update, origin) => {
        if (origin === 'room') return;
        send((encoder) => {
          encoding.writeVarUint(encoder, 0);
          sync.writeUpdate(encoder, update);
        });
      });
      const goOnline = (): void => {
        const opening = server.socket(room, query);
        socket = opening;
        opening.addEventListener('open', () =>
          send((encoder) => {
            encoding.writeVarUint(encoder, 0);
            sync.writeSyncStep1(encoder, doc);
          }),
        );
        opening.addEventListener('message', ({ data }) => {
          const decoder = decoding.createDecoder(new Uint8Array(data));
          if (decoding.readVarUint(decoder) !== 0) return;
          const answer = encoding.createEncoder();
          encoding.writeVarUint(answer, 0);
          if (sync.readSyncMessage(decoder, answer, doc, 'room') === sync.messageYjsSyncStep2)
            isSynced = true;
          if (encoding.length(answer) > 1)
            opening.send(encoding.toUint8Array(answer) as Uint8Array<ArrayBuffer>);
        });
      };
      const goOffline = (): void => {
        isSynced = false;
        socket?.close();
      };
      goOnline();
      return { doc, awareness, isSynced: () => isSynced, goOffline, goOnline, leave: goOffline };
    },
  ],
];

const text = ({ doc }: Client): Y.Text => doc.getText('t');
const eventually = async <T>(read: () => T, expected: T): Promise<void> => {
  await expect.poll(read, { timeout: 10_000, interval: 5 }).toEqual(expected);
};

beforeAll(() => server.start());
afterAll(() => server.destroy());

const [ours] = kinds;
if (!ours) throw new Error('there is our own peer');
const [, connectPeer] = ours;

describe.each(kinds)('%s', (_, connect) => {
  it('R3–R8 syncs both ways, late and after time apart', async () => {
    const room = newRoomId();
    const [one, two] = [await connect(room, 'ada'), await connectPeer(room, 'bob')];
    await eventually(() => one.isSynced() && two.isSynced(), true);
    expect(readAll(one.doc).has('main.ts')).toBe(true);
    text(one).insert(0, 'from one ');
    await eventually(() => text(two).toJSON(), 'from one ');
    text(two).insert(0, 'from two ');
    await eventually(() => text(one).toJSON(), 'from two from one ');
    const late = await connect(room, 'eve');
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

  it('R9 reads as a viewer, and writes nothing', async () => {
    const room = newRoomId();
    const [editor, viewer] = [await connectPeer(room, 'ada'), await connect(room, 'eve', 'viewer')];
    await eventually(() => editor.isSynced() && viewer.isSynced(), true);
    text(viewer).insert(0, 'mine');
    text(editor).insert(0, 'hers');
    await eventually(() => text(viewer).toJSON().includes('hers'), true);
    expect(text(editor).toJSON()).toBe('hers');
    for (const client of [editor, viewer]) client.leave();
  });
});

// The bare client shows no presence.
describe.each(kinds.slice(0, 3))('%s', (_, connect) => {
  it('R13 R14 is seen with its verified name, until it leaves', async () => {
    const room = newRoomId();
    const [one, two] = [await connect(room, 'ada'), await connectPeer(room, 'bob')];
    await eventually(() => one.isSynced() && two.isSynced(), true);
    const seen = (): unknown => two.awareness.getStates().get(one.doc.clientID);
    one.awareness.setLocalState({ user: { name: 'Somebody else' }, file: 'f' });
    await eventually(seen, { user: userNamed('ada'), file: 'f' });
    two.awareness.setLocalState({ file: 'g' });
    await eventually(() => one.awareness.getStates().get(two.doc.clientID)?.['file'], 'g');
    one.goOffline();
    await eventually(seen, undefined);
    one.goOnline();
    await eventually(seen, { user: userNamed('ada'), file: 'f' });
    one.leave();
    await eventually(seen, undefined);
    two.leave();
  });
});

describe('reading', () => {
  it('R26 cuts off a client that answers nothing, and none of these, which read only', async () => {
    const room = newRoomId();
    const readers: Client[] = [];
    for (const [, connect] of kinds) readers.push(await connect(room, 'eve', 'viewer'));
    const writer = await connectPeer(room, 'ada');
    await eventually(() => [writer, ...readers].every((client) => client.isSynced()), true);
    const deaf = server.socket(room, `token=${await tokenFor(room, 'bob')}`);
    const closed = new Promise<number>((resolve) => {
      deaf.addEventListener('close', ({ code }) => resolve(code));
    });
    await new Promise((resolve) => deaf.addEventListener('open', resolve));
    text(writer).insert(0, 'x'.repeat(wireLimits.readProbeBytes));
    for (const reader of readers) await eventually(() => text(reader).length, text(writer).length);
    expect(await closed).toBe(closeCode.tryLater);
    const there = await fetch(`http://${base}/parties/main/${room}`);
    expect(await there.json()).toEqual({ status: 'ok', connections: 1 + readers.length });
    for (const client of [writer, ...readers]) client.leave();
  });
});

describe('poison', () => {
  it('R21 builds the document anew when an update breaks it', async () => {
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
