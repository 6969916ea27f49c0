import * as z from 'zod/mini';

/** Dollars per million tokens. */
export interface Price {
  input: number;
  output: number;
  /** Of input that the provider had in its cache; without it, that counts in full. */
  cached?: number | undefined;
}

const entry = /^([^=]+)=(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)(?:\/(\d+(?:\.\d+)?))?$/;
const entriesSchema = z.array(z.string().check(z.regex(entry)));

/**
 * The prices of models, as configured: prices change, so none is built in.
 * @param text `NAME=INPUT/OUTPUT` or `NAME=INPUT/OUTPUT/CACHED`, separated by commas
 */
export function readPrices(text = ''): ReadonlyMap<string, Price> {
  const entries = entriesSchema.safeParse(
    text.split(',').flatMap((part) => part.replaceAll(/\s/g, '') || []),
  );
  if (!entries.success) {
    console.warn(
      'tandem: MODEL_PRICES cannot be parsed, so no costs are shown. Write NAME=INPUT/OUTPUT or NAME=INPUT/OUTPUT/CACHED in dollars per million tokens, separated by commas.',
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
export function costOf(
  { input, output, cached = input }: Price,
  used: { inputTokens: number; cachedTokens?: number; outputTokens: number },
): number {
  const { inputTokens, cachedTokens = 0, outputTokens } = used;
  return ((inputTokens - cachedTokens) * input + cachedTokens * cached + outputTokens * output) / 1_000_000;
}
