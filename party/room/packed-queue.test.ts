import { describe, expect, it } from 'vitest';
import { wireLimits } from '../../shared/limits.ts';
import { seededRandom } from '../../test/random.ts';
import { firstSeed } from '../../test/seed.ts';
import { PackedQueue } from './packed-queue.ts';

describe('PackedQueue', () => {
  it('returns what was put in, in order and whatever the sizes, and then holds nothing', () => {
    const random = seededRandom(firstSeed + 47);
    const queue = new PackedQueue();
    const expected: (Uint8Array | string)[] = [];
    const taken: { was: Uint8Array | string; expected: Uint8Array | string }[] = [];
    for (let step = 0; step < 3_000; step++) {
      if (random.int(100) < 55) {
        const size = random.pick([
          0,
          1,
          5,
          100,
          wireLimits.packedMessageBytes,
          wireLimits.packedMessageBytes + 1,
        ]);
        const data = random.int(10) === 0 ? `text ${step}` : new Uint8Array(size).fill(step);
        expected.push(data);
        queue.push(data);
      } else {
        const was = queue.next();
        const first = expected.shift();
        expect(was === undefined).toBe(first === undefined);
        if (was !== undefined && first !== undefined) taken.push({ was, expected: first });
      }
      expect(queue.isEmpty).toBe(expected.length === 0);
    }
    // Checked only now: what was taken must not change, whatever came after it.
    for (const { was, expected: first } of taken) expect(was).toEqual(first);
    while (queue.next() !== undefined) expected.shift();
    expect([expected.length, queue.bytes]).toEqual([0, 0]);
  });

  it('counts the overhead of small messages', () => {
    const queue = new PackedQueue();
    for (let i = 0; i < 1_000; i++) queue.push(new Uint8Array(5));
    expect(queue.bytes).toBe(1_000 * (5 + wireLimits.packedOverheadBytes));
  });
});
