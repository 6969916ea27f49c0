import * as Y from 'yjs';
import { filesChangedIn } from '../../../shared/doc.ts';
import {
  type Action,
  type ActionEffect,
  changesFiles,
  type Effect,
  type HostAnswer,
  type HostCall,
  hostCallSchema,
  type HostValues,
  type RequestEntry,
  type ShellState,
  runOverMessage,
} from '../../../shared/host.ts';
import { asksBefore } from '../../../shared/approvals.ts';
import { fetchLimits, runLimits } from '../../../shared/limits.ts';
import type { User } from '../../../shared/roles.ts';
import type { Sql } from '../storage/sql.ts';
import { type ActionSource, ActionStore } from './action-store.ts';
import { RunFileSystem } from './run-file-system.ts';
import type { ChangeKind, DryRoom } from './dry-room.ts';
import { FsError } from './fs-error.ts';
import { type HostRoom, RoomVolume } from './room-volume.ts';
import { TempVolume } from './temp-volume.ts';

export interface HostCallsOptions {
  sql: Sql;
  room: HostRoom;
  /** Sends an action to every page. */
  emit: (action: Action) => void;
}

/** What is special about a run of the agent, or a command in the terminal. */
export interface RunPermissions {
  /** The turn that the changes belong to. */
  turn?: string | undefined;
  /** A copy of the room, whose files it changes instead. */
  dry?: DryRoom | undefined;
  /** Its effects are not logged. */
  unlogged?: true;
  /** The host that people have allowed for this call. */
  host?: string;
  /** The state that its shell begins with: a terminal continues in its own. */
  shell?: ShellState;
}

/** The state of one run in progress. */
interface HostedRun {
  runId: string;
  by: User;
  permissions: RunPermissions;
  effects: Effect[];
  files: RunFileSystem;
  shell: ShellState;
  /** How many commands are in progress. */
  commands: number;
  requests: RequestEntry[];
  requestCount: number;
  actions: number;
  /** Any call has come from it. */
  begun: boolean;
  /** Also by effects past the limit of the log. */
  changedFiles: boolean;
  /** Files it has written: each is logged once, not for each write. */
  written: Set<string>;
}

/** The errors for a change when the room began to require approval for it while the program was running. */
const approvalNowRequired: Readonly<Record<ChangeKind, string>> = {
  edit: 'Since this run began, people want to be asked before the agent edits. Run it again: they will be asked then.',
  delete:
    'Since this run began, people want to be asked before the agent deletes. Run it again: they will be asked then.',
  bash: 'Since this run began, people want to be asked before a command of the agent changes files. Run it again: they will be asked then.',
};

/**
 * What runs can do outside of their isolates: their files, shells and requests, and the log of that.
 *
 * Invariant: a call is answered for a run only from {@link begin} to {@link end}, whoever makes it.
 */
export class HostCalls {
  readonly #store: ActionStore;
  readonly #options: HostCallsOptions;
  readonly #live = new Map<string, HostedRun>();
  /** File id → when its text last changed, as far as this coder has seen since it started. */
  readonly #changedAt = new Map<string, number>();
  readonly #awakeSince = Date.now();

  constructor(options: HostCallsOptions) {
    this.#options = options;
    this.#store = new ActionStore(options.sql);
    options.room.doc.on('afterTransaction', (transaction: Y.Transaction) => {
      if (transaction.changed.size === 0) return;
      const now = Date.now();
      for (const id of filesChangedIn(transaction)) this.#changedAt.set(id, now);
    });
  }

  begin(runId: string, by: User, env: Record<string, string> = {}, permissions: RunPermissions = {}): void {
    const run: HostedRun = {
      runId,
      by,
      permissions,
      effects: [],
      files: new RunFileSystem(
        new RoomVolume(
          permissions.dry ?? this.#options.room,
          { user: by, turn: permissions.turn },
          (id) => permissions.dry?.changedAt(id) ?? this.#changedAt.get(id) ?? this.#awakeSince,
        ),
        new TempVolume(),
        {
          permit: (kind) => this.#permitChange(run, kind),
          onEffect: (effect) => this.#recordEffect(run, effect),
          assertLive: () => this.#assertLive(run),
        },
      ),
      shell: permissions.shell ?? { cwd: '/work', env: { ...env } },
      commands: 0,
      requests: [],
      requestCount: 0,
      actions: 0,
      begun: false,
      changedFiles: false,
      written: new Set(),
    };
    this.#live.set(runId, run);
  }

  /** The state of the shell of a run in progress. */
  shellOf(runId: string): ShellState | undefined {
    return this.#live.get(runId)?.shell;
  }

  /** Whether a run has made a call, or is over and can make none: repeating it might do something twice. */
  hasBegunOrEnded(runId: string): boolean {
    return this.#live.get(runId)?.begun ?? true;
  }

  /** Whether a run in progress has changed the room's files. */
  hasChangedFiles(runId: string): boolean {
    return this.#live.get(runId)?.changedFiles === true;
  }

  /** What a run in progress would leave in `/tmp`. */
  leftInTemp(runId: string): ReturnType<RunFileSystem['leftInTemp']> | undefined {
    return this.#live.get(runId)?.files.leftInTemp();
  }

  /** Ends a run. @returns what it did outside of its isolate */
  end(runId: string): Effect[] {
    const effects = this.#live.get(runId)?.effects ?? [];
    this.#live.delete(runId);
    return effects;
  }

  /** Logs and sends effects, also those outside of any run in progress. */
  note(by: User, effects: readonly ActionEffect[], source: ActionSource): void {
    for (const effect of effects) this.#options.emit(this.#store.add(by, effect, source));
  }

  /** The newest actions in the room, newest first. */
  list(limit: number): Action[] {
    return this.#store.list(limit);
  }

  /** The actions of one run, in order. */
  ofRun(runId: string): Action[] {
    return this.#store.ofRun(runId);
  }

  /** Answers a call of a run. What it holds comes from the program, so it is parsed like any input. */
  async call(runId: string, raw: unknown): Promise<HostAnswer> {
    const call = hostCallSchema.safeParse(raw);
    if (!call.success) return { error: { code: 'EINVAL', message: 'This call cannot be read.' } };
    const run = this.#live.get(runId);
    if (!run) return { error: { code: 'EPERM', message: runOverMessage } };
    run.begun = true;
    try {
      return { value: await this.#answer(run, call.data) };
    } catch (error) {
      if (!(error instanceof FsError)) {
        console.error('tandem: a call of a run failed', error);
        return { error: { code: 'EIO', message: 'Something went wrong on the server.' } };
      }
      const { code, message } = error;
      return { error: { code, ...(message !== '' && { message }) } };
    }
  }

  /** Called after waiting for the room: the run may have ended meanwhile. */
  #assertLive(run: HostedRun): void {
    if (this.#live.get(run.runId) !== run) throw new FsError('EPERM', runOverMessage);
  }

  async #answer(run: HostedRun, call: HostCall): Promise<HostValues[HostCall['op']]> {
    if ('path' in call) return run.files.call(call);
    switch (call.op) {
      case 'shell':
        if (run.commands >= runLimits.maxCommandsAtOnce) {
          const { maxCommandsAtOnce } = runLimits;
          throw new FsError('EAGAIN', `at most ${maxCommandsAtOnce} commands of a run can run at once`);
        }
        run.commands++;
        return run.shell;
      case 'keepShell':
        run.shell = call.state;
        return null;
      case 'command': {
        const { command, exitCode, durationMs } = call;
        run.commands = Math.max(0, run.commands - 1);
        this.#recordEffect(run, {
          kind: 'command',
          command: command.slice(0, runLimits.keptCommandLength),
          exitCode,
          durationMs,
        });
        return null;
      }
      case 'live':
        return null;
      case 'permitRequest':
        if (++run.requestCount <= fetchLimits.maxPerRun) return null;
        throw new FsError('EDQUOT', `A run can make at most ${fetchLimits.maxPerRun} requests.`);
      case 'permitHost':
        return this.#permitHost(run, call.host);
      case 'request':
        return this.#request(run, call);
      case 'requests':
        return run.requests;
      case 'clearRequests':
      default:
        run.requests = [];
        return null;
    }
  }

  /**
   * A program cannot wait for approval: the agent's runs change the room itself only where none is needed.
   */
  #permitChange({ by, permissions }: HostedRun, kind: ChangeKind): void {
    if (permissions.dry) permissions.dry.kinds.add(kind);
    else if (by.kind === 'agent' && asksBefore(this.#options.room.doc, kind))
      throw new FsError('EACCES', approvalNowRequired[kind]);
  }

  /** The agent's runs read only from hosts that people have allowed. */
  #permitHost({ by, permissions }: HostedRun, host: string): null {
    if (
      by.kind !== 'agent' ||
      permissions.host === host ||
      !asksBefore(this.#options.room.doc, 'fetch', host)
    )
      return null;
    throw new FsError(
      'EACCES',
      `Nobody has allowed the agent to read from “${host}”. Its tool fetch asks for that.`,
    );
  }

  #request(run: HostedRun, call: Extract<HostCall, { op: 'request' }>): null {
    const { method, url, status, error, durationMs } = call;
    const ended = status === undefined ? { error } : { status };
    run.requests.push({ at: Date.now(), method, url, ...ended, durationMs });
    this.#recordEffect(run, { kind: 'request', method, url, ...ended, durationMs });
    return null;
  }

  #recordEffect(run: HostedRun, effect: Effect): void {
    const { dry, unlogged, turn } = run.permissions;
    // What a dry run would do is logged when it is applied.
    if (unlogged || (dry && changesFiles(effect))) return;
    run.changedFiles ||= changesFiles(effect);
    if (effect.kind === 'write') {
      if (run.written.has(effect.path) && !effect.partly) return;
      run.written.add(effect.path);
    } else if (effect.kind === 'delete' || effect.kind === 'rename') {
      run.written.delete(effect.path);
    }
    if (++run.actions > runLimits.maxActionsPerRun) return;
    run.effects.push(effect);
    this.note(run.by, [effect], { runId: run.runId, turn });
  }
}
