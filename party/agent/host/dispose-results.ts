import type { ExecutorService, ToolService } from '../../../shared/run.ts';

export type Service = ExecutorService & ToolService;

/**
 * A service whose answers are disposed of as they come. Until then each one keeps its RPC call alive on both
 * sides: an object that lives for days would keep about 0.3 MiB for each run.
 */
export const disposeResults = (service: Service): Service => ({
  run: async (...call) => disposed(await service.run(...call)),
  exec: async (...call) => disposed(await service.exec(...call)),
  request: async (...call) => disposed(await service.request(...call)),
  checkTypes: async (...call) => disposed(await service.checkTypes(...call)),
});

/** Answers are plain data, which outlives the call. */
function disposed<T extends object>(answer: T): T {
  const dispose: unknown = Reflect.get(answer, Symbol.dispose);
  if (typeof dispose === 'function') Reflect.apply(dispose, answer, []);
  return answer;
}
