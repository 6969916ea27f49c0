import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { wireLimits } from '../limits.ts';
import {
  type ClientControl,
  clientControlSchema,
  type ServerControl,
  serverControlSchema,
} from './control.ts';

/**
 * A frame is `varUint type` and a payload. Types 0 to 3 are the y-websocket protocol that every stock client
 * speaks; 102 and 103 are ours.
 */
export const messageType = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  saveAck: 102,
  control: 103,
} as const;

const syncType = { step1: 0, step2: 1, update: 2 } as const;

export type Message<Control> =
  | { type: 'step1'; stateVector: Uint8Array }
  /** The only difference: step 2 answers our step 1, and so sets `synced`. */
  | { type: 'step2' | 'update'; update: Uint8Array }
  | { type: 'awareness'; update: Uint8Array }
  | { type: 'denied'; reason: string }
  | { type: 'queryAwareness' }
  | { type: 'saveAck'; n: number }
  | { type: 'control'; control: Control };

const bytes = (write: (encoder: encoding.Encoder) => void): Uint8Array => encoding.encode(write);

/**
 * A frame of `head` (varUints of one byte each) and a length-prefixed payload. Allocated once at its final size: these
 * are most of what a room sends, and lib0's encoder with its growing buffers takes several times as long.
 */
function payloadFrame(head: readonly number[], payload: Uint8Array): Uint8Array {
  const { byteLength } = payload;
  let lengthBytes = 1;
  for (let rest = byteLength; rest > 127; rest = Math.floor(rest / 128)) lengthBytes++;
  const frame = new Uint8Array(head.length + lengthBytes + byteLength);
  frame.set(head);
  let at = head.length;
  for (let rest = byteLength; ; rest = Math.floor(rest / 128)) {
    frame[at++] = rest > 127 ? 128 | (rest % 128) : rest;
    if (rest <= 127) break;
  }
  frame.set(payload, at);
  return frame;
}

const syncFrame = (type: number, payload: Uint8Array): Uint8Array =>
  payloadFrame([messageType.sync, type], payload);

export const step1Frame = (stateVector: Uint8Array): Uint8Array => syncFrame(syncType.step1, stateVector);
export const step2Frame = (update: Uint8Array): Uint8Array => syncFrame(syncType.step2, update);
export const updateFrame = (update: Uint8Array): Uint8Array => syncFrame(syncType.update, update);

export const awarenessFrame = (update: Uint8Array): Uint8Array =>
  payloadFrame([messageType.awareness], update);

/** Auth message 0, "permission denied", as y-protocols/auth writes it. */
export function deniedFrame(reason: string): Uint8Array {
  return bytes((encoder) => {
    encoding.writeVarUint(encoder, messageType.auth);
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarString(encoder, reason);
  });
}

export function saveAckFrame(n: number): Uint8Array {
  return bytes((encoder) => {
    encoding.writeVarUint(encoder, messageType.saveAck);
    encoding.writeVarUint(encoder, n);
  });
}

export function controlFrame(control: ServerControl | ClientControl): Uint8Array {
  return bytes((encoder) => {
    encoding.writeVarUint(encoder, messageType.control);
    encoding.writeVarString(encoder, JSON.stringify(control));
  });
}

/** One frame with the messages of several, in order. */
export function joinFrames(frames: readonly Uint8Array[]): Uint8Array {
  const [first] = frames;
  if (first && frames.length === 1) return first;
  const joined = new Uint8Array(frames.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const frame of frames) {
    joined.set(frame, at);
    at += frame.byteLength;
  }
  return joined;
}

/** Reads all messages of one frame. @throws if any of them is malformed: then none is returned. */
function readFrame<Control>(frame: Uint8Array, parseControl: (json: string) => Control): Message<Control>[] {
  const decoder = decoding.createDecoder(frame);
  const messages: Message<Control>[] = [];
  do {
    if (messages.length === wireLimits.maxFrameMessages) throw new Error('too many messages in a frame');
    messages.push(readMessage(decoder, parseControl));
  } while (decoding.hasContent(decoder));
  return messages;
}

export const readClientFrame = (frame: Uint8Array): Message<ClientControl>[] =>
  readFrame(frame, (json) => {
    if (json.length > wireLimits.maxControlBytes) throw new Error('control message too large');
    return clientControlSchema.parse(JSON.parse(json));
  });

export const readServerFrame = (frame: Uint8Array): Message<ServerControl>[] =>
  readFrame(frame, (json) => serverControlSchema.parse(JSON.parse(json)));

function readMessage<Control>(
  decoder: decoding.Decoder,
  parseControl: (json: string) => Control,
): Message<Control> {
  const type = decoding.readVarUint(decoder);
  switch (type) {
    case messageType.sync:
      return readSync(decoder);
    case messageType.awareness:
      return { type: 'awareness', update: decoding.readVarUint8Array(decoder) };
    case messageType.auth:
      if (decoding.readVarUint(decoder) !== 0) throw new Error('unknown auth message');
      return { type: 'denied', reason: decoding.readVarString(decoder) };
    case messageType.queryAwareness:
      return { type: 'queryAwareness' };
    case messageType.saveAck:
      return { type: 'saveAck', n: decoding.readVarUint(decoder) };
    case messageType.control:
      return { type: 'control', control: parseControl(decoding.readVarString(decoder)) };
    default:
      throw new Error(`unknown message type ${type}`);
  }
}

function readSync<Control>(decoder: decoding.Decoder): Message<Control> {
  const type = decoding.readVarUint(decoder);
  const payload = decoding.readVarUint8Array(decoder);
  switch (type) {
    case syncType.step1:
      return { type: 'step1', stateVector: payload };
    case syncType.step2:
      return { type: 'step2', update: payload };
    case syncType.update:
      return { type: 'update', update: payload };
    default:
      throw new Error(`unknown sync message ${type}`);
  }
}
