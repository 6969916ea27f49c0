import { afterEach, expect, it, vi } from 'vitest';
import { costOf, readPrices } from './prices.ts';

afterEach(() => vi.restoreAllMocks());

it('A133 the cost of a turn follows the configured prices', () => {
  const prices = readPrices(' gpt-5.1=1.25/10, qwen/qwen3:8b = 0/0 ,');
  expect([...prices.keys()]).toEqual(['gpt-5.1', 'qwen/qwen3:8b']);
  const price = prices.get('gpt-5.1') ?? { input: 0, output: 0 };
  expect(costOf(price, { inputTokens: 2_000_000, outputTokens: 100_000 })).toBeCloseTo(3.5);
  const cheap = readPrices('gpt-5.1=1.25/10/0.125').get('gpt-5.1') ?? price;
  const used = { inputTokens: 2_000_000, cachedTokens: 1_000_000, outputTokens: 100_000 };
  expect([costOf(price, used), costOf(cheap, used)]).toEqual([3.5, 2.375]);
  expect(readPrices().size).toBe(0);
});

it.each(['gpt-5.1', 'gpt-5.1=1', 'gpt-5.1=/1', 'gpt-5.1=1/x', '=1/2', 'a=1/2,b=-1/2', 'a=1/2/3/4', 'a=1/2/'])(
  'A133 prices that cannot be parsed are reported: %s',
  (text) => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    expect(readPrices(text).size).toBe(0);
    expect(warn).toHaveBeenCalledOnce();
  },
);
