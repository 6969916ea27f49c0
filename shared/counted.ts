import * as z from 'zod/mini';

/**
 * Limits the number of entries of a list or record before any entry is parsed: a schema's own length check runs only
 * after parsing all of them.
 */
export const counted = <Schema extends z.ZodMiniType>(schema: Schema, max: number) =>
  z.pipe(
    z.any().check(z.refine((value) => countOf(value) <= max, `expected at most ${max} entries`)),
    schema,
  );

function countOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}
