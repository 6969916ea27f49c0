import type { ParseArgsOptionsConfig } from 'node:util';
import type { Table } from './table.ts';

/** One thing to measure. Its module exports it as `bench`, and `bench/index.ts` lists that module. */
export interface Bench<Options extends ParseArgsOptionsConfig = ParseArgsOptionsConfig> {
  /** A sentence for `npm run bench -- --help`. */
  readonly about: string;
  /** Its flags, as `node:util`'s `parseArgs` takes them; each is a string or a boolean. */
  readonly flags: Options;
  /** Measures. Starts what it needs, and has ended everything when the promise settles. */
  run(flags: Flags): Promise<Findings>;
}

export type Flags = Readonly<Record<string, string | boolean | undefined>>;

/** What a bench found: tables for people, and the same for machines. */
export interface Findings {
  readonly tables: readonly Table[];
  /** What the figures mean and do not mean; printed below the tables. */
  readonly notes: readonly string[];
  /** JSON with units in its names: everything measured, not only what the tables show. */
  readonly data: unknown;
}

/** A flag that is a whole number above zero. @throws when it is anything else. */
export function countFlag(flags: Flags, name: string, otherwise: number): number {
  const value = flags[name];
  if (value === undefined) return otherwise;
  const count = Number(value);
  if (!Number.isSafeInteger(count) || count < 1) throw new Error(`--${name} takes a number above 0`);
  return count;
}
