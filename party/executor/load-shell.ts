import { shellLimits } from '../../shared/limits.ts';
import type { RunHost } from './ask.ts';
import type { ShellIsolate, ShellModules } from './shell.ts';

/**
 * A fresh isolate with a shell in it. The files of its run are all that it reaches: no network, no other binding, and
 * nothing that an earlier command has left.
 */
export function loadShell(
  loader: WorkerLoader,
  { main, modules }: ShellModules,
  files: RunHost,
): ShellIsolate {
  const worker = loader.load({
    compatibilityDate: '2026-11-01',
    // With the new registry a module is read when it is imported: few commands need more than a third of them.
    compatibilityFlags: ['nodejs_compat', 'new_module_registry'],
    mainModule: main,
    modules: Object.fromEntries(Object.entries(modules).map(([name, js]) => [name, { js }])),
    env: { FS: files },
    // Left out, it would inherit the network.
    globalOutbound: null,
    // Kept in production only; locally the shell's own limits and the watchdog stand in for it.
    limits: { cpuMs: shellLimits.maxMs },
  });
  // An entrypoint of code that is only known at run time has no type to infer.
  return worker.getEntrypoint() as unknown as ShellIsolate;
}
