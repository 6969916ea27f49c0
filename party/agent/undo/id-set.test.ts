import { expect, it } from 'vitest';
import { seededRandom } from '../../../test/random.ts';
import { firstSeed } from '../../../test/seed.ts';
import { IdSet } from './id-set.ts';

it('a set of ids has what was added, in ranges none of which touches another, in 300 seeded cases', () => {
  for (let seed = firstSeed; seed < firstSeed + 300; seed++) {
    const random = seededRandom(seed);
    const set = new IdSet();
    const added = new Set<number>();
    for (let step = 0; step < 12; step++) {
      const clock = random.int(30);
      const length = random.int(5);
      set.add({ client: 1, clock, length });
      for (let id = clock; id < clock + length; id++) added.add(id);
    }
    for (let id = -1; id < 40; id++) {
      expect(set.has(1, id), `seed ${seed}, id ${id}`).toBe(added.has(id));
      expect(set.endsBefore(1, id), `seed ${seed}, id ${id}`).toBe(added.has(id - 1) && !added.has(id));
    }
    expect(set.has(2, 0)).toBe(false);
    const ranges = [...set];
    for (const [at, { clock, length }] of ranges.entries()) {
      expect(length).toBeGreaterThan(0);
      expect(clock + length, `seed ${seed}`).toBeLessThan(ranges[at + 1]?.clock ?? Infinity);
    }
  }
});
