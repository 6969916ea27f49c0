import { expect, it } from 'vitest';
import { clientFrame, FrameReader, opcode } from './websocket-frames.ts';

/** A server's frame: a client's without its mask. */
function serverFrame(code: number, payload: Uint8Array): Buffer {
  const frame = clientFrame(code, payload);
  const head = frame.length - payload.length - 4;
  frame[1]! &= 0x7f;
  return Buffer.concat([frame.subarray(0, head), frame.subarray(head + 4)]);
}

const short = [0, 1, 125, 126, 300];
const long = [...short, 65_535, 65_536];

it.each([
  { sizes: [1, 2, 3, 7], lengths: short },
  { sizes: [1_000, 65_537, 1_000_000], lengths: long },
])('reads frames of $lengths bytes in chunks of $sizes', ({ sizes, lengths }) => {
  const payloads = lengths.map((length) => Buffer.alloc(length, length % 251));
  const stream = Buffer.concat(payloads.map((payload) => serverFrame(opcode.binary, payload)));
  for (const size of sizes) {
    const reader = new FrameReader();
    const read: Buffer[] = [];
    for (let at = 0; at < stream.length; at += size) {
      reader.push(stream.subarray(at, at + size), (code, payload) => {
        expect(code).toBe(opcode.binary);
        read.push(Buffer.from(payload));
      });
    }
    expect(read.map(({ length }) => length)).toEqual(lengths);
    expect(read.every((payload, index) => payload.equals(payloads[index]!))).toBe(true);
  }
});

it('refuses what it could not read right', () => {
  const none = (): void => undefined;
  expect(() => new FrameReader().push(Buffer.from([opcode.binary, 0]), none)).toThrow('fragments');
  expect(() => new FrameReader().push(clientFrame(opcode.text, Buffer.alloc(1)), none)).toThrow('masked');
});
