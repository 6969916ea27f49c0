import type { CoderEvent } from '../../../shared/chat.ts';
import type { Action } from '../../../shared/host.ts';
import { TandemError } from '../../../shared/errors.ts';
import { newUlid } from '../../../shared/ids.ts';
import { runLimits } from '../../../shared/limits.ts';
import { normalizePath, numberedPath } from '../../../shared/paths.ts';
import type { User } from '../../../shared/roles.ts';
import {
  type ExecuteResult,
  type ExecutorService,
  type OutputEntry,
  type Run,
  type RunJob,
  type RunOutcome,
  type RunRequest,
  type RunState,
} from '../../../shared/run.ts';
import type { HostCalls } from '../host/host-calls.ts';
import type { DryRoom } from '../host/dry-room.ts';
import { execute } from './execute-run.ts';
import { outcomeOrStopped, waitsForStopped } from './run-stop.ts';
import { RunStore } from './run-store.ts';
import type { Sql } from '../storage/sql.ts';

export interface RunsOptions {
  room: string;
  sql: Sql;
  executor: ExecutorService;
  /** What a run should know of where it runs. */
  notice?: () => string | undefined;
  /** The room's files as they are now. @throws TandemError `unavailable` when the room is away. */
  files: () => Promise<ReadonlyMap<string, string>>;
  /** What a run may do in the room while it goes on. */
  hostCalls: Pick<HostCalls, 'begin' | 'end' | 'ofRun' | 'list' | 'hasChangedFiles'>;
  /** Resolves when what runs wrote is on the room's disk. @throws TandemError `unavailable` when it is not in time. */
  saved: () => Promise<void>;
  /** Tells every page. */
  emit: (event: CoderEvent) => void;
  /** Keeps the coder awake, and in the room, while a run goes on. */
  hold: () => () => void;
}

/** What is different about a run of the agent's. */
export interface AgentRun {
  /** The turn that it, and what it writes, is a part of. */
  turn?: string;
  /** All files as they were when people allowed it: those are run, whenever its turn comes. */
  files?: ReadonlyMap<string, string> | undefined;
  /** The copy of the room whose files it changes, where the room's are changed only after a yes. */
  dry?: DryRoom | undefined;
}

/** A run that is not over: what is asked of it, and how to end it. */
interface Live {
  job: Omit<RunJob, 'files'>;
  /** Modules of its own, beside the room's files. */
  modules: RunJob['files'] | undefined;
  by: User;
  /** Without files it takes the room's as they are when its turn comes. */
  agent: AgentRun;
  running: boolean;
  stopping: boolean;
  stop: PromiseWithResolvers<void>;
  ended: PromiseWithResolvers<void>;
}

/**
 * The room's runs: started by anyone who may edit, two at a time, the rest in a queue; kept, and told to every page.
 *
 * Invariants:
 * - What SQLite says of a run is said before the pages are told.
 * - A run that is `queued` or `running` is in `#live`; the constructor ends those that a stop of the server left behind.
 * - A run that the executor has is in `#executing`, also when it was stopped and computes on: it keeps its place.
 */
export class Runs {
  readonly #options: RunsOptions;
  readonly #store: RunStore;
  readonly #live = new Map<string, Live>();
  readonly #executing = new Set<Live>();

  constructor(options: RunsOptions) {
    this.#options = options;
    this.#store = new RunStore(options.sql);
    this.#store.endUnfinished(Date.now(), {
      category: 'unavailable',
      message: 'The server stopped before this run was over. Run it again.',
    });
  }

  /**
   * Starts a run, or queues it when two are going on.
   * @throws TandemError `not_found` for an entry that the room has no file for, `bad_request` for a bad name,
   *   `rate_limited` when the queue is full, `unavailable` when the room is away.
   */
  async start(request: RunRequest, by: User, agent: AgentRun = {}): Promise<Run> {
    const { entry, modules } = await this.#read(request, agent.files);
    if (this.#live.size >= runLimits.concurrentPerRoom + runLimits.queuedPerRoom) {
      throw new TandemError('rate_limited', 'Too many runs are waiting already. Stop one, or wait.');
    }
    const { args, env, timeoutMs, cwd } = request;
    const place = cwd === undefined ? {} : { cwd };
    const options = { ...(args && { args }), ...(env && { env }), ...(timeoutMs && { timeoutMs }), ...place };
    const run = this.#store.add({
      runId: newUlid(),
      by,
      entry,
      ...(Object.keys(options).length > 0 && { options }),
      ...('code' in request && { loose: true }),
      startedAt: Date.now(),
      state: 'queued',
    });
    const live: Live = {
      job: {
        room: this.#options.room,
        runId: run.runId,
        entry,
        args: args ?? [],
        env: env ?? {},
        timeoutMs: timeoutMs ?? runLimits.defaultTimeoutMs,
        ...place,
      },
      modules,
      by,
      agent,
      running: false,
      stopping: false,
      stop: Promise.withResolvers(),
      ended: Promise.withResolvers(),
    };
    this.#live.set(run.runId, live);
    this.#startWaiting();
    if (!live.running) this.#tell(run);
    return this.#store.run(run.runId);
  }

  /** The whole result, when the run is over. @throws TandemError `not_found` */
  async finished(runId: string): Promise<ExecuteResult> {
    await this.#live.get(runId)?.ended.promise;
    return { ...this.#store.result(runId), actions: this.#options.hostCalls.ofRun(runId) };
  }

  /** Stops a run; resolves when it is over, also for one that computes without a pause. One that is over already stays as it is. @throws TandemError `not_found` */
  async stop(runId: string): Promise<Run> {
    const live = this.#live.get(runId);
    if (!live) return this.#store.run(runId);
    live.stopping = true;
    if (live.running) live.stop.resolve();
    else this.#end(live, 'stopped', { success: false, result: null, resultText: '', durationMs: 0 });
    await live.ended.promise;
    return this.#store.run(runId);
  }

  /** Stops what runs and what waits; resolves when all is over, and nothing more is kept of it. */
  async stopAll(): Promise<void> {
    await Promise.all([...this.#live.keys()].toReversed().map((runId) => this.stop(runId)));
    for (const { job } of this.#executing) this.#store.close(job.runId);
  }

  /** The newest runs, newest first; what they returned, and why they failed, is cut. */
  list(limit: number): Run[] {
    return this.#store.list(limit);
  }

  /** What runs did outside of their isolates: the newest, newest first. */
  actions(limit: number): Action[] {
    return this.#options.hostCalls.list(limit);
  }

  /** What a page that just came is told: the newest runs, the last one whole and with what it printed. */
  newest(): CoderEvent[] {
    const newest = this.list(runLimits.joinedRuns);
    const [latest] = newest;
    if (!latest) return [];
    const runs = [...newest.slice(1).toReversed(), this.#store.run(latest.runId)];
    const told = runs.map((run): CoderEvent => ({ type: 'run', run }));
    const entries = this.#store.output(latest.runId);
    if (entries.length === 0) return told;
    return [...told, { type: 'run-output', runId: latest.runId, seq: 0, entries }];
  }

  /** @throws TandemError `not_found` */
  get(runId: string): { run: Run; output: OutputEntry[]; actions: Action[] } {
    const run = this.#store.run(runId);
    return { run, output: this.#store.output(runId), actions: this.#options.hostCalls.ofRun(runId) };
  }

  async #read(
    request: RunRequest,
    allowed: AgentRun['files'],
  ): Promise<{ entry: string; modules: RunJob['files'] | undefined }> {
    const files = allowed ?? (await this.#options.files());
    if ('entry' in request) {
      const entry = normalizePath(request.entry);
      if (!files.has(entry)) {
        throw new TandemError('not_found', `There is no file “${entry}” in the room.`);
      }
      return { entry, modules: undefined };
    }
    const modules = new Map<string, string>();
    for (const [name, text] of Object.entries(request.modules ?? {})) modules.set(normalizePath(name), text);
    let entry = 'main.ts';
    // Beside the room's files, so that it can import them all and a place in it is no place in one of them.
    for (let n = 2; modules.has(entry) || files.has(entry); n++) entry = numberedPath('main.ts', n);
    modules.set(entry, request.code);
    return { entry, modules: Object.fromEntries(modules) };
  }

  #startWaiting(): void {
    for (const live of this.#live.values()) {
      if (this.#executing.size >= runLimits.concurrentPerRoom) return;
      if (live.running) continue;
      live.running = true;
      void this.#run(live);
    }
  }

  /** Never rejects: whatever happens to a run is said on the run. */
  async #run(live: Live): Promise<void> {
    const { runId } = live.job;
    const { hostCalls, hold } = this.#options;
    const { turn, dry, files: allowed } = live.agent;
    const mayWait = [...this.#executing].some(({ stopping, job }) => stopping && !this.#live.has(job.runId));
    this.#executing.add(live);
    let release: (() => void) | undefined;
    try {
      release = hold();
      this.#tell(this.#store.begin(runId, Date.now()));
      hostCalls.begin(runId, live.by, live.job.env, { turn, dry });
      const files = {
        ...Object.fromEntries(allowed ?? (await this.#options.files())),
        ...live.modules,
      };
      const notice = this.#options.notice?.();
      if (notice !== undefined) this.#appendOutput(runId, [{ level: 'system', text: notice, atMs: 0 }]);
      if (mayWait) this.#appendOutput(runId, [{ level: 'system', text: waitsForStopped, atMs: 0 }]);
      const append = (entries: OutputEntry[]): void => this.#appendOutput(runId, entries);
      const stopped = live.stop.promise;
      const executed = execute(this.#options.executor, { ...live.job, files }, stopped, append);
      const outcome = await outcomeOrStopped(executed, stopped, append);
      // Over is over on disk: what the program wrote must not be lost after it was told to have ended well.
      const wrote = hostCalls.hasChangedFiles(runId);
      hostCalls.end(runId);
      if (wrote) await this.#saved(runId, outcome.durationMs);
      this.#end(live, stateOf(outcome, live.stopping), outcome);
      // What computes on has its place and its output for so long.
      await executed;
    } catch (error) {
      const message =
        error instanceof TandemError ? error.message : 'The run could not be started. Try again.';
      if (!(error instanceof TandemError)) console.error('tandem: a run failed to start', error);
      this.#end(live, 'failed', {
        success: false,
        result: null,
        resultText: '',
        durationMs: 0,
        error: { category: 'unavailable', message },
      });
    } finally {
      this.#executing.delete(live);
      this.#store.close(runId);
      release?.();
      this.#startWaiting();
    }
  }

  #appendOutput(runId: string, entries: OutputEntry[]): void {
    const seq = this.#store.append(runId, entries);
    if (seq !== undefined) this.#options.emit({ type: 'run-output', runId, seq, entries });
  }

  async #saved(runId: string, atMs: number): Promise<void> {
    try {
      await this.#options.saved();
    } catch (error) {
      if (!(error instanceof TandemError)) throw error;
      this.#appendOutput(runId, [{ level: 'system', text: error.message, atMs }]);
    }
  }

  #end(live: Live, state: RunState, outcome: RunOutcome): void {
    const { runId } = live.job;
    this.#options.hostCalls.end(runId);
    const run = this.#store.end(runId, state, Date.now(), outcome);
    this.#live.delete(runId);
    live.ended.resolve();
    this.#tell(run);
  }

  #tell(run: Run): void {
    this.#options.emit({ type: 'run', run });
  }
}

function stateOf(outcome: RunOutcome, stopping: boolean): RunState {
  if (outcome.success) return 'succeeded';
  if (stopping) return 'stopped';
  return outcome.error?.category === 'timeout' ? 'timeout' : 'failed';
}
