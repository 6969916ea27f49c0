/** How many tokens a model takes, by the beginning of its name; the longest beginning counts. From the providers' pages. */
const windows: Readonly<Record<string, number>> = {
  'gpt-5': 272_000,
  'gpt-4.1': 1_000_000,
  'gpt-4o': 128_000,
  'gpt-4': 8_192,
  'gpt-4-turbo': 128_000,
  'gpt-3.5': 16_385,
  o1: 200_000,
  o3: 200_000,
  o4: 200_000,
  'claude-': 200_000,
  'gemini-': 1_000_000,
};

/** Of any other model. A server with a smaller window refuses the prompt, and it is made shorter then. */
const usualWindow = 128_000;

/** How much a model takes at once. */
export interface ContextWindow {
  tokens: number;
  /** Whether that is the model's own window, not just a usual one. */
  isKnown: boolean;
}

/** The window of a model. @param own what the server's owner has set */
export function contextWindow(model: string, own: number | undefined): ContextWindow {
  const name = model.slice(model.lastIndexOf('/') + 1).toLowerCase();
  const [beginning] = Object.keys(windows)
    .filter((each) => name.startsWith(each))
    .toSorted((a, b) => b.length - a.length);
  const tokens = own ?? (beginning === undefined ? undefined : windows[beginning]);
  return { tokens: tokens ?? usualWindow, isKnown: tokens !== undefined };
}

/**
 * The windows of models, as configured.
 * @param text `NAME=TOKENS`, separated by commas
 */
export function readWindows(text = ''): ReadonlyMap<string, number> {
  const out = new Map<string, number>();
  for (const part of text.split(',').flatMap((each) => each.replaceAll(/\s/g, '') || [])) {
    const [, name, tokens] = /^([^=]+)=(\d{4,9})$/.exec(part) ?? [];
    if (name === undefined) {
      console.warn(
        `tandem: MODEL_WINDOWS cannot be parsed at “${part}”. Write NAME=TOKENS, of at least 1000 tokens, separated by commas.`,
      );
    } else out.set(name, Number(tokens));
  }
  return out;
}
