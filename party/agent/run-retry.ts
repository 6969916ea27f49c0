import { runLimits, watchdogLimits } from '../../shared/limits.ts';

/**
 * Asks the executor, and again while it is away: its watchdog brings it back. What has begun there is not
 * asked again, it would be done twice.
 */
export async function askExecutor<T>(ask: () => Promise<T>, hasBegun: () => boolean): Promise<T> {
  const startedMs = Date.now();
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (hasBegun() || Date.now() - startedMs > watchdogLimits.returnMs) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, runLimits.executorRetryDelayMs));
  }
}

/** What is said where it stayed away. */
export const executorAway = 'The executor cannot be reached at the moment. Try again in a few seconds.';
