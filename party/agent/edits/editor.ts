import { createFile, pathOf, textOf } from '../../../shared/doc.ts';
import { TandemError } from '../../../shared/errors.ts';
import { agentLimits } from '../../../shared/limits.ts';
import { Mutex } from '../../../shared/mutex.ts';
import type { AgentStatus } from '../../../shared/presence.ts';
import { byteLength, freeSpace } from '../../../shared/room-size.ts';
import { plainText } from '../../../shared/text.ts';
import { assertNotStopped } from './not-stopped.ts';
import { EditPlans } from './edit-plans.ts';
import type { EditedRoom } from './edited-room.ts';
import { besideTypists } from './durable-hunks.ts';
import { pendingEdit, type PendingEdit } from './finish-edit.ts';
import { placeIn, typingSurface } from './typing-surface.ts';
import { OwnChanges } from './own-changes.ts';
import { readTextNow } from './read-text.ts';
import { applyHunks, countLines, lineDiff } from '../text/line-diff.ts';
import { changePath, type PathReport, type PendingPath } from './path-change.ts';
import type { Hunk, Replacement } from './plan.ts';
import {
  joinedRanges,
  type LineRange,
  type ReadSnapshot,
  nextRead,
  type ReadSnapshots,
} from './read-snapshots.ts';
import { type EditReport, endedMessage, respacedMessage } from './report.ts';
import { typeHunks } from './typing.ts';

export interface FileText {
  path: string;
  text: string;
  /** Token of what was read, see {@link Editor.edit}. */
  version: string;
}

export interface EditOptions<Pending = PendingEdit> {
  /**
   * Called once, right before the first change, with no await between: with `pending` an interrupted change
   * can be finished.
   */
  onPlanned?: ((pending: Pending) => void) | undefined;
}

interface PlannedEdit extends EditOptions {
  id: string;
  path: string;
  before: string;
  hunks: readonly Hunk[];
  created?: true | undefined;
}

/** The agent's edits in one turn: all of them under the turn's own client id, typed where people can see it. */
export class Editor {
  readonly #room: EditedRoom;
  readonly #clientId: number;
  readonly #signal: AbortSignal;
  readonly #turn: string;
  /** File id → what the agent last saw of it. */
  readonly #readSnapshots: ReadSnapshots;
  readonly #ownChanges: OwnChanges;
  /** Plans its edits. */
  readonly plans: EditPlans;
  readonly #writing = new Mutex();

  constructor(options: {
    room: EditedRoom;
    clientId: number;
    turn: string;
    signal: AbortSignal;
    /** Kept from turn to turn, so that an edit can tell what changed since an earlier turn's read. */
    readSnapshots?: ReadSnapshots;
  }) {
    const { room, clientId, turn, signal, readSnapshots = new Map<string, ReadSnapshot>() } = options;
    this.#room = room;
    this.#clientId = clientId;
    this.#turn = turn;
    this.#signal = signal;
    this.#readSnapshots = readSnapshots;
    this.#ownChanges = new OwnChanges({ room, clientId, turn, readSnapshots });
    this.plans = new EditPlans({ room, clientId, turn, readSnapshots, ownChanges: this.#ownChanges });
  }

  /** To be called when the turn is over. */
  close(): void {
    this.#ownChanges.settle();
    this.#ownChanges.close();
  }

  /** Reads a file whole; what the agent is shown of it is said by {@link noteShown}. @throws TandemError `not_found` */
  read(rawPath: string): FileText {
    const { id, path, text } = this.plans.open(rawPath);
    const known = readTextNow(text);
    const before = this.#readSnapshots.get(id);
    const read = nextRead(this.#room.doc, text, before);
    const earlier = before && [before.read, ...(before.earlier ?? [])].slice(0, agentLimits.earlierReads);
    // Parts of a text that has not changed in between add up.
    const shown = before?.text === known.text ? before.shown : undefined;
    this.#readSnapshots.set(id, { ...known, path, read, earlier, turn: this.#turn, partial: false, shown });
    return { path, text: known.text, version: read.version };
  }

  /** Notes that the agent was shown these lines of what {@link read} gave. */
  noteShown(rawPath: string, lines: LineRange): void {
    const { id } = this.plans.open(rawPath);
    const snapshot = this.#readSnapshots.get(id);
    if (!snapshot) return;
    const shown = joinedRanges([...(snapshot.shown ?? []), lines]);
    const [first] = shown;
    // A text that is too long to keep has no characters here, however much of it was shown.
    const isWhole =
      snapshot.characters !== undefined &&
      first !== undefined &&
      first.from <= 1 &&
      first.to >= countLines(snapshot.text);
    this.#readSnapshots.set(id, { ...snapshot, partial: !isWhole, shown: isWhole ? undefined : shown });
  }

  /**
   * Replaces texts that occur exactly once in the file as it is now: all of them, or none.
   * `version` is the token of the read that this is based on; without one, the last read.
   * @throws TandemError `not_found` for the file, `unprocessable` when a search text does not occur exactly
   *   once.
   */
  edit(
    rawPath: string,
    replacements: readonly Replacement[],
    { version, onPlanned }: EditOptions & { version?: string | undefined } = {},
  ): Promise<EditReport & { note?: string }> {
    return this.alone(() => this.#edit(rawPath, replacements, version, onPlanned));
  }

  async #edit(
    rawPath: string,
    replacements: readonly Replacement[],
    version: string | undefined,
    onPlanned: EditOptions['onPlanned'],
  ): Promise<EditReport & { note?: string }> {
    const { respaced, ...plan } = this.plans.edit(rawPath, replacements, version);
    const isCurrent = this.#readSnapshots.get(plan.id)?.text === plan.before;
    const report = await this.#type({ ...plan, onPlanned });
    this.#noteEdited(plan.id, report, isCurrent);
    return respaced.length === 0 ? report : { ...report, note: respacedMessage(respaced) };
  }

  /**
   * Creates a file, or changes an existing one to `content` by the smallest diff to what the agent last saw
   * of it.
   */
  write(rawPath: string, content: string, { onPlanned }: EditOptions = {}): Promise<EditReport> {
    return this.alone(() => this.#write(rawPath, content, onPlanned));
  }

  async #write(rawPath: string, content: string, onPlanned: EditOptions['onPlanned']): Promise<EditReport> {
    const { file, isUnread, ...plan } = this.plans.rewrite(rawPath, content);
    const { path, hunks } = plan;
    if (!file) this.#transact(() => createFile(this.#room.doc, path));
    // What is written now is known from then on.
    if (isUnread) this.read(path);
    const created = file ? undefined : true;
    const { id } = file ?? this.plans.open(path);
    if (hunks.length === 0) return { path, ...(created && { created }), added: 0, removed: 0, diff: '' };
    const report = await this.#type({ ...plan, id, created, onPlanned });
    this.#noteEdited(id, report, true);
    return report;
  }

  /** @param isCurrent whether the agent knew all of the text that it changed: then it has as good as read it in this turn */
  #noteEdited(file: string, { incomplete }: EditReport, isCurrent: boolean): void {
    this.#ownChanges.settle();
    const snapshot = this.#readSnapshots.get(file);
    if (!snapshot) return;
    const partial = snapshot.partial || incomplete !== undefined;
    this.#readSnapshots.set(file, {
      ...snapshot,
      turn: isCurrent ? this.#turn : snapshot.turn,
      partial,
    });
  }

  /**
   * Moves a file, or with `null` puts it into the trash.
   * @throws TandemError `not_found`, `conflict` when the other path is taken, `bad_request` when it is
   *   invalid.
   */
  move(
    rawPath: string,
    rawTo: string | null,
    { onPlanned }: EditOptions<PendingPath> = {},
  ): Promise<PathReport> {
    return this.alone(async () => {
      const { doc } = this.#room;
      const pending = this.plans.move(rawPath, rawTo);
      onPlanned?.(pending);
      let report: PathReport | undefined;
      this.#transact(() => (report = changePath(doc, pending)));
      if (!report) throw new Error('the change was not run');
      return report;
    });
  }

  /**
   * Runs one edit at a time, however many the model requests at once, and likewise anything else that writes
   * under the turn's client id: the clock of that id tells how far an edit has come.
   * @throws TandemError `stopped` when the turn was stopped by then
   */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#writing.run(async () => {
      assertNotStopped(this.#signal);
      return work();
    });
  }

  /** Shows the agent at a line that it reads, from 1. @throws TandemError `not_found` */
  showReading(rawPath: string, line: number): void {
    const { id, text } = this.plans.open(rawPath);
    const before = plainText(text).split('\n', line - 1);
    const index = before.reduce((sum, each) => sum + each.length + 1, 0);
    this.#room.setPresence({ ...placeIn(id, text, index), status: 'thinking' });
  }

  showStatus(status: AgentStatus): void {
    this.#room.setPresence({ file: null, selection: null, status });
  }

  async #type({ id, path, before, hunks: planned, onPlanned, created }: PlannedEdit): Promise<EditReport> {
    const { doc } = this.#room;
    const text = textOf(doc, id);
    if (!text) throw new TandemError('not_found', `“${path}” is not in the room any more.`);
    const hunks = besideTypists(text, planned);
    const growth = byteLength(applyHunks(before, hunks)) - byteLength(before);
    this.#transact(() => freeSpace(doc, growth));
    const reportOf = (made: readonly Hunk[]): EditReport => ({
      path: pathOf(doc, id) ?? path,
      ...lineDiff(before, made),
      ...(created ? { created } : {}),
    });
    onPlanned?.(pendingEdit(doc, id, hunks, { clientId: this.#clientId, report: reportOf(hunks) }));
    try {
      const signal = this.#signal;
      const transact = (change: () => void): void => this.#transact(change);
      const { made, ended } = await typeHunks(
        text,
        hunks,
        typingSurface(this.#room, { id, text, signal, transact }),
      );
      const report = reportOf(made);
      return ended === undefined ? report : { ...report, incomplete: endedMessage(ended, report) };
    } finally {
      this.showStatus(this.#signal.aborted ? 'idle' : 'thinking');
    }
  }

  #transact(change: () => void): void {
    this.#room.transactAs(this.#clientId, change, { turn: this.#turn });
  }
}
