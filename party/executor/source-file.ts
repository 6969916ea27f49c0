import { guardSites, type GuardSite } from './guard.ts';
import { linksOf, type ModuleLinks } from './imports.ts';
import { CodeProblem } from './problem.ts';
import { TooNested } from './sucrase.ts';
import { deepest } from './syntax.ts';
import { positionAt, sourcePosition, transpile, type Transpiled } from './transpile.ts';

/** A file of the room read for its module: what follows from its path and its text alone, whoever runs it. */
export interface SourceFile extends Omit<Transpiled, 'tree'>, Readonly<ModuleLinks> {
  readonly guardSites: readonly GuardSite[];
}

/** @throws CodeProblem where the syntax is wrong. */
export type ReadSource = (file: string, source: string) => SourceFile;

export const readSource: ReadSource = (file, source) => {
  const { tree, ...transpiled } = transpile(file, source);
  try {
    return { ...transpiled, ...linksOf(tree, transpiled.code), guardSites: guardSites(tree) };
  } catch (error) {
    // The end of the stack.
    if (!(error instanceof RangeError)) throw error;
    const offset = deepest(tree).start;
    const at = sourcePosition(transpiled, positionAt(transpiled.code, offset));
    throw new CodeProblem(new TooNested(offset).message, { file, ...at });
  }
};

/** What a kept file takes beside its text, about: very many small ones must not fill the memory. */
const entryUnits = 1_000;

/**
 * Reads files that were read lately from memory: most of what is run again has not changed.
 *
 * Invariant: what is kept follows from a path and a text, and is found by both. Rooms share it, and learn nothing from
 * it that they did not bring.
 */
export class SourceCache {
  readonly #maxUnits: number;
  /** Oldest use first. */
  readonly #kept = new Map<string, SourceFile>();
  #units = 0;

  /** @param maxUnits UTF-16 units of paths and texts that are kept, and 1,000 for each file */
  constructor(maxUnits: number) {
    this.#maxUnits = maxUnits;
  }

  readonly read: ReadSource = (file, source) => {
    // The length tells where the path ends, whatever stands in it: what was read of one file is never another's.
    const key = `${file.length}:${file}${source}`;
    const known = this.#kept.get(key);
    const read = known ?? readSource(file, source);
    this.#kept.delete(key);
    this.#kept.set(key, read);
    if (known === undefined) this.#units += key.length + entryUnits;
    for (const oldest of this.#kept.keys()) {
      if (this.#units <= this.#maxUnits) break;
      this.#kept.delete(oldest);
      this.#units -= oldest.length + entryUnits;
    }
    return read;
  };
}
