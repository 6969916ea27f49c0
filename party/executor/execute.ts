import * as z from 'zod/mini';
import { runLimits } from '../../shared/limits.ts';
import type { OnEntries, RunError, RunJob, RunOutcome } from '../../shared/run.ts';
import { compile, type CompiledProgram, type GuardNames } from './compile.ts';
import { Forwarder } from './forwarder.ts';
import { shorten } from './isolate/output.ts';
import { type Frame, frameText } from './isolate/stack.ts';
import type { Sink, Task } from './isolate/task.ts';
import { CodeProblem } from './problem.ts';
import { reportSchema, type Report } from './report.ts';
import { SourceCache } from './source-file.ts';
import { messageOf } from './untrusted.ts';

const sources = new SourceCache(runLimits.keptSourceUnits);

/** A fresh isolate with the program in it. Its answer is untrusted: the program can forge it. */
export interface Isolate {
  run(task: Task, sink: Sink): Promise<unknown>;
}

/** What ended a run, before it becomes an outcome. */
type RunEnd =
  | { kind: 'report'; report: Report }
  | { kind: 'failed'; error: RunError }
  | { kind: 'thrown'; error: unknown };

/**
 * One run from source to outcome. Never throws: every failure becomes the outcome's `error`.
 * Work that the program left behind stops only when the calling invocation ends.
 */
export async function execute(
  job: RunJob,
  onEntries: OnEntries,
  whenStopped: (() => Promise<void>) | undefined,
  load: (program: CompiledProgram, guard: GuardNames) => Isolate,
): Promise<RunOutcome> {
  const startedAt = Date.now();
  const guard = newGuardNames();
  const output = new Forwarder(onEntries, startedAt, runLimits);
  const timeoutMs = Math.min(Math.max(1, job.timeoutMs), runLimits.maxTimeoutMs);
  let ending: RunEnd;
  try {
    const program = await compile(new Map(Object.entries(job.files)), job.entry, guard, sources.read);
    // Report the start before the program takes the thread: a run that has not begun is retried if the executor dies.
    await onEntries([], 0);
    const isolate = load(program, guard);
    ending = await firstEnding(
      isolate,
      taskOf(job, program, guard, timeoutMs),
      output,
      timeoutMs,
      whenStopped,
    );
  } catch (error) {
    ending = error instanceof CodeProblem ? failed(error.toRunError()) : { kind: 'thrown', error };
  }
  if (ending.kind === 'report') output.addTruncated(ending.report.truncated);
  await output.close();
  const outcome = outcomeOf(ending, Date.now() - startedAt);
  return output.truncated ? { ...outcome, truncated: true } : outcome;
}

/** The guard also ends a busy program at its timeout, and knows where it was: wait this long for its report. */
const reportGraceMs = 100;

/** Random, so that no program can name the guard in advance. */
function newGuardNames(): GuardNames {
  const chance = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16)).join('');
  return { folder: `~${chance}`, name: `$${chance}` };
}

function taskOf(job: RunJob, program: CompiledProgram, guard: GuardNames, timeoutMs: number): Task {
  const { maxSyncMs, maxResultLength, maxMessageBytes, maxFrames, maxInnerErrors, maxInnerMessageBytes } =
    runLimits;
  const { maxLineBytes, maxOutputBytes, maxOutputEntries, batchEntries, batchMs } = runLimits;
  return {
    modules: program.files,
    args: job.args,
    env: job.env,
    cwd: job.cwd ?? '/work',
    guard: { maxSyncMs: Math.min(timeoutMs, maxSyncMs) },
    guardName: guard.name,
    output: { maxLineBytes, maxOutputBytes, maxOutputEntries, batchEntries, batchMs },
    maxResultLength,
    maxMessageBytes,
    maxFrames,
    maxInnerErrors,
    maxInnerMessageBytes,
    ...(program.readsFiles && { data: Object.entries(job.files) }),
    assertFiles: program.assertFiles.map((file) => [file, job.files[file] ?? '']),
  };
}

/** Whichever comes first: the program's end, its timeout, a stop, or the loss of the receiver. */
async function firstEnding(
  isolate: Isolate,
  task: Task,
  output: Forwarder,
  timeoutMs: number,
  whenStopped: (() => Promise<void>) | undefined,
): Promise<RunEnd> {
  const first = Promise.withResolvers<RunEnd>();
  const stop = (): void => first.resolve(failed({ category: 'unknown', message: 'Stopped.' }));
  const late = (): void => {
    const message = `The program did not end within ${timeoutMs / 1000} s.`;
    first.resolve(failed({ category: 'timeout', message }));
  };
  // Two timers: a busy program delays the first, and its report still gets the full grace period after that.
  let timer = setTimeout(() => {
    timer = setTimeout(late, reportGraceMs);
  }, timeoutMs);
  whenStopped?.().then(stop, stop);
  output.gone.then(stop, stop);
  isolate
    .run(task, (entries) => output.forward(entries))
    .then(
      (answer) => {
        const report = reportSchema.safeParse(answer);
        first.resolve(
          report.success
            ? { kind: 'report', report: report.data }
            : failed({ category: 'unknown', message: 'The program’s result could not be read.' }),
        );
      },
      (error: unknown) => first.resolve({ kind: 'thrown', error }),
    );
  try {
    return await first.promise;
  } finally {
    clearTimeout(timer);
  }
}

const failed = (error: RunError): RunEnd => ({ kind: 'failed', error });

function outcomeOf(ending: RunEnd, durationMs: number): RunOutcome {
  const none = { success: false, result: null, resultText: '', durationMs };
  if (ending.kind === 'failed') return { ...none, error: ending.error };
  if (ending.kind === 'thrown') return { ...none, error: platformError(ending.error) };
  const { report } = ending;
  // The isolate should have shortened all this, but the program may have tampered with it.
  const { json, text } = report.ok ? report : (report.value ?? { json: null, text: '' });
  const value = { result: parseJson(json), resultText: shorten(text, runLimits.maxLineBytes), durationMs };
  if (report.ok) return { success: true, ...value };
  const frames = shortened(report.frames);
  const inner = report.inner.map((error) => ({
    message: shorten(error.message, runLimits.maxInnerMessageBytes),
    frames: shortened(error.frames),
  }));
  const [top] = [frames, ...inner.map((error) => error.frames)].flat();
  const stack = [
    ...frames.map(frameText),
    ...(report.properties === undefined ? [] : [shorten(report.properties, runLimits.maxMessageBytes)]),
    ...inner.flatMap((error) => [error.message, ...error.frames.map(frameText)]),
  ].slice(0, maxStackLines);
  return {
    success: false,
    ...value,
    error: {
      category: report.category,
      message: shorten(report.message, runLimits.maxMessageBytes),
      ...(report.exitCode !== undefined && { exitCode: report.exitCode }),
      ...(top && { file: top.file, line: top.line, column: top.column }),
      ...(stack.length > 0 && { stack: stack.join('\n') }),
    },
  };
}

/** `maxFrames` limits the frames of all errors together; each inner error adds its message, the outer one its properties. */
const maxStackLines = runLimits.maxFrames + runLimits.maxInnerErrors + 1;

const shortened = (frames: readonly Frame[]): Frame[] =>
  frames.map(({ name, file, ...at }) => ({
    name: shorten(name, runLimits.maxFrameBytes),
    file: shorten(file, runLimits.maxFrameBytes),
    ...at,
  }));

function parseJson(json: string | null): RunOutcome['result'] {
  if (json === null || json.length > runLimits.maxResultLength) return null;
  try {
    const value: unknown = JSON.parse(json);
    return isDeeper(value, runLimits.maxResultDepth) ? null : z.json().parse(value);
  } catch {
    // Only a forged report gets here.
    return null;
  }
}

/** Readers recurse once per level and could overflow their stack. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

/** Translates the runtime's own ways of ending a program. */
function platformError(error: unknown): RunError {
  // Shortened first: the program may have thrown it, and searching a long text takes time.
  const text = messageOf(error);
  if (text.includes('code had hung')) {
    const message = 'The program waits for a promise that is never settled.';
    return { category: 'timeout', message };
  }
  if (/CPU time limit|exceeded.*CPU/i.test(text)) {
    return { category: 'timeout', message: 'The program used more processor time than a run may.' };
  }
  if (/memory/i.test(text)) {
    return { category: 'memory', message: 'The program used more memory than a run may.' };
  }
  const syntax = /SyntaxError: (.*)/.exec(text)?.[1];
  if (syntax !== undefined) return { category: 'syntax', message: syntax };
  const message = shorten(`The program could not be run: ${text}`, runLimits.maxMessageBytes);
  return { category: 'unknown', message };
}
