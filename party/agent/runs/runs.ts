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
  /** A notice that each run’s output begins with, if there is one. */
  notice?: () => string | undefined;
  /** The room's files as they are now. @throws TandemError `unavailable` when the room is away. */
  files: () => Promise<ReadonlyMap<string, string>>;
  /** The host calls that a run may make while it goes on. */
  hostCalls: Pick<HostCalls, 'begin' | 'end' | 'ofRun' | 'list' | 'hasChangedFiles'>;
  /** Resolves once the room has stored what runs wrote. @throws TandemError `unavailable` when it does not in time. */
  saved: () => Promise<void>;
  /** Sends an event to every page. */
  emit: (event: CoderEvent) => void;
  /** Keeps the coder awake, and in the room, while a run goes on. */
  hold: () => () => void;
}

/** Extras of a run that the agent starts. */
export interface AgentRun {
  /** The turn that the run and its changes belong to. */
  turn?: string;
  /** All files as they were when people allowed the run; it uses these however long it was queued. */
  files?: ReadonlyMap<string, string> | undefined;
  /** A copy of the room that the run changes instead, where its changes need approval. */
  dry?: DryRoom | undefined;
}

/** A queued or running run. */
interface LiveRun {
  job: Omit<RunJob, 'files'>;
  /** Modules that came with the request, beside the room's files. */
  modules: RunJob['files'] | undefined;
  by: User;
  /** Without `files` the run uses the room's as they are when it begins. */
  agent: AgentRun;
  running: boolean;
  stopping: boolean;
  stop: PromiseWithResolvers<void>;
  ended: PromiseWithResolvers<void>;
}

/**
 * The room's runs: anyone who may edit starts them; two run at a time and the rest wait in a queue. All are stored and
 * sent to every page.
 *
 * Invariants:
 * - SQLite has each change of a run before the pages get it.
 * - A `queued` or `running` run is in `#live`; the constructor ends those that a stop of the server left behind.
 * - A run that the executor has is in `#executing`. A stopped one that still computes stays there and keeps its slot.
 */
export class Runs {
  readonly #options: RunsOptions;
  readonly #store: RunStore;
  readonly #live = new Map<string, LiveRun>();
  readonly #executing = new Set<LiveRun>();

  constructor(options: RunsOptions) {
    this.#options = options;
    this.#store = new RunStore(options.sql);
    this.#store.endUnfinished(Date.now(), {
      category: 'unavailable',
      message: 'The server stopped before this run was over. Run it again.',
    });
  }

  /**
   * Starts a run, or queues it when two are running.
   * @throws TandemError `not_found` when the room has no such entry, `bad_request` for a bad name,
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
    const live: LiveRun = {
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
    if (!live.running) this.#broadcast(run);
    return this.#store.run(run.runId);
  }

  /** The whole result, when the run is over. @throws TandemError `not_found` */
  async finished(runId: string): Promise<ExecuteResult> {
    await this.#live.get(runId)?.ended.promise;
    return { ...this.#store.result(runId), actions: this.#options.hostCalls.ofRun(runId) };
  }

  /** Stops a run; resolves when it is over. A run that has ended stays as it is. @throws TandemError `not_found` */
  async stop(runId: string): Promise<Run> {
    const live = this.#live.get(runId);
    if (!live) return this.#store.run(runId);
    live.stopping = true;
    if (live.running) live.stop.resolve();
    else this.#end(live, 'stopped', { success: false, result: null, resultText: '', durationMs: 0 });
    await live.ended.promise;
    return this.#store.run(runId);
  }

  /** Stops all runs, also queued ones; resolves when all are over and no more of their output is stored. */
  async stopAll(): Promise<void> {
    await Promise.all([...this.#live.keys()].toReversed().map((runId) => this.stop(runId)));
    for (const { job } of this.#executing) this.#store.close(job.runId);
  }

  /** The newest runs, newest first, with their results and errors truncated. */
  list(limit: number): Run[] {
    return this.#store.list(limit);
  }

  /** The newest actions, newest first. */
  actions(limit: number): Action[] {
    return this.#options.hostCalls.list(limit);
  }

  /** Events for a page that just connected: the newest runs, the latest of them in full and with its output. */
  newest(): CoderEvent[] {
    const newest = this.list(runLimits.joinedRuns);
    const [latest] = newest;
    if (!latest) return [];
    const runs = [...newest.slice(1).toReversed(), this.#store.run(latest.runId)];
    const events = runs.map((run): CoderEvent => ({ type: 'run', run }));
    const entries = this.#store.output(latest.runId);
    if (entries.length === 0) return events;
    return [...events, { type: 'run-output', runId: latest.runId, seq: 0, entries }];
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
    // A free name: the code can import all files, and a stack frame in it does not point into one of them.
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

  /** Never rejects: a failure ends the run with an error. */
  async #run(live: LiveRun): Promise<void> {
    const { runId } = live.job;
    const { hostCalls, hold } = this.#options;
    const { turn, dry, files: allowed } = live.agent;
    const mayWait = [...this.#executing].some(({ stopping, job }) => stopping && !this.#live.has(job.runId));
    this.#executing.add(live);
    let release: (() => void) | undefined;
    try {
      release = hold();
      this.#broadcast(this.#store.begin(runId, Date.now()));
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
      // The run ends only when its changes are on disk: nothing may be lost after it is reported as succeeded.
      const wrote = hostCalls.hasChangedFiles(runId);
      hostCalls.end(runId);
      if (wrote) await this.#saved(runId, outcome.durationMs);
      this.#end(live, stateOf(outcome, live.stopping), outcome);
      // A stopped program that still computes keeps its slot, and its output is stored, until its isolate ends.
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

  #end(live: LiveRun, state: RunState, outcome: RunOutcome): void {
    const { runId } = live.job;
    this.#options.hostCalls.end(runId);
    const run = this.#store.end(runId, state, Date.now(), outcome);
    this.#live.delete(runId);
    live.ended.resolve();
    this.#broadcast(run);
  }

  #broadcast(run: Run): void {
    this.#options.emit({ type: 'run', run });
  }
}

function stateOf(outcome: RunOutcome, stopping: boolean): RunState {
  if (outcome.success) return 'succeeded';
  if (stopping) return 'stopped';
  return outcome.error?.category === 'timeout' ? 'timeout' : 'failed';
}
