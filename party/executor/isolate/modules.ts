/**
 * The program's modules. The platform evaluates modules outside of any invocation, where the clock stands still and I/O
 * is forbidden. So each module imports one that awaits a gate, and gates are opened from inside the invocation:
 * everything that follows belongs to it. The engine keeps the order of evaluation.
 *
 * The entry and everything it imports statically share one gate, so they run in one go, as anywhere else. Every other
 * module has its own, since it can be imported later in any combination.
 */
import type { ModulePositions } from './positions.ts';
import { isPlatform } from './node-modules.ts';
import { resolveSpecifier } from './resolve.ts';

export interface ProgramModule {
  /** Its file in the room. */
  file: string;
  /** The number of the module whose gate it waits for. */
  gate: number;
  positions: ModulePositions;
}

// The program may replace the globals, so these are taken before it loads.
const timer = globalThis.setTimeout;

/** By module number; the first is the entry. */
let modules: readonly ProgramModule[] = [];
const numbers = new Map<string, number>();
const reached = new Set<number>();
let waiting: (() => void)[] = [];

/** The harness calls this before the program loads. */
export function setModules(given: readonly ProgramModule[]): void {
  modules = given;
  for (const [number, { file }] of given.entries()) numbers.set(file, number);
}

/** Awaited by the gate modules. */
export function gate(number: number): Promise<void> {
  reached.add(number);
  return new Promise((resolve) => waiting.push(resolve));
}

/** Imports a module of the program from inside the invocation. */
export async function importModule(number: number): Promise<unknown> {
  const module: Promise<unknown> = import(`../${number}.js`);
  const settled = module.then(
    () => true,
    () => true,
  );
  // A gate opened before its module reaches it would let the module run outside of the invocation.
  while (!reached.has(modules[number]?.gate ?? number)) {
    const turn = new Promise<boolean>((resolve) => timer(() => resolve(false), 0));
    if (await Promise.race([settled, turn])) break;
  }
  const open = waiting;
  waiting = [];
  for (const resolve of open) resolve();
  return await module;
}

interface Importer {
  (specifier: unknown): Promise<unknown>;
  meta: ImportMeta;
}

const importers = new Map<number, Importer>();

/** Replaces the word `import` in a module's `import(…)` and `import.meta`. */
export function importerOf(number: number): Importer {
  const known = importers.get(number);
  if (known) return known;
  const from = modules[number]?.file ?? '';
  const load = async (specifier: unknown): Promise<unknown> => {
    const name = String(specifier);
    const target = resolveSpecifier(name, from, (path) => numbers.has(path));
    if ('builtin' in target) {
      const { builtin } = target;
      return isPlatform(builtin)
        ? await import(`node:${builtin.slice('node:'.length)}`)
        : await import(`./${builtin}.ts`);
    }
    const to = 'path' in target ? numbers.get(target.path) : undefined;
    if (to !== undefined) return await importModule(to);
    // For a module of the platform the resolver's message is better; of the room's files not all are here.
    if ('problem' in target && /^[a-z]+:/i.test(name)) throw new Error(target.problem);
    throw new Error(
      `“${name}” is not among the files that this program names in its imports: write it out, as in import('./name.ts').`,
    );
  };
  const filename = `/work/${from}`;
  const url = `file://${filename.split('/').map(encodeURIComponent).join('/')}`;
  const meta = Object.assign(Object.create(null), {
    dirname: filename.slice(0, filename.lastIndexOf('/')),
    filename,
    main: number === 0,
    resolve: (specifier: unknown) => new URL(String(specifier), url).href,
    url,
  });
  const importer = Object.assign(load, { meta });
  importers.set(number, importer);
  return importer;
}
