// Built before the executor starts; the linter looks for default exports in files that may not exist yet.
// oxlint-disable import/default
import shell from './dist/shell.json?text' with { type: 'text' };
import types from './dist/types.json?text' with { type: 'text' };
import type { IsolateModules } from './isolate-modules.ts';

let shellParsed: IsolateModules | undefined;

/** The built shell, parsed when the first command needs it. */
export function shellModules(): IsolateModules {
  shellParsed ??= JSON.parse(shell) as IsolateModules;
  return shellParsed;
}

/** The built type checker. Its isolate lives on, so it is parsed only for that. */
export const typesModules = (): IsolateModules => JSON.parse(types) as IsolateModules;
