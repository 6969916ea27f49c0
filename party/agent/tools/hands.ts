import * as Y from 'yjs';
import {
  claimPath,
  createFile,
  deleteFile,
  listFiles,
  readAll,
  contentOf,
  textOf,
} from '../../../shared/doc.ts';
import { TandemError } from '../../../shared/errors.ts';
import type { Effect } from '../../../shared/host.ts';
import { newUlid } from '../../../shared/ids.ts';
import { agentLimits, fetchLimits, shellLimits } from '../../../shared/limits.ts';
import { growthTo, makeRoom } from '../../../shared/room-size.ts';
import { agentUser } from '../../../shared/roles.ts';
import type { FetchAnswer, ShellResult, ToolService } from '../../../shared/run.ts';
import { applyEdits, plainText, smallestDiff } from '../../../shared/text.ts';
import { after } from '../../../shared/timers.ts';
import { assertNotStopped } from '../stopped.ts';
import type { ActRights, Acts } from '../acts/acts.ts';
import { filesById, type NetChanges, netChanges } from './net-changes.ts';
import type { ActRoom } from '../acts/room-volume.ts';
import { askExecutor, executorAway } from '../run-retry.ts';

/** A command that was run on a copy of the room: what it said, and what it would do. */
export interface Rehearsal {
  command: string;
  result: ShellResult;
  effects: Effect[];
  /** The files as they were, as one text. */
  target: string;
  changes: NetChanges;
  doc: Y.Doc;
}

export interface HandParts {
  /** The room's id. */
  room: string;
  replica: ActRoom;
  acts: Pick<Acts, 'begin' | 'end' | 'note' | 'hasBegun'>;
  executor: ToolService;
  /** Keeps the coder awake, and in the room. */
  hold: () => () => void;
}

type Props = Parameters<ToolService['exec']>[0];

/**
 * What the agent's tools do by the executor: commands over the room's files, and requests. Each call is a run of its own,
 * which can act while it lasts and no longer.
 */
export class Hands {
  readonly #parts: HandParts;

  constructor(parts: HandParts) {
    this.#parts = parts;
  }

  /** All files as one text: what a command may read. */
  target(): string {
    return JSON.stringify([...readAll(this.#parts.replica.doc)].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Runs a command on a copy of the room. @throws TandemError */
  async rehearse(command: string, signal: AbortSignal): Promise<Rehearsal> {
    await this.#parts.replica.join();
    const target = this.target();
    const copy = copyOf(this.#parts.replica.doc);
    const before = filesById(copy.doc);
    const { value, effects } = await this.#act({ rehearsal: copy }, shellLimits.maxMs, signal, (props) =>
      this.#parts.executor.exec(props, command),
    );
    const ofRoom = effects.filter(({ kind }) => kind !== 'command');
    return {
      command,
      result: value,
      effects: ofRoom,
      target,
      changes: netChanges(before, filesById(copy.doc)),
      doc: copy.doc,
    };
  }

  /** Does what was rehearsed, as one change. @returns false when the room is not as it was then. @throws TandemError */
  async apply({ command, result, effects, target, doc: copy }: Rehearsal, turn: string): Promise<boolean> {
    const { replica, acts } = this.#parts;
    const clientId = await replica.clientIdFor(agentUser, turn);
    if (this.target() !== target) return false;
    replica.transactAs(clientId, () => takeOver(replica.doc, copy), 'run');
    const { exitCode } = result;
    const ran: Effect = { kind: 'command', command: command.slice(0, 1_000), exitCode, durationMs: 0 };
    acts.note(agentUser, [...effects, ran], { turn });
    return true;
  }

  /** Runs a command in the room itself. @throws TandemError */
  async exec(
    command: string,
    turn: string,
    signal: AbortSignal,
  ): Promise<{ result: ShellResult; effects: Effect[] }> {
    const { value, effects } = await this.#act({ turn }, shellLimits.maxMs, signal, (props) =>
      this.#parts.executor.exec(props, command),
    );
    return { result: value, effects: effects.filter(({ kind }) => kind !== 'command') };
  }

  /** One request to a host that people have allowed. @throws TandemError */
  async request(url: URL, signal: AbortSignal): Promise<FetchAnswer> {
    const { value } = await this.#act({ host: url.host }, fetchLimits.timeoutMs, signal, (props) =>
      this.#parts.executor.request(props, url.href),
    );
    return value;
  }

  async #act<T>(
    rights: ActRights,
    maxMs: number,
    signal: AbortSignal,
    work: (props: Props) => Promise<T>,
  ): Promise<{ value: T; effects: Effect[] }> {
    const { acts, room, hold } = this.#parts;
    assertNotStopped(signal);
    const runId = newUlid();
    const release = hold();
    const cut = Promise.withResolvers<never>();
    const cancel = after(maxMs + agentLimits.toolGraceMs, () =>
      cut.reject(new TandemError('unavailable', 'The executor did not answer in time.')),
    );
    const onStop = (): void =>
      cut.reject(new TandemError('conflict', 'The turn was stopped during this. What was written stays.'));
    signal.addEventListener('abort', onStop);
    acts.begin(runId, agentUser, {}, rights);
    let effects: Effect[] = [];
    try {
      const value = await Promise.race([
        askExecutor(
          () => work({ room, runId }),
          () => acts.hasBegun(runId),
        ),
        cut.promise,
      ]);
      effects = acts.end(runId);
      return { value, effects };
    } catch (error) {
      if (error instanceof TandemError) throw error;
      console.error('tandem: the executor failed at a call of the agent', error);
      throw new TandemError('unavailable', executorAway);
    } finally {
      // From here on nothing of it can act, whatever still goes on there.
      acts.end(runId);
      cancel();
      signal.removeEventListener('abort', onStop);
      release();
    }
  }
}

function copyOf(doc: Y.Doc): ActRoom {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return {
    doc: copy,
    join: () => Promise.resolve(),
    clientIdFor: () => Promise.resolve(copy.clientID),
    transactAs: (_, write) => copy.transact(write),
  };
}

/** Gives a room the files of its changed copy, by the smallest changes. Files are the same by their ids. */
function takeOver(doc: Y.Doc, copy: Y.Doc): void {
  const wanted = new Map(listFiles(copy).map((file) => [file.id, file.path]));
  const there = listFiles(doc);
  makeRoom(doc, growthTo(doc, copy, wanted.keys()));
  for (const { id } of there) if (!wanted.has(id)) deleteFile(doc, id);
  for (const { id, path } of there) {
    const to = wanted.get(id);
    // Unchecked: files may change places, and in the copy they did.
    if (to !== undefined && to !== path) claimPath(doc, id, to);
  }
  for (const [id, path] of wanted) {
    const content = contentOf(copy, id);
    const text = textOf(doc, id);
    if (text && there.some((file) => file.id === id))
      applyEdits(text, smallestDiff(plainText(text), content));
    else createFile(doc, path, content, null, id);
  }
}
