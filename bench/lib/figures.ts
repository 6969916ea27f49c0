/** Sums and ranks over what was measured. An empty list has no figures: `undefined`, never 0 or NaN. */

/** The value below which `share` (0 to 1) of all lie: by nearest rank, so always a measured one. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** The middle one; of an even count the mean of both. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[half - 1], sorted[half]];
  if (high === undefined) return undefined;
  return sorted.length % 2 === 1 || low === undefined ? high : (low + high) / 2;
}

/** Key by key, the median of the rounds that have a figure for it. */
export function medians<Key extends string>(
  rounds: readonly Readonly<Partial<Record<Key, number | undefined>>>[],
): Partial<Record<Key, number>> {
  const keys = new Set(rounds.flatMap((round) => Object.keys(round) as Key[]));
  const result: Partial<Record<Key, number>> = {};
  for (const key of keys) {
    const known = rounds.flatMap((round) => {
      const value = round[key];
      return value === undefined ? [] : [value];
    });
    const middle = median(known);
    if (middle !== undefined) result[key] = middle;
  }
  return result;
}
