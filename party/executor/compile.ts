import { runLimits } from '../../shared/limits.ts';
import { guardEdits } from './guard.ts';
import type { ProgramModule } from './isolate/modules.ts';
import { applyEdits, type Edit } from './isolate/positions.ts';
import type { ImportSite } from './imports.ts';
import { CodeProblem } from './problem.ts';
import { type Builtin, builtins, moduleOf } from './isolate/node-modules.ts';
import { candidates } from './isolate/module-paths.ts';
import { resolveSpecifier } from './isolate/resolve.ts';
import { readSource, type ReadSource, type SourceFile } from './source-file.ts';
import { positionAt, sourcePosition } from './transpile.ts';

/** A program ready to load: its modules, and how to map their positions back to the room's files. */
export interface CompiledProgram {
  /** The room's files in the program, by module number; the first is the entry. */
  files: ProgramModule[];
  /**
   * Name → JavaScript. A file's module is `number.js`: names are URLs, and different paths could become the same one.
   */
  modules: Map<string, string>;
  /** Whether it reads files synchronously: then they are sent along. */
  readsFiles: boolean;
  /** The files that assert something: their texts are sent along, for the messages of failed assertions. */
  assertFiles: string[];
}

/** The folder of the isolate's own modules, and the identifier by which programs call the guard. */
export interface GuardNames {
  folder: string;
  name: string;
}

interface Module extends Omit<SourceFile, 'imports'> {
  file: string;
  imports: (ImportSite & { target: Target })[];
}

type Target = { path: string } | { builtin: Builtin };

/** Compiles this much (UTF-16 units) before it yields to other runs. */
const unitsBetweenPauses = 256 * 1024;

/**
 * Compiles the entry and every file it imports; other files of the room may be broken.
 * @throws CodeProblem
 */
export async function compile(
  files: ReadonlyMap<string, string>,
  entry: string,
  guard: GuardNames,
  read: ReadSource = readSource,
): Promise<CompiledProgram> {
  const entryPath = resolveEntry(files, entry);
  const modules = new Map<string, Module>();
  const waiting = [entryPath];
  let length = 0;
  let sincePause = 0;
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (modules.has(file)) continue;
    const own = files.get(file)?.length ?? 0;
    length += own;
    if (own > runLimits.maxSourceLength && !file.endsWith('.json')) {
      const message = `This file is larger than ${runLimits.maxSourceLength / 1024 ** 2} MiB, too large to be run. Split it.`;
      throw new CodeProblem(message, { file, line: 1, column: 1 });
    }
    if (length > runLimits.maxProgramLength) {
      const message = `The program is larger than ${runLimits.maxProgramLength / 1024 ** 2} MiB, including everything it imports. Read data with readFile instead.`;
      throw new CodeProblem(message, { file, line: 1, column: 1 });
    }
    sincePause += own;
    if (sincePause > unitsBetweenPauses) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      sincePause = own;
    }
    const module = readModule(file, files, read);
    modules.set(file, module);
    for (const { target } of module.imports) if ('path' in target) waiting.push(target.path);
  }
  const steps = { left: maxExportSteps };
  for (const module of modules.values()) checkNames(module, modules, files, steps);
  const withEntry = staticGraph(entryPath, modules);
  const numbers = new Map([...modules.keys()].map((file, number) => [file, number]));
  const program: CompiledProgram = {
    files: [],
    modules: new Map(),
    readsFiles: false,
    assertFiles: [],
  };
  for (const [file, module] of modules) {
    const number = program.files.length;
    const gate = withEntry.has(module) ? 0 : number;
    const { code, byLine } = applyEdits(module.code, [
      // First, because a body may begin with an `import(…)`.
      ...guardEdits(module.guardSites, guard.name),
      ...importEdits(module, number, numbers, guard),
      ...module.edits,
    ]);
    program.modules.set(`${number}.js`, code + ownImports(module, gate, guard));
    if (gate === number) program.modules.set(`gate-${gate}.js`, gateModule(gate, guard));
    const { mappings } = module;
    program.files.push({
      file,
      gate,
      positions: { edits: byLine, ...(mappings !== undefined && { mappings }) },
    });
    const uses = (builtin: Builtin): boolean =>
      module.imports.some(({ target }) => 'builtin' in target && target.builtin === builtin);
    program.readsFiles ||= uses('node-fs');
    if (uses('node-assert') || uses('node-assert-strict')) program.assertFiles.push(file);
  }
  return program;
}

/** The entry and everything it imports statically. */
function staticGraph(entry: string, modules: ReadonlyMap<string, Module>): ReadonlySet<Module> {
  const found = new Set<Module>();
  const visit = (file: string): void => {
    const module = modules.get(file);
    if (module === undefined || found.has(module)) return;
    found.add(module);
    for (const { target, isDynamic } of module.imports) {
      if ('path' in target && !isDynamic) visit(target.path);
    }
  };
  visit(entry);
  return found;
}

function importEdits(
  module: Module,
  number: number,
  numbers: ReadonlyMap<string, number>,
  guard: GuardNames,
): Edit[] {
  const specifiers = module.imports
    .filter(({ isDynamic }) => !isDynamic)
    .map(({ start, end, target }) => ({
      at: start,
      remove: end - start,
      insert: JSON.stringify(
        'path' in target ? `./${numbers.get(target.path)}.js` : moduleOf(target.builtin, `./${guard.folder}`),
      ),
    }));
  const words = module.importWords.map((at) => ({
    at,
    remove: 'import'.length,
    insert: `${importerName(guard)}(${number})`,
  }));
  return [...specifiers, ...words];
}

const importerName = ({ name }: GuardNames): string => `${name}import`;

/** Imports are hoisted, so these can follow the last line without moving any other. */
function ownImports(module: Module, gate: number, guard: GuardNames): string {
  const { folder, name } = guard;
  const importer = `import { importerOf as ${importerName(guard)} } from "./${folder}/modules.ts";`;
  return [
    `\nimport { tick as ${name} } from "./${folder}/guard.ts";`,
    ...(module.importWords.length > 0 ? [importer] : []),
    `import "./gate-${gate}.js";\n`,
  ].join(' ');
}

const gateModule = (gate: number, { folder }: GuardNames): string =>
  `import { gate } from "./${folder}/modules.ts"; await gate(${gate});`;

function resolveEntry(files: ReadonlyMap<string, string>, entry: string): string {
  const resolution = resolveSpecifier(`/${entry.replace(/^\/+/, '')}`, '', (path) => files.has(path));
  if (!('path' in resolution)) {
    const reason = 'problem' in resolution ? resolution.problem : '';
    const message = files.has(entry) ? reason : `There is no file “${entry}” to run.`;
    throw new CodeProblem(message, { file: entry, line: 1, column: 1 });
  }
  return resolution.path;
}

function readModule(file: string, files: ReadonlyMap<string, string>, read: ReadSource): Module {
  const source = read(file, files.get(file) ?? '');
  const imports = source.imports.map((site) => {
    const target = resolveSpecifier(site.specifier, file, (path) => files.has(path));
    if ('problem' in target) throw problemAt(file, source, site.start, target.problem);
    return { ...site, target };
  });
  return { ...source, file, imports };
}

/** Limits the search for exported names: `export *` among many modules makes it long for each name. */
const maxExportSteps = 1_000_000;

/** Reports missing exports here, because at link time they would fail without a position. */
function checkNames(
  module: Module,
  modules: ReadonlyMap<string, Module>,
  files: ReadonlyMap<string, string>,
  steps: { left: number },
): void {
  for (const { target: to, ...site } of module.imports) {
    if ('builtin' in to) {
      const missing = site.names.find(({ name }) => !builtins[to.builtin].has(name));
      if (missing === undefined) continue;
      const own = namesake(site.specifier, files);
      const message = `“${site.specifier}” has no “${missing.name}” here.${own}`;
      throw problemAt(module.file, module, missing.at, message);
    }
    const target = modules.get(to.path);
    for (const { name, at } of site.names) {
      if (target === undefined || hasExport(target, name, modules, steps)) continue;
      if (steps.left < 0) {
        const message = 'There are too many `export *` between the files to find what is imported.';
        throw problemAt(module.file, module, at, message);
      }
      const what = name === 'default' ? 'no default export' : `no export “${name}”`;
      throw problemAt(module.file, module, at, `“${target.file}” has ${what}.`);
    }
  }
}

/** A bare name means Node's module, also beside a file of that name. */
function namesake(specifier: string, files: { has(path: string): boolean }): string {
  const file = candidates(specifier).find((path) => files.has(path));
  return file === undefined ? '' : ` For the room’s own file write “/${file}”.`;
}

function hasExport(
  module: Module,
  name: string,
  modules: ReadonlyMap<string, Module>,
  steps: { left: number },
  seen = new Set<Module>(),
): boolean {
  if (module.exports.has(name)) return true;
  if (seen.has(module) || name === 'default') return false;
  seen.add(module);
  return module.imports.some(({ reexportsAll, target: to }) => {
    if (!reexportsAll || --steps.left < 0) return false;
    if ('builtin' in to) return builtins[to.builtin].has(name);
    const target = modules.get(to.path);
    return target !== undefined && hasExport(target, name, modules, steps, seen);
  });
}

function problemAt(
  file: string,
  module: Pick<SourceFile, 'code' | 'mappings'>,
  offset: number,
  message: string,
): CodeProblem {
  return new CodeProblem(message, { file, ...sourcePosition(module, positionAt(module.code, offset)) });
}
