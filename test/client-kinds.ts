import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import YPartyKitProvider from 'y-partykit/provider';
import { Awareness } from 'y-protocols/awareness';
import * as sync from 'y-protocols/sync';
import { WebsocketProvider } from 'y-websocket';
import { WebsocketProvider as WebsocketProvider2 } from 'y-websocket-2';
import * as Y from 'yjs';
import type { Role } from '../shared/roles.ts';
import { peerIn, tokenFor } from './room-clients.ts';
import type { RoomAddress } from './room-process.ts';

/** One client of any kind, and how it connects and leaves. */
export interface Client {
  doc: Y.Doc;
  awareness: Awareness;
  isSynced: () => boolean;
  goOffline: () => void;
  goOnline: () => void;
  leave: () => void;
}

type Connect = (server: RoomAddress, room: string, name: string, role?: Role) => Promise<Client>;

/** What a stock provider is made of. */
interface Provider {
  awareness: Awareness;
  synced: boolean;
  connect: () => void;
  disconnect: () => void;
  destroy: () => void;
}

type MakeProvider = (base: string, room: string, doc: Y.Doc, params: { token: string }) => Provider;

const ofProvider =
  (make: MakeProvider): Connect =>
  async (server, room, name, role) => {
    const doc = new Y.Doc();
    const base = `127.0.0.1:${server.port}`;
    const provider = make(base, room, doc, { token: await tokenFor(room, name, role) });
    return {
      doc,
      awareness: provider.awareness,
      isSynced: () => provider.synced,
      goOffline: () => provider.disconnect(),
      goOnline: () => provider.connect(),
      leave: () => provider.destroy(),
    };
  };

export const ourPeer: Connect = async (server, room, name, role) => {
  const peer = peerIn(server, room, name, role === undefined ? {} : { role });
  return {
    doc: peer.doc,
    awareness: peer.awareness,
    isSynced: () => peer.state.synced,
    goOffline: () => peer.stop(),
    goOnline: () => peer.start(),
    leave: () => peer.destroy(),
  };
};

/** A client of sync alone, read and written by y-protocols. */
const bare: Connect = async (server, room, name, role) => {
  const doc = new Y.Doc();
  const query = `token=${await tokenFor(room, name, role)}`;
  let socket: WebSocket | undefined;
  let isSynced = false;
  const send = (write: (encoder: encoding.Encoder) => void): void => {
    if (socket?.readyState !== WebSocket.OPEN) return;
    const frame = encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, 0);
      write(encoder);
    });
    socket.send(new Uint8Array(frame));
  };
  doc.on('update', (update, origin) => {
    if (origin !== 'room') send((encoder) => sync.writeUpdate(encoder, update));
  });
  const goOnline = (): void => {
    socket = server.socket(room, query);
    socket.addEventListener('open', () => send((encoder) => sync.writeSyncStep1(encoder, doc)));
    socket.addEventListener('message', ({ data }) => {
      const decoder = decoding.createDecoder(new Uint8Array(data));
      if (decoding.readVarUint(decoder) !== 0) return;
      const answer = encoding.createEncoder();
      const type = sync.readSyncMessage(decoder, answer, doc, 'room');
      if (type === sync.messageYjsSyncStep2) isSynced = true;
      if (encoding.length(answer) > 0) {
        send((encoder) => encoding.writeUint8Array(encoder, encoding.toUint8Array(answer)));
      }
    });
  };
  const goOffline = (): void => {
    isSynced = false;
    socket?.close();
  };
  goOnline();
  const awareness = new Awareness(doc);
  return { doc, awareness, isSynced: () => isSynced, goOffline, goOnline, leave: goOffline };
};

/** Every kind of client that a room must serve. `presence`: whether it shows its own. */
export const clientKinds: { kind: string; presence: boolean; connect: Connect }[] = [
  { kind: 'our peer', presence: true, connect: ourPeer },
  {
    kind: 'y-partykit’s provider',
    presence: true,
    connect: ofProvider(
      (base, room, doc, params) =>
        new YPartyKitProvider(base, room, doc, { party: 'main', params, disableBc: true }),
    ),
  },
  {
    kind: 'y-websocket 3’s provider',
    presence: true,
    connect: ofProvider(
      (base, room, doc, params) =>
        new WebsocketProvider(`ws://${base}/parties/main`, room, doc, { params, disableBc: true }),
    ),
  },
  {
    kind: 'y-websocket 2’s provider',
    presence: true,
    connect: ofProvider(
      (base, room, doc, params) =>
        new WebsocketProvider2(`ws://${base}/parties/main`, room, doc, { params, disableBc: true }),
    ),
  },
  { kind: 'a bare client over y-protocols', presence: false, connect: bare },
];
