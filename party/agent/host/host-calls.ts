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
  runOver,
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
  /** Tells every page. */
  emit: (action: Action) => void;
}

/** What is different about a run of the agent's, or a command in the terminal. */
export interface RunPermissions {
  /** The turn that the changes belong to. */
  turn?: string | undefined;
  /** A copy of the room, whose files it changes instead. */
  dry?: DryRoom | undefined;
  /** Nothing of it is told. */
  unheard?: true;
  /** The host that people have allowed for this call. */
  host?: string;
  /** Where its shell stands as it begins: a terminal goes on in its own. */
  shell?: ShellState;
}

/** What one run has of its own, while it goes on. */
interface HostedRun {
  runId: string;
  by: User;
  permissions: RunPermissions;
  effects: Effect[];
  files: RunFileSystem;
  shell: ShellState;
  /** Commands that go on. */
  commands: number;
  requests: RequestEntry[];
  requestCount: number;
  actions: number;
  /** Any call has come from it. */
  begun: boolean;
  /** Also beyond the effects that are written down. */
  changedFiles: boolean;
  /** Files it has written: told once, not for each write. */
  written: Set<string>;
}

/** What a room that has changed its mind while a program changes its files answers. */
const unasked: Readonly<Record<ChangeKind, string>> = {
  edit: 'This room is asked before the agent edits, since after this run began. Run it again: people are asked then.',
  delete:
    'This room is asked before the agent deletes, since after this run began. Run it again: people are asked then.',
  bash: 'This room is asked before a command of the agent changes files, since after this run began. Run it again: people are asked then.',
};

/**
 * The hands of the runs that go on: their files, shells and requests, and the log of what they did.
 *
 * Invariant: a run can act from {@link begin} to {@link end} only. Nothing else answers a call, whoever makes it.
 */
export class HostCalls {
  readonly #store: ActionStore;
  readonly #options: HostCallsOptions;
  readonly #live = new Map<string, HostedRun>();
  /** File id → when its text last changed, as far as this waking of the coder has seen. */
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

  begin(runId: string, by: User, env: Record<string, string> = {}, rights: RunPermissions = {}): void {
    const act: HostedRun = {
      runId,
      by,
      permissions: rights,
      effects: [],
      files: new RunFileSystem(
        new RoomVolume(
          rights.dry ?? this.#options.room,
          { user: by, turn: rights.turn },
          (id) => rights.dry?.changedAt(id) ?? this.#changedAt.get(id) ?? this.#awakeSince,
        ),
        new TempVolume(),
        {
          permit: (kind) => this.#permitChange(act, kind),
          onEffect: (effect) => this.#recordEffect(act, effect),
          assertLive: () => this.#assertLive(act),
        },
      ),
      shell: rights.shell ?? { cwd: '/work', env: { ...env } },
      commands: 0,
      requests: [],
      requestCount: 0,
      actions: 0,
      begun: false,
      changedFiles: false,
      written: new Set(),
    };
    this.#live.set(runId, act);
  }

  /** Where the shell of a run that goes on stands now. */
  shellOf(runId: string): ShellState | undefined {
    return this.#live.get(runId)?.shell;
  }

  /** Whether a run has asked for anything yet, or cannot any more. */
  hasBegun(runId: string): boolean {
    return this.#live.get(runId)?.begun ?? true;
  }

  /** Whether a run that goes on has changed the room's files. */
  hasChangedFiles(runId: string): boolean {
    return this.#live.get(runId)?.changedFiles === true;
  }

  /** What a run that goes on would leave in `/tmp`. */
  leftInTemp(runId: string): ReturnType<RunFileSystem['leftInTemp']> | undefined {
    return this.#live.get(runId)?.files.leftInTemp();
  }

  /** @returns what it did outside of its isolate. */
  end(runId: string): Effect[] {
    const effects = this.#live.get(runId)?.effects ?? [];
    this.#live.delete(runId);
    return effects;
  }

  /** Tells what was done otherwise than by a run that goes on. */
  note(by: User, effects: readonly ActionEffect[], source: ActionSource): void {
    for (const effect of effects) this.#options.emit(this.#store.add(by, effect, source));
  }

  /** The newest of the room, newest first. */
  list(limit: number): Action[] {
    return this.#store.list(limit);
  }

  /** One run's, in order. */
  ofRun(runId: string): Action[] {
    return this.#store.ofRun(runId);
  }

  /** Answers a call of a run. What it says comes from the program in the end, so it is parsed like any input. */
  async call(runId: string, raw: unknown): Promise<HostAnswer> {
    const call = hostCallSchema.safeParse(raw);
    if (!call.success) return { error: { code: 'EINVAL', message: 'This call cannot be read.' } };
    const act = this.#live.get(runId);
    if (!act) return { error: { code: 'EPERM', message: runOver } };
    act.begun = true;
    try {
      return { value: await this.#answer(act, call.data) };
    } catch (error) {
      if (!(error instanceof FsError)) {
        console.error('tandem: a call of a run failed', error);
        return { error: { code: 'EIO', message: 'Something went wrong on the server.' } };
      }
      const { code, message } = error;
      return { error: { code, ...(message !== '' && { message }) } };
    }
  }

  /** Whoever has waited for the room asks: the run may have ended meanwhile. */
  #assertLive(act: HostedRun): void {
    if (this.#live.get(act.runId) !== act) throw new FsError('EPERM', runOver);
  }

  async #answer(act: HostedRun, call: HostCall): Promise<HostValues[HostCall['op']]> {
    if ('path' in call) return act.files.call(call);
    switch (call.op) {
      case 'shell':
        if (act.commands >= runLimits.maxCommandsAtOnce) {
          const { maxCommandsAtOnce } = runLimits;
          throw new FsError('EAGAIN', `at most ${maxCommandsAtOnce} commands of a run can go on at once`);
        }
        act.commands++;
        return act.shell;
      case 'keepShell':
        act.shell = call.state;
        return null;
      case 'command': {
        const { command, exitCode, durationMs } = call;
        act.commands = Math.max(0, act.commands - 1);
        this.#recordEffect(act, { kind: 'command', command: command.slice(0, 1_000), exitCode, durationMs });
        return null;
      }
      case 'live':
        return null;
      case 'permitRequest':
        if (++act.requestCount <= fetchLimits.maxPerRun) return null;
        throw new FsError('EDQUOT', `A run can make at most ${fetchLimits.maxPerRun} requests.`);
      case 'permitHost':
        return this.#permitHost(act, call.host);
      case 'request':
        return this.#request(act, call);
      case 'requests':
        return act.requests;
      case 'clearRequests':
      default:
        act.requests = [];
        return null;
    }
  }

  /** A program cannot ask: what the agent has run changes the room itself only where nobody wants to be asked. */
  #permitChange({ by, permissions: rights }: HostedRun, kind: ChangeKind): void {
    if (rights.dry) rights.dry.kinds.add(kind);
    else if (by.kind === 'agent' && asksBefore(this.#options.room.doc, kind))
      throw new FsError('EACCES', unasked[kind]);
  }

  /** What the agent has run reads from hosts that people have allowed, and no others. */
  #permitHost({ by, permissions: rights }: HostedRun, host: string): null {
    if (by.kind !== 'agent' || rights.host === host || !asksBefore(this.#options.room.doc, 'fetch', host))
      return null;
    throw new FsError(
      'EACCES',
      `Nobody has allowed the agent to read from “${host}”. Its tool fetch asks for that.`,
    );
  }

  #request(act: HostedRun, call: Extract<HostCall, { op: 'request' }>): null {
    const { method, url, status, error, durationMs } = call;
    const ended = status === undefined ? { error } : { status };
    act.requests.push({ at: Date.now(), method, url, ...ended, durationMs });
    this.#recordEffect(act, { kind: 'request', method, url, ...ended, durationMs });
    return null;
  }

  #recordEffect(act: HostedRun, effect: Effect): void {
    const { dry, unheard, turn } = act.permissions;
    // What it would do is told when it is done.
    if (unheard || (dry && changesFiles(effect))) return;
    act.changedFiles ||= changesFiles(effect);
    if (effect.kind === 'write') {
      if (act.written.has(effect.path)) return;
      act.written.add(effect.path);
    } else if (effect.kind === 'delete' || effect.kind === 'rename') {
      act.written.delete(effect.path);
    }
    if (++act.actions > runLimits.maxActionsPerRun) return;
    act.effects.push(effect);
    this.note(act.by, [effect], { runId: act.runId, turn });
  }
}
