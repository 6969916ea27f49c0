import * as z from 'zod/mini';

/** Dollars per million tokens. */
export interface Price {
  input: number;
  output: number;
}

const entry = /^([^=]+)=(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/;
const entriesSchema = z.array(z.string().check(z.regex(entry)));

/**
 * The prices of models, as configured: prices change, so none is built in.
 * @param text `NAME=INPUT/OUTPUT`, separated by commas
 */
export function readPrices(text = ''): ReadonlyMap<string, Price> {
  const entries = entriesSchema.safeParse(
    text.split(',').flatMap((part) => part.replaceAll(/\s/g, '') || []),
  );
  if (!entries.success) {
    console.warn(
      'tandem: MODEL_PRICES cannot be parsed, so no costs are shown. Write NAME=INPUT/OUTPUT in dollars per million tokens, separated by commas.',
    );
  }
  return new Map(
    entries.data?.map((part) => {
      const [, name = '', input, output] = entry.exec(part) ?? [];
      return [name, { input: Number(input), output: Number(output) }];
    }),
  );
}

/** In dollars. Tokens that a provider had in its cache count in full. */
export const costOf = (
  { input, output }: Price,
  used: { inputTokens: number; outputTokens: number },
): number => (used.inputTokens * input + used.outputTokens * output) / 1_000_000;
