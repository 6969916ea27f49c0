import { runLimits } from '../../../shared/limits.ts';
import type { OutputEntry, RunOutcome } from '../../../shared/run.ts';
import { after } from '../../../shared/timers.ts';

/**
 * The outcome of a run, or a stopped one if the executor does not answer the stop in time. An isolate that computes
 * without a pause hears no stop until the guard or the watchdog ends it; people do not have to wait for that.
 */
export async function outcomeOrStopped(
  executed: Promise<RunOutcome>,
  whenStopped: Promise<void>,
  onEntries: (entries: OutputEntry[]) => void,
): Promise<RunOutcome> {
  const startedMs = Date.now();
  const gaveUp = Promise.withResolvers<RunOutcome>();
  let isOver = false;
  let cancel: (() => void) | undefined;
  void whenStopped.then(() => {
    if (isOver) return;
    cancel = after(runLimits.stopAnswerMs, () => {
      const durationMs = Date.now() - startedMs;
      onEntries([{ level: 'system', text: busyMessage, atMs: durationMs }]);
      gaveUp.resolve({ success: false, result: null, resultText: '', durationMs });
    });
  });
  try {
    return await Promise.race([executed, gaveUp.promise]);
  } finally {
    isOver = true;
    cancel?.();
  }
}

const busyMessage =
  'This program never pauses, so it ends within seconds, not at once. It cannot change the room any more, and its output comes when it has ended.';

/** For a run that begins while a stopped one still has the executor. */
export const waitsForStopped =
  'A run that was stopped still keeps the executor busy. If this one has to wait, its time limit starts only when it begins.';
