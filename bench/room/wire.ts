import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { messageType, readServerFrame } from '../../shared/protocol/frames.ts';

/**
 * How a server wraps the messages of y-protocols. The driver speaks these itself instead of through each
 * server's provider: every server gets the same work, at the same cost to the driver.
 */
export interface Wire {
  /**
   * Whose clients the driver acts as. Tandem's own read several messages in one WebSocket message, ask for an ack with each
   * edit, and send presence at most 20 times a second and only if it is news.
   */
  readonly clients: 'stock' | 'own';
  /** What a client says before anything else. */
  greeting(room: string): Uint8Array[];
  /** Adds what comes before each message. */
  writeHead(encoder: encoding.Encoder, room: string): void;
  /** Skips what comes before each message. */
  readHead(decoder: decoding.Decoder): void;
}

/** y-websocket's: the message alone. */
export const plainWire: Wire = {
  clients: 'stock',
  greeting: () => [],
  writeHead: () => undefined,
  readHead: () => undefined,
};

/** The same, as Tandem's own clients use it. */
export const ownWire: Wire = { ...plainWire, clients: 'own' };

/**
 * Hocuspocus's socket carries many documents: each message begins with a name, and the first holds a token.
 */
export const hocuspocusWire: Wire = {
  clients: 'stock',
  greeting: (room) => [
    encoding.encode((encoder) => {
      encoding.writeVarString(encoder, room);
      encoding.writeVarUint(encoder, messageType.auth);
      encoding.writeVarUint(encoder, 0);
      encoding.writeVarString(encoder, 'anyone');
    }),
  ],
  writeHead: (encoder, room) => encoding.writeVarString(encoder, room),
  readHead: (decoder) => void decoding.readVarString(decoder),
};

/** Hocuspocus answers a step 1 under a type of its own, with the same payload. */
const hocuspocusSyncReply = 4;

export type Heard =
  | { type: 'step1' }
  | { type: 'step2' | 'update'; update: Uint8Array }
  /** Presence, acks, and whatever else a server sends. */
  | { type: 'other' };

const syncKinds = ['step1', 'step2', 'update'] as const;

/** The messages of one WebSocket message. A stock client reads the first and ignores what follows. */
export function read(wire: Wire, frame: Uint8Array): Heard[] {
  if (wire.clients === 'stock') return [readFirst(wire, frame)];
  return readServerFrame(frame).map((message) => {
    if (message.type === 'step1') return { type: 'step1' };
    return message.type === 'step2' || message.type === 'update' ? message : { type: 'other' };
  });
}

function readFirst(wire: Wire, frame: Uint8Array): Heard {
  const decoder = decoding.createDecoder(frame);
  wire.readHead(decoder);
  const type = decoding.readVarUint(decoder);
  if (type !== messageType.sync && type !== hocuspocusSyncReply) return { type: 'other' };
  const kind = syncKinds[decoding.readVarUint(decoder)];
  if (kind === undefined) throw new Error('an unknown sync message');
  return kind === 'step1' ? { type: kind } : { type: kind, update: decoding.readVarUint8Array(decoder) };
}

type SyncKind = (typeof syncKinds)[number];

export const syncMessage = (wire: Wire, room: string, kind: SyncKind, payload: Uint8Array): Uint8Array =>
  encoding.encode((encoder) => {
    wire.writeHead(encoder, room);
    encoding.writeVarUint(encoder, messageType.sync);
    encoding.writeVarUint(encoder, syncKinds.indexOf(kind));
    encoding.writeVarUint8Array(encoder, payload);
  });

export const presenceMessage = (wire: Wire, room: string, update: Uint8Array): Uint8Array =>
  encoding.encode((encoder) => {
    wire.writeHead(encoder, room);
    encoding.writeVarUint(encoder, messageType.awareness);
    encoding.writeVarUint8Array(encoder, update);
  });
