import { WorkerEntrypoint } from 'cloudflare:workers';
import { runLimits } from '../../shared/limits.ts';
import type { ExecutorService, OnEntries, RunJob, RunOutcome } from '../../shared/run.ts';
import type { CompiledProgram, GuardPlace } from './compile.ts';
import { execute, type Isolate } from './execute.ts';
import { isolateModules } from './isolate/source.ts';
import type { Echo, EchoProps } from './loopbacks/echo.ts';

export { Echo } from './loopbacks/echo.ts';

interface Env {
  LOADER: WorkerLoader;
}

type WhenStopped = Parameters<ExecutorService['run']>[2];

/** What the coder's service binding reaches. */
export class Executor extends WorkerEntrypoint<Env> implements ExecutorService {
  override fetch(): Response {
    return new Response('ok');
  }

  async run(job: RunJob, onEntries: OnEntries, whenStopped?: WhenStopped): Promise<RunOutcome> {
    return await loopbacks(this.ctx).Runner({}).run(job, onEntries, whenStopped);
  }
}

/**
 * One run. The end of this entrypoint's invocation is what stops everything the program started, timers and
 * pending work too; disposing stubs or leaving promises behind does not.
 */
export class Runner extends WorkerEntrypoint<Env> implements ExecutorService {
  async run(job: RunJob, onEntries: OnEntries, whenStopped?: WhenStopped): Promise<RunOutcome> {
    return await execute(job, onEntries, whenStopped, (program, guard) => this.#load(job, program, guard));
  }

  #load(job: RunJob, program: CompiledProgram, guard: GuardPlace): Isolate {
    const { main, modules } = isolateModules(guard);
    const props: EchoProps = { room: job.room, runId: job.runId };
    const worker = this.env.LOADER.load({
      compatibilityDate: '2026-11-01',
      compatibilityFlags: ['nodejs_compat'],
      mainModule: main,
      modules: Object.fromEntries([...modules, ...program.modules].map(([name, js]) => [name, { js }])),
      env: { ECHO: loopbacks(this.ctx).Echo({ props }) },
      // Left out, it would inherit the network.
      globalOutbound: null,
      // Kept in production only; locally the guard and the watchdog stand in for it.
      limits: { cpuMs: runLimits.maxTimeoutMs },
    });
    // An entrypoint of code that is only known at run time has no type to infer.
    return worker.getEntrypoint() as unknown as Isolate;
  }
}

/** This Worker's own entrypoints. `ctx.exports` is typed by a global that the project's other Worker would share. */
interface Loopbacks {
  Runner(options: object): ExecutorService;
  Echo(options: { props: EchoProps }): Service<typeof Echo>;
}

const loopbacks = (ctx: ExecutionContext): Loopbacks => ctx.exports as unknown as Loopbacks;

export default { fetch: () => new Response('ok') };
