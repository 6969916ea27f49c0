import { runLimits } from '../../../shared/limits.ts';
import type { OutputEntry, RunOutcome } from '../../../shared/run.ts';
import { after } from '../../../shared/timers.ts';

/**
 * The outcome of a run, or that it was stopped: nothing reaches an isolate that computes without a pause, until the guard
 * or the watchdog ends it, and a stop does not wait for that.
 */
export async function outcomeOrStopped(
  executed: Promise<RunOutcome>,
  whenStopped: Promise<void>,
  onEntries: (entries: OutputEntry[]) => void,
): Promise<RunOutcome> {
  const startedMs = Date.now();
  const left = Promise.withResolvers<RunOutcome>();
  let isOver = false;
  let cancel: (() => void) | undefined;
  void whenStopped.then(() => {
    if (isOver) return;
    cancel = after(runLimits.stopAnswerMs, () => {
      const durationMs = Date.now() - startedMs;
      onEntries([{ level: 'system', text: leftText, atMs: durationMs }]);
      left.resolve({ success: false, result: null, resultText: '', durationMs });
    });
  });
  try {
    return await Promise.race([executed, left.promise]);
  } finally {
    isOver = true;
    cancel?.();
  }
}

const leftText =
  'The executor is kept busy by a program that makes no pause, and ends this one within seconds. It reaches nothing of the room any more; what it had printed comes then.';

/** For a run that begins while a stopped one still has the executor. */
export const waitsForStopped =
  'A run that was stopped still keeps the executor busy. Where this one has to wait for it, its time begins when it does.';
