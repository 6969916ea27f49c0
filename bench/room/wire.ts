import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { messageType } from '../../shared/protocol/frames.ts';

/**
 * How a server wraps the messages of y-protocols. The driver speaks these itself instead of through each
 * server's provider: every server gets the same work, at the same cost to the driver.
 */
export interface Wire {
  /** What a client says before anything else. */
  greeting(room: string): Uint8Array[];
  /** Adds what comes before each message. */
  writeHead(encoder: encoding.Encoder, room: string): void;
  /** Skips what comes before each message. */
  readHead(decoder: decoding.Decoder): void;
}

/** y-websocket's: the message alone. */
export const plainWire: Wire = {
  greeting: () => [],
  writeHead: () => undefined,
  readHead: () => undefined,
};

/**
 * Hocuspocus's socket carries many documents: each message begins with a name, and the first holds a token.
 */
export const hocuspocusWire: Wire = {
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

export function read(wire: Wire, frame: Uint8Array): Heard {
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
