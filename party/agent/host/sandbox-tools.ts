import { TandemError } from '../../../shared/errors.ts';
import type { Effect } from '../../../shared/host.ts';
import { newUlid } from '../../../shared/ids.ts';
import { agentLimits, fetchLimits, shellLimits, typeCheckLimits } from '../../../shared/limits.ts';
import { agentUser } from '../../../shared/roles.ts';
import type { FetchAnswer } from '../../../shared/fetch-answer.ts';
import type { ShellResult, ToolService } from '../../../shared/run.ts';
import {
  isCheckable,
  isTooLargeToCheck,
  type TypeCheck,
  type TypeCheckJob,
} from '../../../shared/type-check.ts';
import { assertNotStopped } from '../edits/not-stopped.ts';
import type { RunPermissions, HostCalls } from './host-calls.ts';
import { DryRoom } from './dry-room.ts';
import type { HostRoom } from './room-volume.ts';
import { callExecutor, executorAway } from './call-executor.ts';
import { applyMerge, isFresh, type MergePlan, planMerge } from './merge.ts';

/** A dry run of a command: its result, and the copy of the room that holds its changes. */
export interface DryRun {
  result: ShellResult;
  room: DryRoom;
}

/** How a dry run is applied. */
interface ApplyOptions {
  turn: string;
  /** The run that it comes from; a command has none. */
  runId?: string;
  /** Effects beside the changes of files. */
  effects?: Effect[];
  /** The target of the plan that people have allowed; undefined when no approval is needed. */
  allowed: string | undefined;
}

export interface SandboxToolsOptions {
  /** The room's id. */
  room: string;
  replica: HostRoom;
  hostCalls: Pick<HostCalls, 'begin' | 'end' | 'note' | 'hasBegunOrEnded'>;
  executor: ToolService;
  /** Keeps the coder awake, and in the room. */
  hold: () => () => void;
}

type Props = Parameters<ToolService['exec']>[0];

/**
 * What the agent's tools do through the executor: commands over the room's files, and requests. Each call is
 * a run of its own, and can act only while it lasts.
 */
export class SandboxTools {
  readonly #parts: SandboxToolsOptions;

  constructor(parts: SandboxToolsOptions) {
    this.#parts = parts;
  }

  /** A copy of the room for changes that need approval. */
  dryRoom(): DryRoom {
    return new DryRoom(this.#parts.replica);
  }

  /** Runs a command on a copy of the room. @throws TandemError */
  async dryRun(command: string, signal: AbortSignal): Promise<DryRun> {
    await this.#parts.replica.join();
    const room = this.dryRoom();
    const { value } = await this.#runOnExecutor(
      { dry: room, unlogged: true },
      shellLimits.maxMs,
      signal,
      (props) => this.#parts.executor.exec(props, command),
    );
    return { result: value, room };
  }

  /** Whether a dry run would end the same now. */
  isFresh(room: DryRoom): boolean {
    return isFresh(this.#parts.replica.doc, room);
  }

  /** What a dry run would do to the files as they are now. @throws TandemError when that cannot be done */
  plan(room: DryRoom): MergePlan {
    return planMerge(this.#parts.replica.doc, room);
  }

  /**
   * Applies a dry run to the room, as one change.
   * @returns what it did to files; undefined when that is not what was allowed, and nothing was done.
   * @throws TandemError
   */
  async applyDryRun(
    room: DryRoom,
    { turn, runId, effects = [], allowed }: ApplyOptions,
  ): Promise<Effect[] | undefined> {
    const { replica, hostCalls } = this.#parts;
    const clientId = await replica.clientIdFor(agentUser, turn);
    const plan = this.plan(room);
    if (allowed !== undefined && plan.target !== allowed) return undefined;
    if (plan.effects.length === 0) return [];
    replica.transactAs(clientId, () => applyMerge(replica.doc, plan), 'run');
    hostCalls.note(agentUser, [...plan.effects, ...effects], { turn, runId });
    return plan.effects;
  }

  /** Runs a command in the room itself. @throws TandemError */
  async exec(
    command: string,
    turn: string,
    signal: AbortSignal,
  ): Promise<{ result: ShellResult; effects: Effect[] }> {
    const { value, effects } = await this.#runOnExecutor({ turn }, shellLimits.maxMs, signal, (props) =>
      this.#parts.executor.exec(props, command),
    );
    return { result: value, effects: effects.filter(({ kind }) => kind !== 'command') };
  }

  /** One request to a host that people have allowed. @throws TandemError */
  async request(url: URL, signal: AbortSignal): Promise<FetchAnswer> {
    const { value } = await this.#runOnExecutor({ host: url.host }, fetchLimits.timeoutMs, signal, (props) =>
      this.#parts.executor.request(props, url.href),
    );
    return value;
  }

  /**
   * TypeScript's errors in a room's files. It only reads what it is given, so it is no run.
   * @throws TandemError `too_large`, `stopped`, `unavailable`
   */
  async checkTypes(
    all: ReadonlyMap<string, string>,
    { path, before }: { path?: string | undefined; before?: TypeCheckJob['before'] },
    signal: AbortSignal,
  ): Promise<TypeCheck> {
    assertNotStopped(signal);
    const files = Object.fromEntries([...all].filter(([name, text]) => isCheckable(name, text)));
    if (isTooLargeToCheck(files))
      throw new TandemError('too_large', 'The room’s programs are too large for TypeScript to check here.');
    const stopped = Promise.withResolvers<void>();
    const onStop = (): void => stopped.resolve();
    signal.addEventListener('abort', onStop);
    try {
      const outcome = await callExecutor({
        ask: () =>
          this.#parts.executor.checkTypes({
            files,
            ...(path !== undefined && { path }),
            ...(before && { before }),
          }),
        // A check can be repeated.
        hasBegun: () => false,
        maxMs: typeCheckLimits.maxMs + agentLimits.toolGraceMs,
        whenStopped: stopped.promise,
      });
      if (outcome.kind === 'answered') return outcome.value;
      throw outcome.kind === 'stopped'
        ? new TandemError('stopped', 'The turn was stopped during this.')
        : new TandemError('unavailable', 'TypeScript did not answer in time.');
    } catch (error) {
      if (error instanceof TandemError) throw error;
      console.error('tandem: the executor failed in a check of types', error);
      throw new TandemError('unavailable', executorAway);
    } finally {
      signal.removeEventListener('abort', onStop);
    }
  }

  async #runOnExecutor<T>(
    permissions: RunPermissions,
    maxMs: number,
    signal: AbortSignal,
    work: (props: Props) => Promise<T>,
  ): Promise<{ value: T; effects: Effect[] }> {
    const { hostCalls, room, hold } = this.#parts;
    assertNotStopped(signal);
    const runId = newUlid();
    const release = hold();
    const stopped = Promise.withResolvers<void>();
    const onStop = (): void => stopped.resolve();
    signal.addEventListener('abort', onStop);
    hostCalls.begin(runId, agentUser, {}, permissions);
    try {
      const outcome = await callExecutor({
        ask: () => work({ room, runId }),
        hasBegun: () => hostCalls.hasBegunOrEnded(runId),
        maxMs: maxMs + agentLimits.toolGraceMs,
        whenStopped: stopped.promise,
      });
      if (outcome.kind === 'answered') return { value: outcome.value, effects: hostCalls.end(runId) };
      throw outcome.kind === 'stopped'
        ? new TandemError('stopped', 'The turn was stopped during this. What was written stays.')
        : new TandemError('unavailable', 'The executor did not answer in time.');
    } catch (error) {
      if (error instanceof TandemError) throw error;
      console.error('tandem: the executor failed in a call of the agent', error);
      throw new TandemError('unavailable', executorAway);
    } finally {
      // From here on it cannot act, whatever is still running there.
      hostCalls.end(runId);
      signal.removeEventListener('abort', onStop);
      release();
    }
  }
}
