import * as z from 'zod/mini';
import { wireLimits } from '../limits.ts';

/**
 * y-partykit's chunk protocol: a frame too large for one WebSocket message is sent as
 * `y-pk-batch#{"id","type":"start","size","count"}`, its pieces as binary messages, and the same with `"type":"end"`.
 */
const sentinel = 'y-pk-batch#';

export const markerSchema = z.object({
  id: z.string().check(z.maxLength(64)),
  type: z.enum(['start', 'end']),
  size: z.int().check(z.gte(0)),
  count: z.int().check(z.gte(0)),
});
type Marker = z.infer<typeof markerSchema>;

/** The WebSocket messages that carry a frame: the frame itself, or its markers and pieces. */
export function* splitFrame(frame: Uint8Array): Generator<Uint8Array | string> {
  if (frame.byteLength <= wireLimits.chunkBytes) {
    yield frame;
    return;
  }
  const count = Math.ceil(frame.byteLength / wireLimits.chunkBytes);
  const id = crypto.randomUUID();
  const marker = (type: Marker['type']): string =>
    sentinel + JSON.stringify({ id, type, size: frame.byteLength, count } satisfies Marker);
  yield marker('start');
  for (let i = 0; i < count; i++) {
    yield frame.subarray(i * wireLimits.chunkBytes, (i + 1) * wireLimits.chunkBytes);
  }
  yield marker('end');
}

/** A batch exceeds the caps, or its pieces do not add up. */
export class ChunkError extends Error {
  readonly tooLarge: boolean;
  constructor(message: string, tooLarge: boolean) {
    super(message);
    this.name = 'ChunkError';
    this.tooLarge = tooLarge;
  }
}

/** Reassembles the chunked frames of one connection. Buffers at most one batch, of at most `maxBatchBytes`. */
export class FrameAssembler {
  #batch: { start: Marker; pieces: Uint8Array[]; bytes: number; deadlineMs: number } | undefined;

  /** Whether a batch is under way. */
  get isOpen(): boolean {
    return this.#batch !== undefined;
  }

  /** Whether a batch is open and past its deadline. */
  isOverdue(nowMs: number): boolean {
    return this.#batch !== undefined && nowMs > this.#batch.deadlineMs;
  }

  /**
   * Takes one WebSocket message; returns a whole frame, or undefined when none is complete yet.
   * @throws ChunkError and discards the batch.
   */
  take(message: Uint8Array | string, nowMs: number): Uint8Array | undefined {
    if (typeof message === 'string') return this.#takeMarker(message, nowMs);
    const batch = this.#batch;
    if (!batch) return message;
    batch.bytes += message.byteLength;
    if (batch.bytes > batch.start.size) this.#fail('the batch is larger than announced', false);
    batch.pieces.push(message);
    // A slow connection is not a broken one: each piece extends the deadline.
    batch.deadlineMs = nowMs + wireLimits.batchTimeoutMs;
    if (batch.pieces.length > batch.start.count)
      this.#fail('the batch has more pieces than announced', false);
    return undefined;
  }

  #takeMarker(message: string, nowMs: number): Uint8Array | undefined {
    const marker = this.#parse(message);
    if (marker.type === 'start') {
      if (this.#batch) this.#fail('a batch inside a batch', false);
      if (marker.size > wireLimits.maxBatchBytes) this.#fail('the batch is too large', true);
      this.#batch = { start: marker, pieces: [], bytes: 0, deadlineMs: nowMs + wireLimits.batchTimeoutMs };
      return undefined;
    }
    const batch = this.#batch;
    const isWhole =
      batch?.start.id === marker.id && batch.bytes === marker.size && batch.pieces.length === marker.count;
    if (!batch || !isWhole) {
      return this.#fail('the batch ended before it was complete', false);
    }
    this.#batch = undefined;
    const frame = new Uint8Array(batch.bytes);
    let at = 0;
    for (const piece of batch.pieces) {
      frame.set(piece, at);
      at += piece.byteLength;
    }
    return frame;
  }

  #parse(message: string): Marker {
    if (!message.startsWith(sentinel)) return this.#fail('text that is not a batch marker', false);
    try {
      return markerSchema.parse(JSON.parse(message.slice(sentinel.length)));
    } catch {
      return this.#fail('a batch marker that cannot be read', false);
    }
  }

  #fail(reason: string, tooLarge: boolean): never {
    this.#batch = undefined;
    throw new ChunkError(reason, tooLarge);
  }
}
