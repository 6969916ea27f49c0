import * as z from 'zod/mini';

/** Dollars per million tokens. */
export interface Price {
  input: number;
  output: number;
  /** Of input that the provider had in its cache; without it, that counts in full. */
  cached?: number | undefined;
  /** By the built-in list: what the provider charges may differ. */
  isAbout?: true;
}

export interface TokenCounts {
  inputTokens: number;
  /** Those of `inputTokens` that the provider had in its cache. */
  cachedTokens?: number;
  outputTokens: number;
}

const entry = /^([^=]+)=(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)(?:\/(\d+(?:\.\d+)?))?$/;
const entriesSchema = z.array(z.string().check(z.regex(entry)));

/**
 * The prices of models, as configured; they come before those of the built-in list.
 * @param text `NAME=INPUT/OUTPUT` or `NAME=INPUT/OUTPUT/CACHED`, separated by commas
 */
export function readPrices(text = ''): ReadonlyMap<string, Price> {
  const entries = entriesSchema.safeParse(
    text.split(',').flatMap((part) => part.replaceAll(/\s/g, '') || []),
  );
  if (!entries.success) {
    console.warn(
      'tandem: MODEL_PRICES cannot be parsed, so the built-in prices count. Write NAME=INPUT/OUTPUT or NAME=INPUT/OUTPUT/CACHED in dollars per million tokens, separated by commas.',
    );
  }
  return new Map(
    entries.data?.map((part) => {
      const [, name = '', input, output, cached] = entry.exec(part) ?? [];
      const price = { input: Number(input), output: Number(output) };
      return [name, cached === undefined ? price : { ...price, cached: Number(cached) }];
    }),
  );
}

/** In dollars. */
export function costOf({ input, output, cached = input }: Price, used: TokenCounts): number {
  const { inputTokens, cachedTokens = 0, outputTokens } = used;
  return ((inputTokens - cachedTokens) * input + cachedTokens * cached + outputTokens * output) / 1_000_000;
}

/** What a turn has used, with its cost if the price is known. */
export const withCost = (used: TokenCounts, price: Price | undefined): TokenCounts & MessageCost =>
  price ? { ...used, cost: costOf(price, used), ...(price.isAbout && { isAbout: true }) } : used;
interface MessageCost {
  cost?: number;
  isAbout?: true;
}
