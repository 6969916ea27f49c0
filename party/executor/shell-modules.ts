// Built before the executor starts; the linter looks for a default export in a file that may not exist yet.
// oxlint-disable-next-line import/default
import built from './dist/shell.json?text' with { type: 'text' };
import type { ShellModules } from './shell.ts';

let modules: ShellModules | undefined;

/** The built shell, parsed when the first command needs it. */
export function shellModules(): ShellModules {
  modules ??= JSON.parse(built) as ShellModules;
  return modules;
}
