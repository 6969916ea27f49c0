import type { Env } from '../../env.ts';
import { disposeResults } from '../host/dispose-results.ts';
import { ExecutorChoice, type ExecutorChoiceOptions } from './executor-choice.ts';

/** A room’s executor, from the Worker’s bindings; the isolated one only where such a process is configured. */
export function executorFor(
  { EXECUTOR, ISOLATED_EXECUTOR, ISOLATED_SINCE }: Env,
  storage: ExecutorChoiceOptions['storage'],
  hasBegunOrEnded: ExecutorChoiceOptions['hasBegunOrEnded'],
): ExecutorChoice {
  return new ExecutorChoice({
    usual: disposeResults(EXECUTOR),
    isolated:
      ISOLATED_SINCE && ISOLATED_EXECUTOR
        ? { service: disposeResults(ISOLATED_EXECUTOR), sinceMs: Number(ISOLATED_SINCE) }
        : undefined,
    storage,
    hasBegunOrEnded,
  });
}
