import { runLimits } from '../../../shared/limits.ts';
import { after } from '../../../shared/timers.ts';

interface ExecutorCall<T> {
  ask: () => Promise<T>;
  /** A call that has begun is not repeated: it would be done twice. */
  hasBegun: () => boolean;
  /** Called once, when the executor is away. */
  onAway?: () => void;
  /**
   * How long the executor may take once it was reached, in ms. It ends its runs by itself, unless it dies
   * with them.
   */
  maxMs: number;
  whenStopped: Promise<unknown>;
}

export type CallOutcome<T> = { kind: 'answered'; value: T } | { kind: 'stopped' } | { kind: 'timeout' };

/**
 * One call of the executor, until it answers, is stopped or takes too long. While the executor is away, it is called
 * again: its watchdog restarts it.
 * @throws what the executor throws
 */
export async function callExecutor<T>({
  ask,
  hasBegun,
  onAway,
  maxMs,
  whenStopped,
}: ExecutorCall<T>): Promise<CallOutcome<T>> {
  const late = Promise.withResolvers<CallOutcome<T>>();
  let cancel: (() => void) | undefined;
  let isOver = false;
  const askInTime = (): Promise<T> => {
    cancel?.();
    cancel = after(maxMs, () => late.resolve({ kind: 'timeout' }));
    return ask();
  };
  const answered = async (): Promise<CallOutcome<T>> => {
    const startedMs = Date.now();
    for (let isFirst = true; ; isFirst = false) {
      try {
        return { kind: 'answered', value: await askInTime() };
      } catch (error) {
        if (hasBegun() || Date.now() - startedMs > runLimits.executorWaitMs) throw error;
      }
      if (isFirst) onAway?.();
      await new Promise((resolve) => setTimeout(resolve, runLimits.executorRetryDelayMs));
      if (isOver) return { kind: 'stopped' };
    }
  };
  try {
    return await Promise.race([
      answered(),
      whenStopped.then((): CallOutcome<T> => ({ kind: 'stopped' })),
      late.promise,
    ]);
  } finally {
    isOver = true;
    cancel?.();
  }
}

/** The message when it still cannot be reached. */
export const executorAway = 'The executor cannot be reached at the moment. Try again in a few seconds.';
