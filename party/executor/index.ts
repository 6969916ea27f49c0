import { WorkerEntrypoint } from 'cloudflare:workers';
import { runLimits } from '../../shared/limits.ts';
import { requestAllowed } from '../../shared/origins.ts';
import type { FetchAnswer } from '../../shared/fetch-answer.ts';
import type {
  ExecutorService,
  FetchRequest,
  OnEntries,
  RunJob,
  RunOutcome,
  ShellResult,
  ShownAs,
  ToolService,
} from '../../shared/run.ts';
import type { TypeCheck, TypeCheckJob } from '../../shared/type-check.ts';
import { typesModules } from './built-modules.ts';
import { checkTypes } from './check-types.ts';
import type { CompiledProgram, GuardNames } from './compile.ts';
import { execute, type Isolate } from './execute.ts';
import { isolateModules } from './isolate/source.ts';
import { controlledFetch } from './controlled-fetch.ts';
import { policyFrom } from '../../shared/fetch-policy.ts';
import { hostOf, type RunProps } from './host.ts';
import { type Bash, execFor } from './loopbacks/bash.ts';
import type { Echo } from './loopbacks/echo.ts';
import type { Fetch, FetchEnv } from './loopbacks/fetch.ts';
import type { Fs } from './loopbacks/fs.ts';

export { Bash } from './loopbacks/bash.ts';
export { Echo } from './loopbacks/echo.ts';
export { Fetch } from './loopbacks/fetch.ts';
export { Fs } from './loopbacks/fs.ts';
export { ShellFs } from './loopbacks/shell-fs.ts';

interface Env extends FetchEnv {
  LOADER: WorkerLoader;
}

type WhenStopped = Parameters<ExecutorService['run']>[2];

/** The entrypoint of the coder's service binding. */
export class Executor extends WorkerEntrypoint<Env> implements ExecutorService, ToolService {
  override fetch(): Response {
    return new Response('ok');
  }

  async run(job: RunJob, onEntries: OnEntries, whenStopped?: WhenStopped): Promise<RunOutcome> {
    return await loopbacks(this.ctx).Runner({}).run(job, onEntries, whenStopped);
  }

  /** One command in a run's shell, the same one that programs have as `env.BASH`. */
  async exec(props: RunProps, command: string, shown?: ShownAs): Promise<ShellResult> {
    return await execFor(props, { env: this.env, ctx: this.ctx }, command, { ...shown });
  }

  /** One request under the rules of `env.FETCH`. */
  async request(props: RunProps, url: string, request?: FetchRequest): Promise<FetchAnswer> {
    return await controlledFetch(policyFrom(this.env), hostOf(this.env.HOST, props), url, request);
  }

  async checkTypes(job: TypeCheckJob): Promise<TypeCheck> {
    return await checkTypes(this.env.LOADER, typesModules, job);
  }
}

/**
 * One run. Everything the program started, including timers and pending work, stops when this entrypoint's invocation
 * ends; disposing stubs or abandoning promises does not stop it.
 */
export class Runner extends WorkerEntrypoint<Env> implements ExecutorService {
  async run(job: RunJob, onEntries: OnEntries, whenStopped?: WhenStopped): Promise<RunOutcome> {
    return await execute(job, onEntries, whenStopped, (program, guard) => this.#load(job, program, guard));
  }

  #load(job: RunJob, program: CompiledProgram, guard: GuardNames): Isolate {
    const { main, modules } = isolateModules(guard);
    const own = loopbacks(this.ctx);
    const props: RunProps = { room: job.room, runId: job.runId };
    const worker = this.env.LOADER.load({
      compatibilityDate: '2026-11-01',
      // Modules wait at a gate while they load, which the older registry treats as an error.
      compatibilityFlags: ['nodejs_compat', 'new_module_registry'],
      mainModule: main,
      modules: Object.fromEntries([...modules, ...program.modules].map(([name, js]) => [name, { js }])),
      env: {
        ECHO: own.Echo({ props }),
        FS: own.Fs({ props }),
        BASH: own.Bash({ props }),
        FETCH: own.Fetch({ props }),
      },
      // If omitted, the isolate would inherit the network.
      globalOutbound: null,
      // Enforced in production only; locally the guard and the watchdog replace it.
      limits: { cpuMs: runLimits.maxTimeoutMs },
    });
    // The code is only known at run time, so the entrypoint's type cannot be inferred.
    return worker.getEntrypoint() as unknown as Isolate;
  }
}

/** This Worker's own entrypoints. `ctx.exports` takes its type from a global that the other Worker would share. */
interface Loopbacks {
  Runner(options: object): ExecutorService;
  Bash(options: { props: RunProps }): Service<typeof Bash>;
  Echo(options: { props: RunProps }): Service<typeof Echo>;
  Fetch(options: { props: RunProps }): Service<typeof Fetch>;
  Fs(options: { props: RunProps }): Service<typeof Fs>;
}

const loopbacks = (ctx: ExecutionContext): Loopbacks => ctx.exports as unknown as Loopbacks;

/** HTTP serves only the health check, for this machine; everything else goes through service bindings. */
export default {
  fetch(request) {
    if (!requestAllowed(request, undefined)) return new Response(null, { status: 403 });
    return new Response(null, { status: new URL(request.url).pathname === '/health' ? 200 : 404 });
  },
} satisfies ExportedHandler;
