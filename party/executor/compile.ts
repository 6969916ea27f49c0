import { guardEdits } from './guard.ts';
import { linksOf, type ModuleLinks } from './imports.ts';
import { applyEdits, type Edit, type ModulePositions } from './isolate/positions.ts';
import { CodeProblem } from './problem.ts';
import { resolveSpecifier } from './resolve.ts';
import { sourcePosition, transpile, type Transpiled } from './transpile.ts';

/** A program ready to load: its modules by path, and how to find the room's positions in them. */
export interface CompiledProgram {
  entry: string;
  modules: Map<string, string>;
  positions: Map<string, ModulePositions>;
}

/** Where programs find the guard: its module, and the identifier they call it by. */
export interface GuardPlace {
  module: string;
  name: string;
}

interface Module extends Transpiled, ModuleLinks {
  file: string;
  /** Path of each import that is a file of the room, by its place in `imports`. */
  targets: string[];
}

/**
 * Compiles the entry and what it reaches; other files of the room may be broken.
 * @throws CodeProblem
 */
export function compile(
  files: ReadonlyMap<string, string>,
  entry: string,
  guard: GuardPlace,
): CompiledProgram {
  const entryPath = resolveEntry(files, entry);
  const modules = new Map<string, Module>();
  const waiting = [entryPath];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (modules.has(file)) continue;
    const module = readModule(file, files);
    modules.set(file, module);
    waiting.push(...module.targets);
  }
  for (const module of modules.values()) checkNames(module, modules);
  const program: CompiledProgram = { entry: entryPath, modules: new Map(), positions: new Map() };
  for (const [file, module] of modules) {
    const specifiers: Edit[] = module.imports.map(({ start, end }, i) => ({
      at: start,
      remove: end - start,
      insert: JSON.stringify(`/${module.targets[i] ?? ''}`),
    }));
    const { code, byLine } = applyEdits(module.code, [
      ...specifiers,
      ...module.edits,
      ...guardEdits(module.tree, guard.name),
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

function resolveEntry(files: ReadonlyMap<string, string>, entry: string): string {
  const resolution = resolveSpecifier(`/${entry.replace(/^\/+/, '')}`, '', (path) => files.has(path));
  if ('problem' in resolution) {
    const message = files.has(entry) ? resolution.problem : `There is no file “${entry}” to run.`;
    throw new CodeProblem(message, { file: entry, line: 1, column: 1 });
  }
  return resolution.path;
}

function readModule(file: string, files: ReadonlyMap<string, string>): Module {
  const transpiled = transpile(file, files.get(file) ?? '');
  const links = linksOf(transpiled.tree, transpiled.code);
  const targets = links.imports.map(({ specifier, start }) => {
    const resolution = resolveSpecifier(specifier, file, (path) => files.has(path));
    if ('problem' in resolution) throw problemAt(file, transpiled, start, resolution.problem);
    return resolution.path;
  });
  return { file, ...transpiled, ...links, targets };
}

/** A name that the other module does not export would only fail as the program links, without a place. */
function checkNames(module: Module, modules: ReadonlyMap<string, Module>): void {
  for (const [i, site] of module.imports.entries()) {
    const target = modules.get(module.targets[i] ?? '');
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
    const target = site.reexportsAll ? modules.get(module.targets[i] ?? '') : undefined;
    return target !== undefined && hasExport(target, name, modules, seen);
  });
}

function problemAt(file: string, module: Transpiled, offset: number, message: string): CodeProblem {
  const lines = module.code.slice(0, offset).split('\n');
  const at = { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
  return new CodeProblem(message, { file, ...sourcePosition(module, at) });
}
