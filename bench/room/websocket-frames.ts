/** Opcodes of WebSocket frames. */
export const opcode = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

const maxShort = 125;
const length16 = 126;
const length64 = 127;
const isFinal = 0x80;
const isMasked = 0x80;

/** Cuts what comes over one connection of a server into WebSocket frames. */
export class FrameReader {
  #rest: Buffer | undefined;

  /** Takes what came next. @throws when it is nothing that the servers of this bench send, e.g. a message in fragments */
  push(chunk: Buffer, onFrame: (code: number, payload: Buffer) => void): void {
    const bytes = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    let at = 0;
    while (bytes.length - at >= 2) {
      const first = bytes[at]!;
      const short = bytes[at + 1]!;
      if ((first & isFinal) === 0) throw new Error('a message in fragments');
      if ((short & isMasked) !== 0) throw new Error('a masked frame from a server');
      const head = short === length64 ? 10 : short === length16 ? 4 : 2;
      if (bytes.length - at < head) break;
      const length =
        head === 2 ? short : head === 4 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
      if (bytes.length - at < head + length) break;
      onFrame(first & 0x0f, bytes.subarray(at + head, at + head + length));
      at += head + length;
    }
    this.#rest = at < bytes.length ? bytes.subarray(at) : undefined;
  }
}

/** A client's frame. Its mask is zero, which leaves the payload as it is: masking costs the driver, and tells nothing. */
export function clientFrame(code: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const extra = length <= maxShort ? 0 : length < 65_536 ? 2 : 8;
  const frame = Buffer.alloc(2 + extra + 4 + length);
  frame[0] = isFinal | code;
  frame[1] = isMasked | (extra === 0 ? length : extra === 2 ? length16 : length64);
  if (extra === 2) frame.writeUInt16BE(length, 2);
  if (extra === 8) frame.writeBigUInt64BE(BigInt(length), 2);
  frame.set(payload, 2 + extra + 4);
  return frame;
}
