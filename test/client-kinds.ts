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
  /** Whether the room has acked all of its edits; stock clients do not know. */
  isSaved?: () => boolean;
  goOffline: () => void;
  goOnline: () => void;
  leave: () => void;
}

/** Makes a client that connects with the token that is current then. */
type Make = (address: RoomAddress, room: string, token: () => string) => Client;

type Connect = (address: RoomAddress, room: string, name: string, role?: Role) => Promise<Client>;

const connectWith =
  (make: Make): Connect =>
  async (address, room, name, role) => {
    const token = await tokenFor(room, name, role);
    return make(address, room, () => token);
  };

/** What a stock provider is made of. */
interface Provider {
  awareness: Awareness;
  synced: boolean;
  connect: () => unknown;
  disconnect: () => void;
  destroy: () => void;
}

const ofProvider =
  (provide: (base: string, room: string, doc: Y.Doc, token: () => string) => Provider): Make =>
  (address, room, token) => {
    const doc = new Y.Doc();
    const provider = provide(`127.0.0.1:${address.port}`, room, doc, token);
    return {
      doc,
      awareness: provider.awareness,
      isSynced: () => provider.synced,
      goOffline: () => provider.disconnect(),
      goOnline: () => void provider.connect(),
      leave: () => provider.destroy(),
    };
  };

/** Parameters of a URL that y-websocket makes for each attempt. */
const paramsOf = (token: () => string): { token: string } => ({
  get token() {
    return token();
  },
});

const makePeer: Make = (address, room, token) => {
  const peer = peerIn(address, room, '', {
    connect: () => Promise.resolve(address.socket(room, `token=${token()}&tandem=1`)),
  });
  return {
    doc: peer.doc,
    awareness: peer.awareness,
    isSynced: () => peer.state.synced,
    isSaved: () => !peer.state.unsaved,
    goOffline: () => peer.stop(),
    goOnline: () => peer.start(),
    leave: () => peer.destroy(),
  };
};

export const ourPeer = connectWith(makePeer);

/** A client of sync alone, read and written by y-protocols. */
const makeBare: Make = (address, room, token) => {
  const doc = new Y.Doc();
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
    socket = address.socket(room, `token=${token()}`);
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

const kinds: { kind: string; presence: boolean; make: Make }[] = [
  { kind: 'our peer', presence: true, make: makePeer },
  {
    kind: 'y-partykit’s provider',
    presence: true,
    make: ofProvider(
      (base, room, doc, token) =>
        new YPartyKitProvider(base, room, doc, {
          party: 'main',
          params: () => Promise.resolve({ token: token() }),
          disableBc: true,
        }),
    ),
  },
  {
    kind: 'y-websocket 3’s provider',
    presence: true,
    make: ofProvider(
      (base, room, doc, token) =>
        new WebsocketProvider(`ws://${base}/parties/main`, room, doc, {
          params: paramsOf(token),
          disableBc: true,
        }),
    ),
  },
  {
    kind: 'y-websocket 2’s provider',
    presence: true,
    make: ofProvider(
      (base, room, doc, token) =>
        new WebsocketProvider2(`ws://${base}/parties/main`, room, doc, {
          params: paramsOf(token),
          disableBc: true,
        }),
    ),
  },
  { kind: 'a bare client over y-protocols', presence: false, make: makeBare },
];

/** Every kind of client that a room must serve. `presence`: whether it shows its own. */
export const clientKinds = kinds.map((kind) => ({ ...kind, connect: connectWith(kind.make) }));
