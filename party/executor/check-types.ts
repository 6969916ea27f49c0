import { typeCheckLimits } from '../../shared/limits.ts';
import {
  isTooLargeToCheck,
  type TypeCheck,
  type TypeCheckJob,
  typeCheckSchema,
} from '../../shared/type-check.ts';
import type { IsolateModules } from './isolate-modules.ts';

/** The isolate's entrypoint. Its answer is untrusted: it has read what anyone wrote. */
interface TypeChecker {
  check(job: TypeCheckJob): Promise<unknown>;
}

/**
 * Checks the types of a room's files in an isolate that is kept from one check to the next, for all rooms: its start
 * takes a second, and TypeScript keeps what did not change. It has no network and no binding.
 * @throws what the isolate throws
 */
export async function checkTypes(
  loader: WorkerLoader,
  modules: () => IsolateModules,
  job: TypeCheckJob,
): Promise<TypeCheck> {
  if (isTooLargeToCheck(job.files)) throw new TypeError('The files are too large to be checked.');
  const worker = loader.get('types', () => {
    const { main, modules: sources } = modules();
    return {
      compatibilityDate: '2026-11-01',
      compatibilityFlags: ['nodejs_compat', 'new_module_registry'],
      mainModule: main,
      modules: Object.fromEntries(Object.entries(sources).map(([name, js]) => [name, { js }])),
      // If omitted, the isolate would inherit the network.
      globalOutbound: null,
      // Enforced in production only; locally the check's own limit and the watchdog replace it.
      limits: { cpuMs: typeCheckLimits.maxMs * 2 },
    };
  });
  // The code is only known at run time, so the entrypoint's type cannot be inferred.
  const checker = worker.getEntrypoint() as unknown as TypeChecker;
  return typeCheckSchema.parse(await checker.check(job));
}
