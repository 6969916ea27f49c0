import * as z from 'zod/mini';
import { runLimits, watchdogLimits } from '../../../shared/limits.ts';
import {
  type ExecutorService,
  type OutputEntry,
  outputEntrySchema,
  type RunJob,
  type RunOutcome,
  runOutcomeSchema,
} from '../../../shared/run.ts';
import { after } from '../../../shared/timers.ts';
import { callExecutor, executorAway } from '../host/call-executor.ts';

const entriesSchema = z.array(outputEntrySchema);

/**
 * Runs one job on the executor. Never rejects: an executor that is unreachable, dies or goes silent is an outcome
 * too. The program that ran may have forged the answer, so it is parsed like any input.
 */
export async function execute(
  executor: ExecutorService,
  job: RunJob,
  whenStopped: Promise<void>,
  onEntries: (entries: OutputEntry[]) => void,
): Promise<RunOutcome> {
  const startedMs = Date.now();
  const failure = (category: 'timeout' | 'unavailable' | 'unknown', message: string): RunOutcome => ({
    success: false,
    result: null,
    resultText: '',
    durationMs: Date.now() - startedMs,
    error: { category, message },
  });
  const late = Promise.withResolvers<void>();
  let isLate = false;
  let isStopped = false;
  /** Set when the program begins: waiting for the executor and reading files do not count against its time limit. */
  let cancelLate: (() => void) | undefined;
  const hasBegun = (): boolean => cancelLate !== undefined;
  /** A program that has begun ends by itself when it is stopped: its outcome is waited for. */
  const stoppedBeforehand = Promise.withResolvers<void>();
  void whenStopped.then(() => {
    isStopped = true;
    if (!hasBegun()) stoppedBeforehand.resolve();
  });
  let begunMs = 0;
  const beginTime = (): void => {
    if (cancelLate !== undefined) return;
    begunMs = Date.now();
    cancelLate = after(job.timeoutMs + runLimits.stopGraceMs, () => {
      isLate = true;
      late.resolve();
    });
  };
  const ask = (): Promise<unknown> =>
    executor.run(
      job,
      async (entries) => {
        // Nobody waits for it any more: a rejection keeps it from starting.
        if (isStopped && !hasBegun()) throw new Error('The run was stopped before it began.');
        beginTime();
        const parsed = entriesSchema.parse(entries);
        if (parsed.length > 0) onEntries(parsed);
      },
      // Resolves when the job has to end.
      () => Promise.race([whenStopped, late.promise]),
    );
  const onAway = (): void => onEntries([{ level: 'system', text: waiting, atMs: Date.now() - startedMs }]);
  try {
    const answer = await callExecutor({
      ask,
      hasBegun,
      onAway,
      maxMs: job.timeoutMs + runLimits.stopGraceMs + 2 * watchdogLimits.stallMs,
      whenStopped: stoppedBeforehand.promise,
    });
    if (answer.kind === 'stopped') return failure('unknown', 'Stopped.');
    if (answer.kind === 'timeout')
      return failure('timeout', 'The program did not end in time and did not answer.');
    const outcome = runOutcomeSchema.safeParse(answer.value);
    if (!outcome.success)
      return failure('unavailable', 'The executor’s answer could not be read. Run it again.');
    // Ended by this side like a stop, so the executor does not know that it was a timeout.
    const isTimeout = isLate && outcome.data.error?.category === 'unknown';
    return isTimeout
      ? failure('timeout', `The program did not end within ${job.timeoutMs} ms.`)
      : outcome.data;
  } catch (error) {
    console.error(`tandem: run ${job.runId}`, error);
    if (!hasBegun()) return failure('unavailable', executorAway);
    return Date.now() - begunMs >= job.timeoutMs
      ? failure('timeout', `The program did not end within ${job.timeoutMs} ms, and had to be killed.`)
      : failure('unavailable', died);
  } finally {
    cancelLate?.();
    late.resolve();
  }
}

const waiting = 'The executor is starting. The program begins as soon as it is ready.';

const died =
  'The executor stopped while the program ran: it has to when a program fills its memory or blocks everything else. It will be back in a moment.';
