export interface RateSearch {
  readonly first: number;
  /** Each step is this many times the last one. */
  readonly factor: number;
  readonly least: number;
  readonly most: number;
  /** How often the range between the highest that holds and the lowest that does not is halved. */
  readonly halvings: number;
}

export interface HighestRate<Step> {
  /** The highest that holds; none when even `least` does not. */
  best: Step | undefined;
  /** The lowest tried that does not hold; none when `most` does. */
  beyond: Step | undefined;
}

/**
 * Looks for the highest rate that holds: in steps up from the first one, or down if that is too much, and then by halving
 * the range that is left. `attempt` tries one rate.
 */
export async function highestRate<Step extends { holds: boolean }>(
  { first, factor, least, most, halvings }: RateSearch,
  attempt: (rate: number) => Promise<Step>,
): Promise<HighestRate<Step>> {
  let best: { rate: number; step: Step } | undefined;
  let beyond: { rate: number; step: Step } | undefined;
  const attemptAt = async (rate: number): Promise<boolean> => {
    const step = await attempt(rate);
    if (step.holds) best = { rate, step };
    else beyond = { rate, step };
    return step.holds;
  };
  if (await attemptAt(first)) {
    for (let rate = first; rate < most;) {
      rate = Math.min(most, rate * factor);
      if (!(await attemptAt(rate))) break;
    }
  } else {
    for (let rate = first; rate > least;) {
      rate = Math.max(least, rate / factor);
      if (await attemptAt(rate)) break;
    }
  }
  for (let halving = 0; halving < halvings; halving++) {
    if (!best || !beyond) break;
    // The middle of a ratio: half-way from 100 to 400 is 200.
    await attemptAt(Math.sqrt(best.rate * beyond.rate));
  }
  return { best: best?.step, beyond: beyond?.step };
}
