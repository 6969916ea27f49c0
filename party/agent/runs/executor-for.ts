import type { Env } from '../../env.ts';
import { disposeResults } from '../host/dispose-results.ts';
import { RoomExecutor, type RoomExecutorOptions } from './room-executor.ts';

/** A room’s executor, from the Worker’s bindings; the isolated one only where such a process is configured. */
export function executorFor(
  { EXECUTOR, ISOLATED_EXECUTOR, ISOLATED_SINCE }: Env,
  kept: RoomExecutorOptions['kept'],
  hasBegun: RoomExecutorOptions['hasBegun'],
): RoomExecutor {
  return new RoomExecutor({
    usual: disposeResults(EXECUTOR),
    isolated:
      ISOLATED_SINCE && ISOLATED_EXECUTOR
        ? { service: disposeResults(ISOLATED_EXECUTOR), sinceMs: Number(ISOLATED_SINCE) }
        : undefined,
    kept,
    hasBegun,
  });
}
