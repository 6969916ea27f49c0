import { expect, it } from 'vitest';
import { maxClientId, newHighClientId } from './ids.ts';

it('A199 a high client id is above nearly all that Yjs picks, and never one that is taken', () => {
  const taken = new Set<number>();
  for (let times = 0; times < 5_000; times++) {
    const id = newHighClientId((other) => taken.has(other));
    expect(id).toBeGreaterThan(maxClientId * 0.999);
    expect(id).toBeLessThanOrEqual(maxClientId);
    expect(taken.has(id)).toBe(false);
    taken.add(id);
  }
  let asked = 0;
  expect(newHighClientId(() => asked++ < 3)).toBeGreaterThan(0);
  expect(asked).toBe(4);
});
