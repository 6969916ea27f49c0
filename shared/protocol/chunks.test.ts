import { describe, expect, it } from 'vitest';
import { wireLimits } from '../limits.ts';
import { ChunkError, FrameAssembler, splitFrame } from './chunks.ts';

const frameOf = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, i) => i % 251);
const marker = (fields: object): string =>
  `y-pk-batch#${JSON.stringify({ id: 'a', size: 2, count: 1, ...fields })}`;

describe('FrameAssembler', () => {
  it.each([1, wireLimits.chunkBytes, wireLimits.chunkBytes + 1, 3 * wireLimits.chunkBytes + 5])(
    'rebuilds a frame of %i bytes from its pieces',
    (size) => {
      const frame = frameOf(size);
      const assembler = new FrameAssembler();
      const whole = [...splitFrame(frame)].flatMap((piece) => assembler.take(piece, 0) ?? []);
      expect(whole).toHaveLength(1);
      expect(Buffer.from(whole[0]!).equals(frame)).toBe(true);
    },
  );

  it('keeps every piece under the limit of a WebSocket message', () => {
    for (const piece of splitFrame(frameOf(5 * wireLimits.maxFrameBytes))) {
      expect(piece.length).toBeLessThanOrEqual(wireLimits.maxFrameBytes);
    }
  });

  it.each([
    ['text that is not a marker', ['hello']],
    ['an end without a start', [marker({ type: 'end' })]],
    ['a batch inside a batch', [marker({ type: 'start' }), marker({ type: 'start' })]],
    ['more bytes than announced', [marker({ type: 'start' }), frameOf(3)]],
    ['fewer pieces than announced', [marker({ type: 'start' }), marker({ type: 'end' })]],
    ['the end of another batch', [marker({ type: 'start' }), frameOf(2), marker({ type: 'end', id: 'b' })]],
    ['a marker that is not JSON', ['y-pk-batch#{']],
  ])('refuses %s', (_, messages) => {
    const assembler = new FrameAssembler();
    expect(() => messages.forEach((message) => assembler.take(message, 0))).toThrow(ChunkError);
    expect(assembler.take(frameOf(4), 0)).toHaveLength(4);
  });

  it('refuses an oversized batch before buffering any of it', () => {
    const assembler = new FrameAssembler();
    const start = marker({ type: 'start', size: wireLimits.maxBatchBytes + 1 });
    expect(() => assembler.take(start, 0)).toThrow(expect.objectContaining({ tooLarge: true }));
  });

  it('refuses more pieces than the batch announced', () => {
    const assembler = new FrameAssembler();
    assembler.take(marker({ type: 'start', size: 2, count: 1 }), 0);
    assembler.take(new Uint8Array(0), 0);
    expect(() => assembler.take(new Uint8Array(0), 0)).toThrow(ChunkError);
  });

  it('R43 reports a batch as overdue once none of it has arrived for its time', () => {
    const assembler = new FrameAssembler();
    expect(assembler.isOverdue(1e9)).toBe(false);
    assembler.take(marker({ type: 'start', size: 2, count: 2 }), 1_000);
    expect(assembler.isOverdue(1_000 + wireLimits.batchTimeoutMs)).toBe(false);
    expect(assembler.isOverdue(1_001 + wireLimits.batchTimeoutMs)).toBe(true);
    assembler.take(new Uint8Array(1), 5_000);
    expect(assembler.isOverdue(5_000 + wireLimits.batchTimeoutMs)).toBe(false);
    expect(assembler.isOverdue(5_001 + wireLimits.batchTimeoutMs)).toBe(true);
  });
});
