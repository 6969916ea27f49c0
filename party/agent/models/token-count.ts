import type { TokenCounts } from './prices.ts';

/** What a cached token counts against a budget; providers charge about as much of a token's price. */
const cachedShare = 0.1;

/** How many tokens of a budget a call takes. `cachedTokens` are part of `inputTokens`. */
export const countedTokens = (used: TokenCounts): number =>
  used.inputTokens - (1 - cachedShare) * (used.cachedTokens ?? 0) + used.outputTokens;
