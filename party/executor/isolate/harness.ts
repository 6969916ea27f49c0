import { WorkerEntrypoint } from 'cloudflare:workers';
import type { OutputEntry } from '../../../shared/run.ts';
import type { Report } from '../report.ts';
import { makeConsole } from './console.ts';
import { failureOf } from './failure.ts';
import { promises, setLoopback, setSnapshot } from './fs.ts';
import { arm } from './guard.ts';
import { importModule, setModules } from './modules.ts';
import { makeFetch } from './network.ts';
import { Output, shorten } from './output.ts';
import { jsonOf, showValue } from './show.ts';
import { installStacks } from './stack.ts';
import { Streams } from './streams.ts';
import type { Sink, Task } from './task.ts';
import { answerOf, isWebWorker } from './web-worker.ts';

/**
 * The isolate's main module: runs one program, and turns all it says and does into plain data.
 */
export default class Harness extends WorkerEntrypoint<Loopbacks> {
  async run(task: Task, sink: Sink): Promise<Report> {
    const startedAt = clock();
    const folder = new URL('../', import.meta.url).href;
    const framesOf = installStacks(
      new Map(task.modules.map((module, number) => [`${folder}${number}.js`, module])),
    );
    setModules(task.modules);
    const output = new Output(task.output, sink);
    const tripped = arm(task.guard);
    setLoopback(this.env.FS);
    if (task.data) setSnapshot(task.data);
    Object.defineProperty(globalThis, 'fetch', {
      value: makeFetch(this.env.FETCH),
      writable: true,
      configurable: true,
    });
    const end = Promise.withResolvers<Ending>();
    const emit = (level: OutputEntry['level'], text: string): void => {
      output.push({ level, text, atMs: Math.max(0, clock() - startedAt) });
    };
    const streams = new Streams(emit);
    installGlobals(task, streams, (ending) => end.resolve(ending));

    const main = async (): Promise<Ending> => {
      try {
        const program = await importModule(0);
        const start = Object(program).default;
        const env = programEnv(this.env);
        const value: unknown =
          typeof start === 'function'
            ? await start(env, { args: task.args })
            : await (isWebWorker(start) ? answerOf(start, env, task.args) : start);
        // One turn more, in which a rejection that nobody handles is reported.
        await new Promise((resolve) => timer(resolve, 0));
        return { value };
      } catch (error) {
        return { error };
      }
    };
    const ending = await Promise.race([end.promise, main()]);
    streams.end();
    await output.flush();
    const { cut } = output.cap;
    const verdict = tripped();
    if (verdict !== undefined) {
      const { message } = verdict;
      return { ...failureOf(verdict, framesOf, task), category: 'timeout', message, cut };
    }
    if ('exitCode' in ending) {
      if (ending.exitCode === 0) return { ok: true, json: null, text: '', cut };
      const message = `The program ended itself with exit code ${ending.exitCode}.`;
      // A process keeps a byte of it; what would be none of it is a failure all the same.
      const exitCode = ending.exitCode & 255 || 1;
      return { ok: false, category: 'runtime', message, exitCode, frames: [], inner: [], cut };
    }
    if ('error' in ending) return { ...failureOf(ending.error, framesOf, task), cut };
    const { value } = ending;
    if (value === undefined) return { ok: true, json: null, text: '', cut };
    return {
      ok: true,
      json: jsonOf(value, task.maxResultBytes),
      text: shorten(showValue(value), task.output.maxLineBytes),
      cut,
    };
  }
}

/** The loopbacks, with the files as Node's own functions rather than as bare calls. */
const programEnv = (env: Loopbacks): object => ({ ...env, FS: promises });

interface Loopbacks {
  FS: Parameters<typeof setLoopback>[0];
  FETCH: Parameters<typeof makeFetch>[0];
}

type Ending = { value: unknown } | { error: unknown } | { exitCode: number };

// The program may replace the globals, so these are taken before it loads.
const clock = Date.now;
const timer = globalThis.setTimeout;

/** Catches what a program says, and what it throws where nobody waits for it. */
function installGlobals(task: Task, streams: Streams, finish: (ending: Ending) => void): void {
  const define = (target: object, name: string, value: unknown): void => {
    Object.defineProperty(target, name, { value, writable: true, configurable: true });
  };
  define(globalThis, 'console', makeConsole(streams.line));
  for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'] as const) {
    const platform: unknown = Reflect.get(globalThis, name);
    if (typeof platform !== 'function') continue;
    define(globalThis, name, (callback: unknown, ...rest: unknown[]): unknown => {
      if (typeof callback !== 'function') throw new TypeError('The callback must be a function.');
      const caught = (...args: unknown[]): void => {
        try {
          Reflect.apply(callback, undefined, args);
        } catch (error) {
          finish({ error });
        }
      };
      return Reflect.apply(platform, undefined, [caught, ...rest]);
    });
  }
  addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    finish({ error: event.reason });
  });
  const process: unknown = Reflect.get(globalThis, 'process');
  if (typeof process !== 'object' || process === null) return;
  define(process, 'argv', ['node', `/${task.modules[0]?.file}`, ...task.args]);
  define(process, 'env', { ...task.env });
  define(process, 'exit', (code?: unknown): never => {
    const exitCode = Number(code ?? Reflect.get(process, 'exitCode') ?? 0) | 0;
    finish({ exitCode });
    throw new Error(`The program ended itself with exit code ${exitCode}.`);
  });
  for (const name of ['stdout', 'stderr'] as const) define(process, name, streams.of(name));
}
