// Built before the executor starts, by scripts/shell.ts; the linter looks for a default export in what is not there yet.
// oxlint-disable-next-line import/default
import built from './dist/shell.json?text' with { type: 'text' };
import type { ShellModules } from './shell.ts';

let modules: ShellModules | undefined;

/** bash as it is built for its isolate, read when the first command asks for it. */
export function shellModules(): ShellModules {
  modules ??= JSON.parse(built) as ShellModules;
  return modules;
}
