import type { ExecutorService, ToolService } from '../../../shared/run.ts';

export type Service = ExecutorService & ToolService;

/**
 * A service whose answers are let go as they come. Each holds on to the call that it came by, on both sides, until it is
 * disposed of: an object that lives for days would keep about 0.3 MiB of each run.
 */
export const disposeResults = (service: Service): Service => ({
  run: async (...call) => released(await service.run(...call)),
  exec: async (...call) => released(await service.exec(...call)),
  request: async (...call) => released(await service.request(...call)),
});

/** Answers are plain data, which outlives the call. */
function released<T extends object>(answer: T): T {
  const dispose: unknown = Reflect.get(answer, Symbol.dispose);
  if (typeof dispose === 'function') Reflect.apply(dispose, answer, []);
  return answer;
}
