import { expect, it } from 'vitest';
import { highestRate } from './highest-rate.ts';

const search = { first: 100, factor: 2, least: 25, most: 1_600, halvings: 2 };

/** Searches on a server that holds up to `limit`. */
async function searchUpTo(limit: number) {
  const tried: number[] = [];
  const { best, beyond } = await highestRate(search, async (rate) => {
    tried.push(Math.round(rate));
    return { holds: rate <= limit, rate };
  });
  return { tried, best: best && Math.round(best.rate), beyond: beyond && Math.round(beyond.rate) };
}

it('goes up until a rate is too much, then halves the range', async () => {
  expect(await searchUpTo(500)).toEqual({ tried: [100, 200, 400, 800, 566, 476], best: 476, beyond: 566 });
});

it('goes down when the first is too much', async () => {
  expect(await searchUpTo(60)).toEqual({ tried: [100, 50, 71, 59], best: 59, beyond: 71 });
});

it('names no rate that did not hold', async () => {
  expect(await searchUpTo(10)).toEqual({ tried: [100, 50, 25], best: undefined, beyond: 25 });
});

it('ends at the most that is tried', async () => {
  const { tried, best, beyond } = await searchUpTo(10_000);
  expect(tried).toEqual([100, 200, 400, 800, 1_600]);
  expect([best, beyond]).toEqual([1_600, undefined]);
});
