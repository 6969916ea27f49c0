import type { Env } from '../../env.ts';
import { disposeResults } from '../host/dispose-results.ts';
import { RoomExecutor, type RoomExecutorOptions } from './room-executor.ts';

/** A room’s executor, from the Worker’s bindings; the penal one only where such a process is configured. */
export function executorFor(
  { EXECUTOR, PENAL_EXECUTOR, PENAL_SINCE }: Env,
  kept: RoomExecutorOptions['kept'],
  hasBegun: RoomExecutorOptions['hasBegun'],
): RoomExecutor {
  return new RoomExecutor({
    usual: disposeResults(EXECUTOR),
    penal:
      PENAL_SINCE && PENAL_EXECUTOR
        ? { service: disposeResults(PENAL_EXECUTOR), sinceMs: Number(PENAL_SINCE) }
        : undefined,
    kept,
    hasBegun,
  });
}
