import * as Y from 'yjs';
import { assertFileSize, createFile, fileIdAt, pathOf, readAll, textOf } from '../../../shared/doc.ts';
import { agentPaceOf } from '../../../shared/meta.ts';
import { TandemError } from '../../../shared/errors.ts';
import { normalizePath } from '../../../shared/paths.ts';
import type { AgentStatus } from '../../../shared/presence.ts';
import type { Author } from '../../../shared/roles.ts';
import { cleanText } from '../../../shared/text.ts';
import { type EditedRoom, peopleAt } from './edited-room.ts';
import { pendingEdit, type PendingEdit } from './finish.ts';
import { lineDiff } from './line-diff.ts';
import { changePath, type PathReport, pendingPath, type PendingPath } from './path-change.ts';
import { applyHunks, type Hunk, type Plan, planReplacements, planRewrite, type Replacement } from './plan.ts';
import { changedSince, describeChanges, type Mark, versionOf } from './reads.ts';
import { planRebased } from './rebase.ts';
import { type EditReport, noFileAt, sayEnded, sayProblem } from './report.ts';
import { type Hands, typeHunks } from './typing.ts';

export interface FileText {
  path: string;
  text: string;
  /** Token of what was read, see {@link Editor.edit}. */
  version: string;
}

export interface EditOptions<Pending = PendingEdit> {
  /** Called once, before the first stroke and in the same breath: with this a cut-off change can be finished. */
  onPlanned?: ((pending: Pending) => void) | undefined;
}

interface PlannedEdit extends EditOptions {
  id: string;
  path: string;
  before: string;
  hunks: readonly Hunk[];
  created?: true;
}

/** The agent's hands for one turn: all it writes comes under the turn's own client id, typed where people can see it. */
export class Editor {
  readonly #room: EditedRoom;
  readonly #clientId: number;
  readonly #signal: AbortSignal;
  readonly #turn: string;
  /** File id → what the agent last saw of it. */
  readonly #marks: Map<string, Mark>;
  /** The edit that is being made. */
  #busy: Promise<void> | undefined;

  constructor(options: {
    room: EditedRoom;
    clientId: number;
    turn: string;
    signal: AbortSignal;
    /** Kept from turn to turn, so that an edit can tell what changed since an earlier turn's read. */
    marks?: Map<string, Mark>;
  }) {
    this.#room = options.room;
    this.#clientId = options.clientId;
    this.#turn = options.turn;
    this.#signal = options.signal;
    this.#marks = options.marks ?? new Map();
  }

  /** All files, by path. */
  list(): ReadonlyMap<string, string> {
    return readAll(this.#room.doc);
  }

  /** @throws TandemError `not_found` */
  read(rawPath: string): FileText {
    const { id, path, text } = this.#open(rawPath);
    const version = versionOf(this.#room.doc, text);
    this.#marks.set(id, { version, text: text.toJSON(), turn: this.#turn, partial: false });
    return { path, text: text.toJSON(), version };
  }

  /** Notes that the agent was shown only a part of what {@link read} gave. */
  sawOnlyPart(rawPath: string): void {
    const { id } = this.#open(rawPath);
    const mark = this.#marks.get(id);
    if (mark) mark.partial = true;
  }

  /**
   * Replaces texts that stand exactly once in the file as it is now; all are found, or none is changed.
   * `version` is the token of the read that this is based on; without one, the last read.
   * @throws TandemError `not_found` for the file, `unprocessable` when a search text is not there just once.
   */
  edit(
    rawPath: string,
    replacements: readonly Replacement[],
    { version, onPlanned }: EditOptions & { version?: string | undefined } = {},
  ): Promise<EditReport> {
    return this.#oneByOne(() => this.#edit(rawPath, replacements, version, onPlanned));
  }

  async #edit(
    rawPath: string,
    replacements: readonly Replacement[],
    version: string | undefined,
    onPlanned: EditOptions['onPlanned'],
  ): Promise<EditReport> {
    const { id, path, text } = this.#open(rawPath);
    const before = text.toJSON();
    const plan = planReplacements(before, replacements);
    if ('problem' in plan) {
      const mark = this.#marks.get(id);
      const since = version ?? mark?.version;
      const changes = (): string => (since === undefined ? '' : this.#changes(text, since, mark));
      throw new TandemError(
        'unprocessable',
        sayProblem(plan.problem, { text: before, replacements, changes }),
      );
    }
    const report = await this.#type({ id, path, before, hunks: plan.hunks, onPlanned });
    const mark = this.#marks.get(id);
    if (mark) {
      if (mark.text === before) mark.turn = this.#turn;
      const known = planReplacements(mark.text, replacements);
      if ('hunks' in known && report.incomplete === undefined) mark.text = applyHunks(mark.text, known.hunks);
      else mark.partial = true;
    }
    return report;
  }

  /** Makes a file, or turns an existing one into `content` by the smallest diff to what the agent last saw of it. */
  write(rawPath: string, content: string, { onPlanned }: EditOptions = {}): Promise<EditReport> {
    return this.#oneByOne(() => this.#write(rawPath, content, onPlanned));
  }

  async #write(rawPath: string, content: string, onPlanned: EditOptions['onPlanned']): Promise<EditReport> {
    const path = normalizePath(rawPath);
    const clean = cleanText(content);
    assertFileSize(clean);
    if (clean.includes('\0'))
      throw new TandemError('bad_request', 'A room holds text only: this has NUL characters.');
    const id = fileIdAt(this.#room.doc, path);
    if (id === undefined) return this.#create(path, clean, onPlanned);
    const { text } = this.#open(path);
    const current = text.toJSON();
    const mark = this.#marks.get(id);
    if (mark?.partial === true) {
      throw new TandemError(
        'unprocessable',
        `Not all of “${path}” is known as it is now, so it cannot be written as a whole: read it, or use editFile.`,
      );
    }
    if (mark && mark.turn !== this.#turn && mark.text !== current) {
      const changes = this.#changes(text, mark.version, mark);
      throw new TandemError(
        'unprocessable',
        `“${path}” changed since it was read: ${changes}. Read it again.`,
      );
    }
    const plan: Plan = planRebased(mark?.text ?? current, current, clean);
    if ('problem' in plan) return { path, added: 0, removed: 0, diff: '' };
    const report = await this.#type({ id, path, before: current, hunks: plan.hunks, onPlanned });
    const { incomplete } = report;
    const version = mark?.version ?? versionOf(this.#room.doc, text);
    this.#marks.set(id, { version, text: clean, turn: this.#turn, partial: incomplete !== undefined });
    return report;
  }

  /**
   * Moves a file, or with `null` puts it into the trash.
   * @throws TandemError `not_found`, `conflict` when the other path is taken, `bad_request` when it is none.
   */
  move(
    rawPath: string,
    rawTo: string | null,
    { onPlanned }: EditOptions<PendingPath> = {},
  ): Promise<PathReport> {
    return this.#oneByOne(async () => {
      const { doc } = this.#room;
      const pending = pendingPath(doc, this.#open(rawPath).id, rawTo, this.#clientId);
      onPlanned?.(pending);
      let report: PathReport | undefined;
      this.#transact(() => (report = changePath(doc, pending)));
      if (!report) throw new Error('the change was not run');
      return report;
    });
  }

  showStatus(status: AgentStatus): void {
    this.#room.setPresence({ file: null, selection: null, status });
  }

  async #create(path: string, content: string, onPlanned: EditOptions['onPlanned']): Promise<EditReport> {
    let id = '';
    this.#transact(() => (id = createFile(this.#room.doc, path)));
    const { version } = this.read(path);
    const plan = planRewrite('', content);
    if ('problem' in plan) return { path, created: true, added: 0, removed: 0, diff: '' };
    const report = await this.#type({ id, path, before: '', hunks: plan.hunks, onPlanned, created: true });
    const partial = report.incomplete !== undefined;
    this.#marks.set(id, { version, text: content, turn: this.#turn, partial });
    return report;
  }

  async #type({ id, path, before, hunks, onPlanned, created }: PlannedEdit): Promise<EditReport> {
    const { doc } = this.#room;
    const text = textOf(doc, id);
    if (!text) throw new TandemError('not_found', `“${path}” is not in the room any more.`);
    const reportOf = (made: readonly Hunk[]): EditReport => ({
      path: pathOf(doc, id) ?? path,
      ...lineDiff(before, made),
      ...(created ? { created } : {}),
    });
    onPlanned?.(pendingEdit(doc, id, hunks, { clientId: this.#clientId, report: reportOf(hunks) }));
    try {
      const { made, ended } = await typeHunks(text, hunks, this.#hands(id, text));
      const report = reportOf(made);
      return ended === undefined ? report : { ...report, incomplete: sayEnded(ended, report) };
    } finally {
      this.showStatus(this.#signal.aborted ? 'idle' : 'thinking');
    }
  }

  #transact(change: () => void): void {
    this.#room.transactAs(this.#clientId, change, { turn: this.#turn });
  }

  /** One pair of hands: an edit begins when the one before it is over, whatever the model asks for at once. */
  async #oneByOne<T>(work: () => Promise<T>): Promise<T> {
    while (this.#busy) await this.#busy;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#busy = promise;
    try {
      return await work();
    } finally {
      this.#busy = undefined;
      resolve();
    }
  }

  #open(rawPath: string): { id: string; path: string; text: Y.Text } {
    const path = normalizePath(rawPath);
    const id = fileIdAt(this.#room.doc, path);
    const text = id === undefined ? undefined : textOf(this.#room.doc, id);
    if (id === undefined || text === undefined) throw noFileAt(this.#room.doc, path);
    return { id, path, text };
  }

  #hands(id: string, text: Y.Text): Hands {
    const room = this.#room;
    const signal = this.#signal;
    return {
      transact: (change) => this.#transact(change),
      showCursor: (index) => {
        const position: Record<string, unknown> = Y.relativePositionToJSON(
          Y.createRelativePositionFromTypeIndex(text, Math.min(index, text.length), -1),
        );
        room.setPresence({ file: id, selection: { anchor: position, head: position }, status: 'editing' });
      },
      peopleAt: () => peopleAt(room, id),
      fileExists: () => pathOf(room.doc, id) !== undefined,
      now: () => Date.now(),
      instant: agentPaceOf(room.doc) === 'instant',
      sleep: (ms) => sleep(ms, signal),
      get stopped() {
        return signal.aborted;
      },
    };
  }

  #changes(text: Y.Text, version: string, mark: Mark | undefined): string {
    const authorOf = (clientId: number): Author | undefined => this.#room.authors.get(clientId);
    // Of another read, or of one whose own changes went astray, it is not known what the text was.
    const known = mark?.version === version && !mark.partial ? mark.text : undefined;
    return describeChanges(changedSince(text, { version, known }, authorOf, this.#clientId));
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
