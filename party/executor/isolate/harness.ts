import { WorkerEntrypoint } from 'cloudflare:workers';
import type { OutputEntry } from '../../../shared/run.ts';
import type { Report } from '../report.ts';
import { setCalls } from './assert/calls.ts';
import { makeConsole } from './console.ts';
import { define } from './property.ts';
import { failureOf } from './failure.ts';
import { promises, setDirectory, setLoopback, setSnapshot } from './fs.ts';
import { hideGuard } from './function-source.ts';
import { arm } from './guard.ts';
import { importModule, setModules } from './modules.ts';
import { makeFetch } from './network.ts';
import { Output, shorten } from './output.ts';
import { caught, Pending } from './pending.ts';
import { installPlatformInspect } from './platform-objects.ts';
import { emitExit, handledException, handledRejection } from './process-events.ts';
import { jsonOf, showValue } from './show.ts';
import { installStacks } from './stack.ts';
import { Streams } from './streams.ts';
import type { Sink, Task } from './task.ts';
import { answerOf, isWebWorker } from './web-worker.ts';

/**
 * The isolate's main module: runs one program, and reports its output and result as plain data.
 */
export default class Harness extends WorkerEntrypoint<Loopbacks> {
  async run(task: Task, sink: Sink): Promise<Report> {
    const startedAt = clock();
    const folder = new URL('../', import.meta.url).href;
    const framesOf = installStacks(
      new Map(task.modules.map((module, number) => [`${folder}${number}.js`, module])),
    );
    setModules(task.modules);
    setCalls(task.assertFiles, (error) => framesOf(error)[0]);
    const output = new Output(task.output, sink);
    const tripped = arm(task.guard);
    const withoutGuard = hideGuard(task.guardName);
    installPlatformInspect();
    const pending = new Pending();
    const { FS, FETCH } = this.env;
    setLoopback({ call: (call) => pending.call(FS.call(call)) });
    setDirectory(task.cwd);
    if (task.data) setSnapshot(task.data);
    const request = makeFetch(FETCH);
    define(globalThis, 'fetch', (...args: Parameters<typeof request>) => pending.call(request(...args)));
    const end = Promise.withResolvers<ProgramEnd>();
    const emit = (level: OutputEntry['level'], text: string): void => {
      output.push({ level, text: withoutGuard(text), atMs: Math.max(0, clock() - startedAt) });
    };
    const streams = new Streams(emit);
    installGlobals(task, streams, pending, (ending) => end.resolve(ending));

    const main = async (): Promise<ProgramEnd> => {
      try {
        const program = await importModule(0);
        const start = Object(program).default;
        const env = programEnv(this.env);
        if ((typeof start !== 'function' || isClass(start)) && !isWebWorker(start)) {
          const value: unknown = await start;
          await pending.settled();
          return { value, exitCode: givenExitCode() };
        }
        const value: unknown = await (isWebWorker(start)
          ? answerOf(start, env, task.args)
          : start(env, { args: task.args }));
        // One more turn of the event loop, in which an unhandled rejection is reported.
        await new Promise((resolve) => timer(resolve, 0));
        return { value, exitCode: givenExitCode(), leftover: pending.leftover() };
      } catch (error) {
        return { error };
      }
    };
    const ending = afterExit(await Promise.race([end.promise, main()]));
    streams.end();
    if ('exitCode' in ending && ending.leftover !== undefined) emit('warn', ending.leftover);
    await output.flush();
    const { truncated } = output.cap;
    const failed = (error: unknown): Extract<Report, { ok: false }> => {
      const failure = failureOf(error, framesOf, task);
      return { ...failure, message: withoutGuard(failure.message), truncated };
    };
    const verdict = tripped();
    if (verdict !== undefined) {
      return { ...failed(verdict), category: 'timeout', message: verdict.message };
    }
    if ('error' in ending) return failed(ending.error);
    const { value, exitCode } = ending;
    const shown =
      value === undefined
        ? { json: null, text: '' }
        : {
            json: jsonOf(value, task.maxResultLength),
            text: shorten(withoutGuard(showValue(value)), task.output.maxLineBytes),
          };
    if (exitCode === 0) return { ok: true, ...shown, truncated };
    return {
      ok: false,
      category: 'runtime',
      message: `The program ended with exit code ${exitCode}.`,
      // A process reports only the lowest byte; a code like 256 is still a failure, not 0.
      exitCode: exitCode & 255 || 1,
      frames: [],
      inner: [],
      value: shown,
      truncated,
    };
  }
}

/** The loopbacks, with `FS` as Node's functions instead of raw calls. */
const programEnv = (env: Loopbacks): object => ({ ...env, FS: promises });

interface Loopbacks {
  FS: Parameters<typeof setLoopback>[0];
  FETCH: Parameters<typeof makeFetch>[0];
}

type ProgramEnd = { value?: unknown; exitCode: number; leftover?: string | undefined } | { error: unknown };

// The program may replace the globals, so these are taken before it loads.
const clock = Date.now;
const timer = globalThis.setTimeout;
// oxlint-disable-next-line typescript/unbound-method -- called with a receiver below
const sourceOf = Function.prototype.toString;
/** A class cannot be called. */
const isClass = (value: unknown): boolean => /^class\b/.test(Reflect.apply(sourceOf, value, []));
/** The types of the platform do not know the event `error`. */
const listen: (name: string, act: (event: Event) => void) => void = Object(globalThis).addEventListener;
/** Of the Node whose behaviour programs get, as the data of the tests has it; the platform names an older one. */
const nodeVersion = 'v24.0.0';
const process: object = Object(Reflect.get(globalThis, 'process'));

/** Captures a program's output, and errors that it throws outside of any awaited call. */
function installGlobals(
  task: Task,
  streams: Streams,
  pending: Pending,
  finish: (ending: ProgramEnd) => void,
): void {
  define(globalThis, 'console', makeConsole(streams.line));
  const fail = (error: unknown): void => {
    try {
      if (!handledException(error)) finish({ error });
    } catch (fromListener) {
      finish({ error: fromListener });
    }
  };
  pending.installTimers(fail);
  const soon = globalThis.queueMicrotask;
  define(globalThis, 'queueMicrotask', (callback: unknown): void => {
    soon(caught(callback, fail));
  });
  // Thrown in a listener of an EventTarget, or given to reportError.
  listen('error', (event) => {
    event.preventDefault();
    fail(Reflect.get(event, 'error'));
  });
  addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    if (!handledRejection(event.reason)) finish({ error: event.reason });
  });
  define(process, 'argv', ['node', `/work/${task.modules[0]?.file}`, ...task.args]);
  define(process, 'env', { ...task.env });
  define(process, 'cwd', () => task.cwd);
  define(process, 'exit', (code?: unknown): never => {
    const exitCode = code == null ? givenExitCode() : exitCodeOf(code);
    finish({ exitCode });
    throw new Error(`The program ended with exit code ${exitCode}.`);
  });
  for (const name of ['stdout', 'stderr'] as const) define(process, name, streams.of(name));
  define(process, 'version', nodeVersion);
  define(process, 'versions', { node: nodeVersion.slice(1) });
}

/** How the program ended once the listeners of `exit` have run; an error of theirs is its end. */
function afterExit(ending: ProgramEnd): ProgramEnd {
  try {
    emitExit('error' in ending ? 1 : ending.exitCode);
    return ending;
  } catch (error) {
    return { error };
  }
}

const exitCodeOf = (code: unknown): number => Number(code ?? 0) | 0;

/** The program's `process.exitCode`. */
const givenExitCode = (): number => exitCodeOf(Reflect.get(process, 'exitCode'));
