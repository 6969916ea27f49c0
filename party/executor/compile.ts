import { guardEdits } from './guard.ts';
import { applyEdits, type Edit, type ModulePositions } from './isolate/positions.ts';
import { CodeProblem } from './problem.ts';
import { type Builtin, builtins, resolveSpecifier } from './resolve.ts';
import { readSource, type ReadSource, type SourceFile } from './source-file.ts';
import { sourcePosition } from './transpile.ts';

/** A program ready to load: its modules by path, and how to find the room's positions in them. */
export interface CompiledProgram {
  entry: string;
  modules: Map<string, string>;
  positions: Map<string, ModulePositions>;
  /** Whether it reads files synchronously, and needs them sent along. */
  readsFiles: boolean;
}

/** Where programs find the guard: its module, and the identifier they call it by. */
export interface GuardPlace {
  module: string;
  name: string;
}

interface Module extends SourceFile {
  file: string;
  /** What each import means, by its place in `imports`. */
  targets: Target[];
}

type Target = { path: string } | { builtin: Builtin };

/**
 * Compiles the entry and what it reaches; other files of the room may be broken.
 * @throws CodeProblem
 */
export function compile(
  files: ReadonlyMap<string, string>,
  entry: string,
  guard: GuardPlace,
  read: ReadSource = readSource,
): CompiledProgram {
  const entryPath = resolveEntry(files, entry);
  const modules = new Map<string, Module>();
  const waiting = [entryPath];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (modules.has(file)) continue;
    const module = readModule(file, files, read);
    modules.set(file, module);
    for (const target of module.targets) if ('path' in target) waiting.push(target.path);
  }
  for (const module of modules.values()) checkNames(module, modules);
  const program: CompiledProgram = {
    entry: entryPath,
    modules: new Map(),
    positions: new Map(),
    readsFiles: false,
  };
  for (const [file, module] of modules) {
    const specifiers: Edit[] = module.imports.map(({ start, end }, i) => ({
      at: start,
      remove: end - start,
      insert: JSON.stringify(moduleName(module.targets[i], guard)),
    }));
    program.readsFiles ||= module.targets.some(
      (target) => 'builtin' in target && target.builtin === 'node-fs',
    );
    const { code, byLine } = applyEdits(module.code, [
      ...specifiers,
      ...module.edits,
      ...guardEdits(module.guardSites, guard.name),
    ]);
    // Imports are hoisted, so this one can stand behind the last line and move none.
    const guardImport = `\nimport { tick as ${guard.name} } from ${JSON.stringify(guard.module)};\n`;
    program.modules.set(file, code + guardImport);
    program.positions.set(file, {
      edits: byLine,
      ...(module.mappings === undefined ? {} : { mappings: module.mappings }),
    });
  }
  return program;
}

/** What the isolate calls the module: the room's files by their path, its own beside the guard. */
function moduleName(target: Target | undefined, guard: GuardPlace): string {
  if (target === undefined) return '/';
  if ('path' in target) return `/${target.path}`;
  return `${guard.module.slice(0, guard.module.lastIndexOf('/'))}/${target.builtin}.ts`;
}

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
  const targets = source.imports.map(({ specifier, start }) => {
    const resolution = resolveSpecifier(specifier, file, (path) => files.has(path));
    if ('problem' in resolution) throw problemAt(file, source, start, resolution.problem);
    return resolution;
  });
  return { file, ...source, targets };
}

/** A name that the other module does not export would only fail as the program links, without a place. */
function checkNames(module: Module, modules: ReadonlyMap<string, Module>): void {
  for (const [i, site] of module.imports.entries()) {
    const to = module.targets[i];
    if (to !== undefined && 'builtin' in to) {
      const missing = site.names.find(({ name }) => !builtins[to.builtin].has(name));
      if (missing === undefined) continue;
      const message = `“${site.specifier}” has no “${missing.name}” here.`;
      throw problemAt(module.file, module, missing.at, message);
    }
    const target = modules.get(to?.path ?? '');
    for (const { name, at } of site.names) {
      if (target === undefined || hasExport(target, name, modules)) continue;
      const what = name === 'default' ? 'no default export' : `no export “${name}”`;
      throw problemAt(module.file, module, at, `“${target.file}” has ${what}.`);
    }
  }
}

function hasExport(
  module: Module,
  name: string,
  modules: ReadonlyMap<string, Module>,
  seen = new Set<Module>(),
): boolean {
  if (module.exports.has(name)) return true;
  if (seen.has(module) || name === 'default') return false;
  seen.add(module);
  return module.imports.some((site, i) => {
    const to = module.targets[i];
    if (!site.reexportsAll || to === undefined) return false;
    if ('builtin' in to) return builtins[to.builtin].has(name);
    const target = modules.get(to.path);
    return target !== undefined && hasExport(target, name, modules, seen);
  });
}

function problemAt(file: string, module: SourceFile, offset: number, message: string): CodeProblem {
  const lines = module.code.slice(0, offset).split('\n');
  const at = { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
  return new CodeProblem(message, { file, ...sourcePosition(module, at) });
}
