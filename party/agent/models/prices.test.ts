import { afterEach, expect, it, vi } from 'vitest';
import { listPriceOf } from './price-list.ts';
import { costOf, readPrices, withCost } from './prices.ts';
import { configured } from './registry.ts';

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

it('A217 a model without a configured price has its list price, which is only about right', () => {
  expect(listPriceOf('gpt-5.1')).toEqual({ input: 1.25, output: 10, cached: 0.125, isAbout: true });
  expect(listPriceOf('gpt-5.1-2025-11-13')).toEqual(listPriceOf('gpt-5.1'));
  expect(listPriceOf('claude-haiku-4-5-20251001')).toMatchObject({ input: 1, output: 5 });
  for (const unknown of ['gpt-5.1-codex', 'gpt-5.12', 'qwen3:8b', 'constructor', ''])
    expect(listPriceOf(unknown)).toBeUndefined();
  const models = configured({ MODEL_PRICES: 'gpt-5.1=2/5' });
  const used = { inputTokens: 1_000_000, outputTokens: 0 };
  expect(withCost(used, models.priceOf('gpt-5.1'))).toEqual({ ...used, cost: 2 });
  expect(withCost(used, models.priceOf('gpt-5'))).toEqual({ ...used, cost: 1.25, isAbout: true });
  expect(withCost(used, models.priceOf('qwen3:8b'))).toEqual(used);
});
