import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { wireLimits } from '../../shared/limits.ts';
import {
  awarenessFrame,
  controlFrame,
  messageType,
  saveAckFrame,
  step1Frame,
  updateFrame,
} from '../../shared/protocol/frames.ts';

/** What one connection sends in a second: at most a megabyte, in at most this many frames. */
const secondBytes = 1_000_000;
const maxFrames = 60_000;

type Frames = Uint8Array[];

const nothing = new Uint8Array([0, 0]);
const everything = new Uint8Array([0]);

/** One second of the same frame. */
function repeated(frame: Uint8Array): Frames {
  const count = Math.min(maxFrames, Math.floor(secondBytes / frame.byteLength));
  return Array.from({ length: count }, () => frame);
}

/** A frame with as many copies of a message as it may hold. */
function packed(message: Uint8Array): Uint8Array {
  const frame = new Uint8Array(message.byteLength * wireLimits.maxFrameMessages);
  for (let i = 0; i < wireLimits.maxFrameMessages; i++) frame.set(message, i * message.byteLength);
  return frame;
}

/** A state vector of this many clients, each at clock 1. */
function vectorOf(clients: number): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, clients);
    for (let i = 0; i < clients; i++) {
      encoding.writeVarUint(encoder, 1_000_000 + i);
      encoding.writeVarUint(encoder, 1);
    }
  });
}

/** An update of structs of one kind by one client: `write` writes all but each struct's first byte. */
function structs(
  count: number,
  info: number,
  write: (encoder: encoding.Encoder) => void,
  clock = 0,
): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 1);
    for (const n of [count, 4_000_000, clock]) encoding.writeVarUint(encoder, n);
    for (let i = 0; i < count; i++) {
      encoding.writeUint8(encoder, info);
      write(encoder);
    }
    encoding.writeVarUint(encoder, 0);
  });
}

/** One character in a root text, with no neighbours. */
function character(encoder: encoding.Encoder): void {
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarString(encoder, 't');
  encoding.writeVarString(encoder, 'x');
}

/** Deletes every other character that this client wrote. */
function deletions(client: number, count: number): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, count);
    for (let i = 0; i < count; i++) for (const n of [2 * i, 1]) encoding.writeVarUint(encoder, n);
  });
}

function awareness(states: number, json: string): Uint8Array {
  return awarenessFrame(
    encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, states);
      for (let i = 0; i < states; i++) {
        encoding.writeVarUint(encoder, 5_000_000 + i);
        encoding.writeVarUint(encoder, 1);
        encoding.writeVarString(encoder, json);
      }
    }),
  );
}

/** A frame of `size` bytes whose bytes are a fixed, meaningless sequence. */
function noise(size: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length: size }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state >> 16;
  });
}

const depth = 100_000;

/**
 * The worst second of each kind of frame that a connection can send, by name. `document` is the room's
 * document as an update, and `author` a client id that wrote much of it.
 */
export const kinds: Readonly<Record<string, (document: Uint8Array, author: number) => Frames>> = {
  'nothing at all': () => [],
  'step 1 with many clients': () => repeated(step1Frame(vectorOf(170_000))),
  'step 1s by 64': () => repeated(packed(step1Frame(everything))),
  'presence queries by 64': () => repeated(packed(new Uint8Array([messageType.queryAwareness]))),
  'save-acks by 64': () => repeated(packed(saveAckFrame(7))),
  'empty updates by 64': () => repeated(packed(updateFrame(nothing))),
  'empty updates one by one': () => repeated(updateFrame(nothing)),
  'the document itself': (document) => repeated(updateFrame(document)),
  'known deletions': (_, author) => repeated(updateFrame(deletions(author, 150_000))),
  'new text': () => repeated(updateFrame(structs(120_000, 4, character))),
  'text that builds on what never came': () => repeated(updateFrame(structs(120_000, 4, character, 900_000))),
  'collected structs': () =>
    repeated(updateFrame(structs(300_000, 0, (encoder) => encoding.writeVarUint(encoder, 1)))),
  'large presence': () => repeated(awareness(1, JSON.stringify({ note: 'x'.repeat(900_000) }))),
  'deep presence': () => repeated(awareness(1, `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`)),
  'presence of very many': () => repeated(awareness(90_000, '{}')),
  'small presence by 64': () => repeated(packed(awareness(1, '{}'))),
  tokens: () => repeated(controlFrame({ type: 'token', token: 'x'.repeat(4_000) })),
  'bytes without a meaning': () => repeated(noise(900_000)),
};

/** The frames that `kinds` makes for a room's document. */
export function secondOf(kind: string, document: Uint8Array): Frames {
  const make = kinds[kind];
  if (!make) throw new Error(`There is no kind ${kind}.`);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, document);
  const clocks = [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([, a], [, b]) => b - a);
  return make(document, clocks[0]?.[0] ?? 0);
}
