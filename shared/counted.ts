import * as z from 'zod/mini';

/** A list, or values by name, counted before any of it is read: a schema's own limit of length comes after all of it. */
export const counted = <Schema extends z.ZodMiniType>(schema: Schema, max: number) =>
  z.pipe(z.any().check(z.refine((value) => countOf(value) <= max, `at most ${max} are expected`)), schema);

function countOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}
