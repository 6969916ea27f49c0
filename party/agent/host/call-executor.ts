import { runLimits } from '../../../shared/limits.ts';
import { after } from '../../../shared/timers.ts';

interface RetriedCall<T> {
  ask: () => Promise<T>;
  /** A call that has begun is not repeated: it would be done twice. */
  hasBegun: () => boolean;
  /** Whether nobody waits for it any more. */
  isOver: () => boolean;
  /** Called once, when it has to wait. */
  onAway?: () => void;
}

/** Calls the executor, and again while it is away: its watchdog restarts it. */
export async function askExecutor<T>({ ask, hasBegun, isOver, onAway }: RetriedCall<T>): Promise<T> {
  const startedMs = Date.now();
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await ask();
    } catch (error) {
      if (hasBegun() || isOver() || Date.now() - startedMs > runLimits.executorWaitMs) throw error;
    }
    if (isFirst) onAway?.();
    await new Promise((resolve) => setTimeout(resolve, runLimits.executorRetryDelayMs));
  }
}

interface ExecutorCall<T> {
  ask: () => Promise<T>;
  hasBegun: () => boolean;
  /**
   * How long the executor may take once it was reached, in ms. It ends its runs by itself, unless it dies
   * with them.
   */
  maxMs: number;
  whenStopped: Promise<unknown>;
}

export type CallOutcome<T> = { kind: 'answered'; value: T } | { kind: 'stopped' } | { kind: 'timeout' };

/**
 * One call of the executor, until it answers, is stopped or takes too long.
 * @throws what the executor throws
 */
export async function callExecutor<T>({
  ask,
  hasBegun,
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
  try {
    return await Promise.race([
      askExecutor({ ask: askInTime, hasBegun, isOver: () => isOver }).then((value): CallOutcome<T> => ({
        kind: 'answered',
        value,
      })),
      whenStopped.then((): CallOutcome<T> => ({ kind: 'stopped' })),
      late.promise,
    ]);
  } finally {
    isOver = true;
    cancel?.();
  }
}

/** The message when it stays away. */
export const executorAway = 'The executor cannot be reached at the moment. Try again in a few seconds.';
