import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import { roomLimits, runLimits } from './limits.ts';
import { runArgsSchema, runOptionsSchema, runRequestSchema } from './run.ts';

const problemOf = (schema: z.core.$ZodType, value: unknown): string => {
  const parsed = z.safeParse(schema, value);
  return parsed.success ? '' : z.prettifyError(parsed.error);
};
const half = 'x'.repeat(runLimits.maxOptionsLength / 2);

it('X62 the schemas refuse arguments and values too long to send to every page', () => {
  for (const request of [{ entry: 'main.ts' }, { code: '1' }]) {
    expect(problemOf(runRequestSchema, { ...request, args: [half, half] })).toBe('');
    const long = { args: [half], env: { A: half } };
    expect(problemOf(runRequestSchema, { ...request, ...long })).toContain('32 KiB together');
    expect(problemOf(runOptionsSchema, long)).toContain('32 KiB together');
  }
  expect(problemOf(runArgsSchema, [half, half, '1'])).toContain('32 KiB together');
});

it('X62 the schemas refuse more modules than a room has files, and longer names', () => {
  const named = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`m${at}.ts`, '']));
  expect(problemOf(runRequestSchema, { code: '1', modules: named(roomLimits.maxFiles) })).toBe('');
  expect(problemOf(runRequestSchema, { code: '1', modules: named(roomLimits.maxFiles + 1) })).toContain(
    'Too many',
  );
  const name = 'x'.repeat(roomLimits.maxPathBytes + 1);
  expect(problemOf(runRequestSchema, { code: '1', modules: { [name]: '' } })).not.toBe('');
  expect(problemOf(runRequestSchema, { entry: name })).not.toBe('');
});
