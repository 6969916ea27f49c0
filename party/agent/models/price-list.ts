import type { Price } from './prices.ts';

/**
 * Public list prices in dollars per million tokens, as of 2026-11-30. As the vendors' own pages have them:
 * https://developers.openai.com/api/docs/models, https://platform.claude.com/docs/en/about-claude/pricing and
 * https://platform.claude.com/docs/en/models/opus-5-5/overview with its neighbours. Three are as others report of these
 * pages: gpt-5, gpt-5-mini, and what claude-sonnet-5-5 takes for cached tokens since 2026-10-07.
 *
 * Without models whose price depends on the prompt's length. What writes to a cache cost more than it is not counted,
 * and a server may charge other prices: a cost by this list is only about right. `MODEL_PRICES` comes first.
 */
const prices: Readonly<Record<string, Required<Pick<Price, 'input' | 'output' | 'cached'>>>> = {
  'gpt-5.1': { input: 1.25, output: 10, cached: 0.125 },
  'gpt-5': { input: 1.25, output: 10, cached: 0.125 },
  'gpt-5-mini': { input: 0.25, output: 2, cached: 0.025 },
  'claude-fable-5-1': { input: 10, output: 50, cached: 0.25 },
  'claude-fable-5': { input: 10, output: 50, cached: 1 },
  'claude-opus-5-5': { input: 4, output: 20, cached: 0.2 },
  'claude-opus-5': { input: 5, output: 25, cached: 0.5 },
  'claude-opus-4-8': { input: 5, output: 25, cached: 0.5 },
  'claude-opus-4-7': { input: 5, output: 25, cached: 0.5 },
  'claude-opus-4-6': { input: 5, output: 25, cached: 0.5 },
  'claude-opus-4-5': { input: 5, output: 25, cached: 0.5 },
  'claude-sonnet-5-5': { input: 2, output: 10, cached: 0.1 },
  'claude-sonnet-5': { input: 2, output: 10, cached: 0.2 },
  'claude-haiku-4-5': { input: 1, output: 5, cached: 0.1 },
};

/** The day of a snapshot, at the end of a model's name: `-2025-11-13`, `-20251001`. */
const snapshot = /-\d{4}-?\d{2}-?\d{2}$/;

/** A model's list price, if it is in the list. */
export function listPriceOf(model: string): Price | undefined {
  const price = Object.entries(prices).find(([name]) => name === model.replace(snapshot, ''))?.[1];
  return price && { ...price, isAbout: true };
}
