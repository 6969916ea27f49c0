import { shellLimits } from '../../shared/limits.ts';
import type { RunHost } from './ask.ts';
import type { IsolateModules } from './isolate-modules.ts';
import type { ShellIsolate } from './shell.ts';

/**
 * A fresh isolate with a shell in it. It can reach only the files of its run: no network, no other binding, and no
 * state of an earlier command.
 */
export function loadShell(
  loader: WorkerLoader,
  { main, modules }: IsolateModules,
  files: RunHost,
): ShellIsolate {
  const worker = loader.load({
    compatibilityDate: '2026-11-01',
    // The new registry compiles a module only when it is imported: most commands need less than a third of them.
    compatibilityFlags: ['nodejs_compat', 'new_module_registry'],
    mainModule: main,
    modules: Object.fromEntries(Object.entries(modules).map(([name, js]) => [name, { js }])),
    env: { FS: files },
    // If omitted, the isolate would inherit the network.
    globalOutbound: null,
    // Enforced in production only; locally the shell's own limits and the watchdog replace it.
    limits: { cpuMs: shellLimits.maxMs },
  });
  // The code is only known at run time, so the entrypoint's type cannot be inferred.
  return worker.getEntrypoint() as unknown as ShellIsolate;
}
