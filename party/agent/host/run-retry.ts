import { runLimits } from '../../../shared/limits.ts';

interface Asking<T> {
  ask: () => Promise<T>;
  /** What has begun there is not asked for again: it would be done twice. */
  hasBegun: () => boolean;
  /** Whether nobody waits for it any more. */
  isOver: () => boolean;
  /** Told once, when there is a wait. */
  onAway?: () => void;
}

/** Asks the executor, and again while it is away: its watchdog brings it back. */
export async function askExecutor<T>({ ask, hasBegun, isOver, onAway }: Asking<T>): Promise<T> {
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

/** What is said where it stayed away. */
export const executorAway = 'The executor cannot be reached at the moment. Try again in a few seconds.';
