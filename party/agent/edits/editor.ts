import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import {
  assertFileSize,
  createFile,
  fileIdAt,
  listFiles,
  pathOf,
  readAll,
  textOf,
} from '../../../shared/doc.ts';
import { TandemError } from '../../../shared/errors.ts';
import { normalizePath } from '../../../shared/paths.ts';
import { type AgentStatus, type LocalPresence, presenceSchema } from '../../../shared/presence.ts';
import type { Author } from '../../../shared/roles.ts';
import { cleanText } from '../../../shared/text.ts';
import { type LineDiff, lineDiff } from './line-diff.ts';
import {
  applyHunks,
  type Plan,
  planReplacements,
  planRewrite,
  type Problem,
  type Replacement,
} from './plan.ts';
import { changedSince, describeChanges, type Mark, versionOf } from './reads.ts';
import { planRebased } from './rebase.ts';
import { type Hands, type Typed, typeHunks } from './typing.ts';

/** The agent's replica of the room, as far as editing needs it. */
export interface EditedRoom {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  /** Yjs client id → who writes under it. */
  readonly authors: ReadonlyMap<number, Author>;
  /** Runs `change` as one transaction whose new text comes under `clientId`. */
  transactAs(clientId: number, change: () => void, origin: unknown): void;
  setPresence(presence: LocalPresence): void;
}

export interface EditReport extends LineDiff {
  path: string;
  /** The file is new. */
  created?: true;
  /** Not everything was done, and why. */
  incomplete?: string;
}

export interface FileText {
  path: string;
  text: string;
  /** Token of what was read, see {@link Editor.edit}. */
  version: string;
}

/** The agent's hands for one turn: all it writes comes under the turn's own client id, typed where people can see it. */
export class Editor {
  readonly #room: EditedRoom;
  readonly #clientId: number;
  readonly #signal: AbortSignal;
  readonly #turn: string;
  /** File id → what the agent last saw of it. */
  readonly #marks: Map<string, Mark>;

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
  async edit(rawPath: string, replacements: readonly Replacement[], version?: string): Promise<EditReport> {
    const { id, path, text } = this.#open(rawPath);
    const before = text.toJSON();
    const plan = planReplacements(before, replacements);
    if ('problem' in plan) {
      const since = version ?? this.#marks.get(id)?.version;
      throw new TandemError('unprocessable', this.#explain(plan.problem, text, since));
    }
    const report = await this.#type(id, path, before, plan.hunks);
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
  async write(rawPath: string, content: string): Promise<EditReport> {
    const path = normalizePath(rawPath);
    const clean = cleanText(content);
    assertFileSize(clean);
    const id = fileIdAt(this.#room.doc, path);
    if (id === undefined) return this.#create(path, clean);
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
      const changes = this.#changes(text, mark.version) || 'lines were removed';
      throw new TandemError(
        'unprocessable',
        `“${path}” changed since it was read: ${changes}. Read it again.`,
      );
    }
    const plan: Plan = planRebased(mark?.text ?? current, current, clean);
    if ('problem' in plan) return { path, added: 0, removed: 0, diff: '' };
    const report = await this.#type(id, path, current, plan.hunks);
    const { incomplete } = report;
    const version = mark?.version ?? versionOf(this.#room.doc, text);
    this.#marks.set(id, { version, text: clean, turn: this.#turn, partial: incomplete !== undefined });
    return report;
  }

  showStatus(status: AgentStatus): void {
    this.#room.setPresence({ file: null, selection: null, status });
  }

  async #create(path: string, content: string): Promise<EditReport> {
    let id = '';
    this.#room.transactAs(
      this.#clientId,
      () => {
        id = createFile(this.#room.doc, path, '', this);
      },
      this,
    );
    const { version } = this.read(path);
    const plan = planRewrite('', content);
    if ('problem' in plan) return { path, created: true, added: 0, removed: 0, diff: '' };
    const report = await this.#type(id, path, '', plan.hunks);
    const partial = report.incomplete !== undefined;
    this.#marks.set(id, { version, text: content, turn: this.#turn, partial });
    return { ...report, created: true };
  }

  async #type(
    id: string,
    path: string,
    before: string,
    hunks: Parameters<typeof typeHunks>[1],
  ): Promise<EditReport> {
    const text = textOf(this.#room.doc, id);
    if (!text) throw new TandemError('not_found', `“${path}” is not in the room any more.`);
    try {
      const typed = await typeHunks(text, hunks, this.#hands(id, text));
      const report = { path: pathOf(this.#room.doc, id) ?? path, ...lineDiff(before, typed.made) };
      return typed.ended === undefined ? report : { ...report, incomplete: sayEnded(typed.ended, report) };
    } finally {
      this.showStatus(this.#signal.aborted ? 'idle' : 'thinking');
    }
  }

  #open(rawPath: string): { id: string; path: string; text: Y.Text } {
    const path = normalizePath(rawPath);
    const id = fileIdAt(this.#room.doc, path);
    const text = id === undefined ? undefined : textOf(this.#room.doc, id);
    if (id === undefined || text === undefined) throw notFound(this.#room.doc, path);
    return { id, path, text };
  }

  #hands(id: string, text: Y.Text): Hands {
    const room = this.#room;
    const signal = this.#signal;
    const origin = { turn: this.#turn };
    return {
      transact: (change) => room.transactAs(this.#clientId, change, origin),
      showCursor: (index) => {
        const position: Record<string, unknown> = Y.relativePositionToJSON(
          Y.createRelativePositionFromTypeIndex(text, Math.min(index, text.length), -1),
        );
        room.setPresence({ file: id, selection: { anchor: position, head: position }, status: 'editing' });
      },
      peopleAt: () => peopleAt(room, id),
      fileExists: () => pathOf(room.doc, id) !== undefined,
      now: () => Date.now(),
      sleep: (ms) => sleep(ms, signal),
      get stopped() {
        return signal.aborted;
      },
    };
  }

  #changes(text: Y.Text, since: string): string {
    const authorOf = (clientId: number): Author | undefined => this.#room.authors.get(clientId);
    return describeChanges(changedSince(text, since, authorOf, this.#clientId));
  }

  #explain(problem: Problem, text: Y.Text, since: string | undefined): string {
    if (problem.kind === 'same') return 'The replacement is what stands there already.';
    const which = `The search text of edit ${problem.at + 1}`;
    if (problem.kind === 'overlap') return `${which} overlaps with another one. Make them one edit.`;
    if (problem.kind === 'several') {
      const lines = problem.lines.join(', ');
      return `${which} is there ${problem.lines.length} times (lines ${lines}). Give more of the text around it.`;
    }
    const changes = since === undefined ? '' : this.#changes(text, since);
    if (changes !== '') {
      return `${which} was not found, the file changed since it was read: ${changes}. Read it again.`;
    }
    return `${which} was not found. Read the file and copy the text exactly.`;
  }
}

function notFound(doc: Y.Doc, path: string): TandemError {
  const paths = listFiles(doc).map((file) => file.path);
  const name = path.split('/').at(-1);
  const near = paths.filter((candidate) => candidate.split('/').at(-1) === name);
  const hint = near.length > 0 ? ` There is “${near.join('”, “')}”.` : ' listFiles shows what there is.';
  return new TandemError('not_found', `There is no file “${path}”.${hint}`);
}

function sayEnded(ended: NonNullable<Typed['ended']>, { added, removed }: LineDiff): string {
  const done =
    added + removed > 0 ? `what is done until then (+${added} −${removed}) stays` : 'nothing was changed';
  if (ended === 'stopped') return `Stopped: ${done}.`;
  if (ended === 'file-deleted') return `The file was deleted meanwhile: ${done}.`;
  return `Someone deleted the text that was being changed: ${done}. Read the file again.`;
}

/** Where people's cursors stand in a file. */
function peopleAt(room: EditedRoom, fileId: string): number[] {
  const places: number[] = [];
  for (const [clientId, state] of room.awareness.getStates()) {
    if (clientId === room.awareness.clientID) continue;
    const presence = presenceSchema.safeParse(state);
    if (!presence.success || presence.data.user.kind !== 'human' || presence.data.file !== fileId) continue;
    const head = presence.data.selection?.head;
    if (!head) continue;
    const place = Y.createAbsolutePositionFromRelativePosition(
      Y.createRelativePositionFromJSON(head),
      room.doc,
    );
    if (place) places.push(place.index);
  }
  return places;
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
