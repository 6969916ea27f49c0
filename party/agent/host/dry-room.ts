import * as Y from 'yjs';
import type { AskKind } from '../../../shared/approvals.ts';
import { filesChangedIn, listFiles, textOf } from '../../../shared/doc.ts';
import { type ReadText, readTextNow } from '../edits/read-text.ts';
import { type Hunk, planRewrite } from '../edits/plan.ts';
import type { HostRoom } from './room-volume.ts';

/** The kinds of approval that changes of files can need. */
export const changeKinds = ['edit', 'bash', 'delete'] as const satisfies readonly AskKind[];
export type ChangeKind = (typeof changeKinds)[number];

/** A file as it was when the copy was made. */
export interface BaseFile extends ReadText {
  path: string;
}

interface RoomCopy {
  doc: Y.Doc;
  base: ReadonlyMap<string, BaseFile>;
}

/**
 * A copy of the room for a dry run, which sees its own changes there while nobody else does. The copy is made
 * at the first access, so that it is as recent as can be.
 */
export class DryRoom implements HostRoom {
  readonly #room: HostRoom;
  #copy: RoomCopy | undefined;
  readonly #changedAt = new Map<string, number>();
  readonly #hunks = new Map<string, { text: string; hunks: readonly Hunk[] }>();
  /** Ids of the files whose text was read. */
  readonly read = new Set<string>();
  /** The kinds that its changes count as. */
  readonly kinds = new Set<ChangeKind>();

  constructor(room: HostRoom) {
    this.#room = room;
  }

  get doc(): Y.Doc {
    return this.#copied().doc;
  }

  /** The files by their ids, as they were copied. */
  get base(): ReadonlyMap<string, BaseFile> {
    return this.#copied().base;
  }

  join(): Promise<void> {
    return this.#room.join();
  }

  async clientIdFor(): Promise<number> {
    await this.join();
    return this.doc.clientID;
  }

  transactAs(_: number, write: () => void): void {
    this.doc.transact(write);
  }

  noteRead(id: string): void {
    this.read.add(id);
  }

  /** When the file's text was last changed here, in ms since the epoch; undefined when it was not. */
  changedAt(id: string): number | undefined {
    return this.#changedAt.get(id);
  }

  /**
   * The hunks that turn a file, as it was copied, into `text`. Cached: each preview needs them, and finding
   * them can take long.
   */
  hunksTo(id: string, text: string): readonly Hunk[] {
    const known = this.#hunks.get(id);
    if (known?.text === text) return known.hunks;
    const plan = planRewrite(this.base.get(id)?.text ?? '', text);
    const hunks = 'hunks' in plan ? plan.hunks.map(withoutNeedlessContext) : [];
    this.#hunks.set(id, { text, hunks });
    return hunks;
  }

  #copied(): RoomCopy {
    if (this.#copy) return this.#copy;
    const doc = new Y.Doc();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(this.#room.doc));
    const base = new Map<string, BaseFile>();
    for (const { id, path } of listFiles(doc)) {
      const text = textOf(doc, id);
      if (text) base.set(id, { path, ...readTextNow(text) });
    }
    doc.on('afterTransaction', (transaction: Y.Transaction) => {
      if (transaction.changed.size === 0) return;
      for (const id of filesChangedIn(transaction)) this.#changedAt.set(id, Date.now());
    });
    this.#copy = { doc, base };
    return this.#copy;
  }
}

/** New lines need no context: they mean the same when the line beside them is deleted. */
function withoutNeedlessContext(hunk: Hunk): Hunk {
  const { index, remove, insert } = hunk;
  const isLines = remove === 0 && (insert.endsWith('\n') || insert.startsWith('\n'));
  return isLines ? { ...hunk, contextStart: index, contextEnd: index } : hunk;
}
