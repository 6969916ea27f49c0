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
import { askExecutor, executorAway } from '../host/call-executor.ts';

const entriesSchema = z.array(outputEntrySchema);

/**
 * Has the executor do one job, and answers in every case: an executor that is away, dies or goes silent is an
 * outcome too. What comes from there may be forged by the program that ran, so it is parsed like any input.
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
  const silent = Promise.withResolvers<'silent'>();
  let cancelSilent: (() => void) | undefined;
  let isLate = false;
  let isStopped = false;
  void whenStopped.then(() => (isStopped = true));
  /** Set when the program begins: what came before, a wait for the executor and the reading of files, is none of its time. */
  let cancelLate: (() => void) | undefined;
  let begunMs = 0;
  const beginTime = (): void => {
    if (cancelLate !== undefined) return;
    begunMs = Date.now();
    cancelLate = after(job.timeoutMs + runLimits.stopGraceMs, () => {
      isLate = true;
      late.resolve();
    });
  };
  const ask = (): Promise<unknown> => {
    cancelSilent?.();
    cancelSilent = after(job.timeoutMs + runLimits.stopGraceMs + 2 * watchdogLimits.stallMs, () =>
      silent.resolve('silent'),
    );
    return executor.run(
      job,
      async (entries) => {
        // Refused, it does not begin: nobody waits for it any more.
        if (isStopped && !hasBegun()) throw new Error('The run was stopped before it began.');
        beginTime();
        const said = entriesSchema.parse(entries);
        if (said.length > 0) onEntries(said);
      },
      // The answer comes when the job is to end.
      () => Promise.race([whenStopped, late.promise]),
    );
  };
  const hasBegun = (): boolean => cancelLate !== undefined;
  const onAway = (): void => onEntries([{ level: 'system', text: waiting, atMs: Date.now() - startedMs }]);
  try {
    const asked = askExecutor({ ask, hasBegun, isOver: () => isStopped, onAway });
    const answer = await Promise.race([asked, silent.promise]);
    if (answer === 'silent') return failure('timeout', 'The program did not end in time and did not answer.');
    const outcome = runOutcomeSchema.safeParse(answer);
    if (!outcome.success)
      return failure('unavailable', 'The executor gave an answer that cannot be read. Run it again.');
    // It was ended from here, as by a person's stop.
    const isCut = isLate && outcome.data.error?.category === 'unknown';
    return isCut ? failure('timeout', `The program did not end within ${job.timeoutMs} ms.`) : outcome.data;
  } catch (error) {
    if (isStopped && !hasBegun()) return failure('unknown', 'Stopped.');
    console.error(`tandem: run ${job.runId}`, error);
    if (!hasBegun()) return failure('unavailable', executorAway);
    return Date.now() - begunMs >= job.timeoutMs
      ? failure('timeout', `The program did not end within ${job.timeoutMs} ms, and had to be killed.`)
      : failure('unavailable', died);
  } finally {
    cancelLate?.();
    cancelSilent?.();
    late.resolve();
  }
}

const waiting = 'The executor is being started. The program begins as soon as it is there.';

const died =
  'The executor stopped while the program ran, as it must when a program fills its memory or lets nothing else be done. It is back in a moment.';
