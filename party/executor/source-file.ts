import { guardSites, type GuardSite } from './guard.ts';
import { linksOf, type ModuleLinks } from './imports.ts';
import { CodeProblem } from './problem.ts';
import { TooNested } from './sucrase.ts';
import { deepest } from './syntax.ts';
import { positionAt, sourcePosition, transpile, type Transpiled } from './transpile.ts';

/** A compiled file of the room: everything that depends only on its path and text, not on who runs it. */
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
    // A stack overflow.
    if (!(error instanceof RangeError)) throw error;
    const offset = deepest(tree).start;
    const at = sourcePosition(transpiled, positionAt(transpiled.code, offset));
    throw new CodeProblem(new TooNested(offset).message, { file, ...at });
  }
};

/** Approximate overhead of a cached file, so that very many small ones do not fill the memory. */
const entryUnits = 1_000;

/**
 * An LRU cache of compiled files: most files have not changed since the last run.
 *
 * Invariant: an entry depends only on a path and a text, and is keyed by both. Rooms share the cache, and learn nothing
 * from it that they did not bring themselves.
 */
export class SourceCache {
  readonly #maxUnits: number;
  /** Least recently used first. */
  readonly #cached = new Map<string, SourceFile>();
  #units = 0;

  /** @param maxUnits UTF-16 units of cached paths and texts, plus 1,000 for each file */
  constructor(maxUnits: number) {
    this.#maxUnits = maxUnits;
  }

  readonly read: ReadSource = (file, source) => {
    // The length says where the path ends, whatever it contains, so that no two files share a key.
    const key = `${file.length}:${file}${source}`;
    const known = this.#cached.get(key);
    const read = known ?? readSource(file, source);
    this.#cached.delete(key);
    this.#cached.set(key, read);
    if (known === undefined) this.#units += key.length + entryUnits;
    for (const oldest of this.#cached.keys()) {
      if (this.#units <= this.#maxUnits) break;
      this.#cached.delete(oldest);
      this.#units -= oldest.length + entryUnits;
    }
    return read;
  };
}
