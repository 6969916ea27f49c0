import type * as Y from 'yjs';
import { assertCreatable, contentOf, fileIdAt, readAll, textOf } from '../../../shared/doc.ts';
import { assertFileSize } from '../../../shared/file-size.ts';
import { TandemError } from '../../../shared/errors.ts';
import { normalizePath } from '../../../shared/paths.ts';
import type { Author } from '../../../shared/roles.ts';
import { assertSpaceFor, byteLength } from '../../../shared/room-size.ts';
import { cleanText, plainText } from '../../../shared/text.ts';
import type { EditedRoom } from './edited-room.ts';
import type { OwnChanges } from './own-changes.ts';
import { changesSince } from './read-text.ts';
import { assertNotMoved, movedFrom, movedMessage } from './moved-file.ts';
import { pendingPath, type PendingPath } from './path-change.ts';
import { applyHunks } from '../text/line-diff.ts';
import { type Hunk, planReplacements, planRewrite, type Replacement } from './plan.ts';
import {
  changedSince,
  describeChanges,
  type ReadSnapshot,
  type ReadSnapshots,
  stateAt,
} from './read-snapshots.ts';
import { rebase } from './rebase.ts';
import { noFileAt, problemMessage } from './report.ts';

export interface OpenFile {
  id: string;
  path: string;
  text: Y.Text;
}

/** A change of one file as it is now. */
interface EditPlan {
  path: string;
  before: string;
  hunks: readonly Hunk[];
}

export interface ReplacementsPlan extends EditPlan, OpenFile {
  /** 1-based lines that differed from what was searched for in white space only. */
  respaced: readonly number[];
}

export interface RewritePlan extends EditPlan {
  /** Undefined for a new one. */
  file: OpenFile | undefined;
  /** Whether there was nothing in the file to know. */
  isUnread: boolean;
}

interface EditingTurn {
  room: Pick<EditedRoom, 'doc' | 'authors'>;
  clientId: number;
  turn: string;
  readSnapshots: ReadSnapshots;
  ownChanges: Pick<OwnChanges, 'settle'>;
}

/**
 * Plans what a turn's calls would do to the files as they are now, to do it or to ask for approval first.
 * What cannot be done is a TandemError that says why.
 */
export class EditPlans {
  readonly #turn: EditingTurn;

  constructor(turn: EditingTurn) {
    this.#turn = turn;
  }

  /** All files, by path. */
  list(): ReadonlyMap<string, string> {
    return readAll(this.#turn.room.doc);
  }

  /** A path as the room spells it. @throws TandemError `bad_request` */
  pathOf(rawPath: string): string {
    return roomPath(rawPath);
  }

  /** The text of a file as it is now; null when there is none. */
  textAt(path: string): string | null {
    const { doc } = this.#turn.room;
    const id = fileIdAt(doc, path);
    return id === undefined ? null : (contentOf(doc, id) ?? null);
  }

  /** @throws TandemError `not_found` */
  open(rawPath: string): OpenFile {
    const { doc } = this.#turn.room;
    const path = roomPath(rawPath);
    const id = fileIdAt(doc, path);
    const text = id === undefined ? undefined : textOf(doc, id);
    if (id === undefined || text === undefined) {
      const moved = movedFrom(doc, path, this.#turn.readSnapshots);
      throw moved ? new TandemError('not_found', movedMessage(moved)) : noFileAt(doc, path);
    }
    return { id, path, text };
  }

  /**
   * @param version token of the read that this is based on; without one, the last read
   * @throws TandemError `not_found` for the file, `unprocessable` when a search text does not occur exactly
   *   once
   */
  edit(rawPath: string, replacements: readonly Replacement[], version: string | undefined): ReplacementsPlan {
    this.#turn.ownChanges.settle();
    const file = this.open(rawPath);
    const before = plainText(file.text);
    const plan = planReplacements(before, replacements);
    if ('problem' in plan) {
      const snapshot = this.#turn.readSnapshots.get(file.id);
      const state = snapshot && stateAt(snapshot, version);
      const changes = (): string =>
        snapshot && state !== undefined ? this.#changes(file.text, state, snapshot) : '';
      throw new TandemError(
        'unprocessable',
        problemMessage(plan.problem, { path: file.path, text: before, replacements, changes }),
      );
    }
    this.#assertFits(before, plan.hunks);
    return { ...file, before, hunks: plan.hunks, respaced: plan.respaced ?? [] };
  }

  /**
   * A new file, or the smallest diff to what the agent knows of one; what others changed meanwhile stays.
   * @throws TandemError `unprocessable` when the agent does not know all of the file, or the file has changed
   *   since an earlier turn read it; `conflict` when people have moved the file that was there
   */
  rewrite(rawPath: string, content: string): RewritePlan {
    const { room, turn, readSnapshots, ownChanges } = this.#turn;
    ownChanges.settle();
    const path = roomPath(rawPath);
    if (fileIdAt(room.doc, path) === undefined) {
      assertCreatable(room.doc, path);
      assertNotMoved(room.doc, path, readSnapshots);
      const own = hunksOf('', content);
      this.#assertFits('', own);
      return { path, before: '', hunks: own, file: undefined, isUnread: true };
    }
    const file = this.open(path);
    const before = plainText(file.text);
    const snapshot = readSnapshots.get(file.id);
    if (!snapshot && before === '') {
      const own = hunksOf('', content);
      this.#assertFits('', own);
      return { path, before, hunks: own, file, isUnread: true };
    }
    if (!snapshot || snapshot.partial) {
      throw new TandemError(
        'unprocessable',
        `“${path}” cannot be rewritten without knowing all of its current text: read it first, or use editFile.`,
      );
    }
    if (snapshot.turn !== turn && snapshot.text !== before) {
      const changes = this.#changes(file.text, snapshot.read.state, snapshot);
      throw new TandemError(
        'unprocessable',
        `“${path}” changed since it was read: ${changes}. Read it again.`,
      );
    }
    const own = hunksOf(snapshot.text, content);
    const hunks = rebase(own, changesSince(file.text, snapshot));
    this.#assertFits(before, hunks);
    return { path, before, hunks, file, isUnread: false };
  }

  /** @param rawTo `null` is the trash. @throws TandemError as {@link pendingPath} */
  move(rawPath: string, rawTo: string | null): PendingPath {
    const { room, clientId } = this.#turn;
    return pendingPath(room.doc, this.open(rawPath).id, rawTo === null ? null : roomPath(rawTo), clientId);
  }

  /** Shrinking a text that is too large is always allowed. */
  #assertFits(before: string, hunks: readonly Hunk[]): void {
    if (hunks.some(({ insert }) => insert.includes('\0'))) {
      throw new TandemError('bad_request', 'A room holds text only: this has NUL characters.');
    }
    const after = applyHunks(before, hunks);
    if (after.length <= before.length) return;
    assertFileSize(after);
    assertSpaceFor(this.#turn.room.doc, byteLength(after) - byteLength(before));
  }

  #changes(text: Y.Text, state: string, snapshot: ReadSnapshot): string {
    const { room, clientId } = this.#turn;
    const authorOf = (client: number): Author | undefined => room.authors.get(client);
    // The text at another read, or after an edit that did not go as planned, is not known.
    const known = snapshot.read.state === state && !snapshot.partial ? snapshot.text : undefined;
    return describeChanges(changedSince(text, { state, known }, authorOf, clientId));
  }
}

/** Programs and commands see the room's files in `/work`, and so do models. */
const roomPath = (rawPath: string): string => normalizePath(rawPath.replace(/^\/work\//, ''));

function hunksOf(text: string, content: string): Hunk[] {
  const plan = planRewrite(text, cleanText(content));
  return 'hunks' in plan ? plan.hunks : [];
}
