import * as Y from 'yjs';
import { observeGrowth } from '../../shared/doc.ts';
import { roomLimits } from '../../shared/limits.ts';
import type { Author } from '../../shared/roles.ts';
import { Authors, type Writer } from './authors.ts';
import { examine, holdsAll } from './gate.ts';
import type { RoomHost } from './host.ts';
import { load } from './layout.ts';
import { type Batch, CommitLog } from './log.ts';
import { seedUpdate } from './seed.ts';

/**
 * What became of an update. `poisoned`: applying it broke the document; `outgrown`: it took the document past a limit.
 * After either the document must be built anew before anything else.
 */
export type Outcome =
  | { kind: 'taken' }
  | { kind: 'waits' }
  | { kind: 'malformed' | 'foreign' | 'over' | 'outgrown' | 'poisoned'; message: string };

export interface DocumentEvents<Source> {
  onCommitted: (batch: Batch<Source>) => void;
  onTrouble: (reason: string | null) => void;
  onLost: (error: unknown) => void;
}

/** Pages and HTTP refuse at the limit itself; edits made at the same time, or offline, may pass it by as much again. */
const overshoot = 2;

/** A room's document with its authors and its log. */
export class RoomDocument<Source extends Writer> {
  readonly doc: Y.Doc;
  readonly authors: Authors;
  readonly log: CommitLog<Source>;
  /** What is in memory may be neither written nor built on. */
  #spoiled = false;
  #outgrown: string | undefined;

  private constructor(doc: Y.Doc, authors: Authors, log: CommitLog<Source>) {
    this.doc = doc;
    this.authors = authors;
    this.log = log;
    observeGrowth(doc, overshoot, (message) => {
      this.#outgrown = message;
    });
  }

  /** Loads a room whole, or seeds a new one. @throws when it cannot be read. */
  static async open<Source extends Writer>(
    host: RoomHost,
    events: DocumentEvents<Source>,
  ): Promise<RoomDocument<Source>> {
    const { layout, updates, authors } = await load(host.storage);
    const doc = new Y.Doc();
    for (const update of updates) Y.applyUpdate(doc, update);
    const log = new CommitLog<Source>({
      ...events,
      host,
      layout,
      encode: () => (document.#spoiled ? undefined : Y.encodeStateAsUpdate(doc)),
    });
    const document: RoomDocument<Source> = new RoomDocument(doc, new Authors(authors), log);
    if (updates.length === 0) {
      Y.applyUpdate(doc, seedUpdate());
      log.addUpdate(seedUpdate());
    }
    return document;
  }

  /** Whether an update holds nothing new. */
  holds(update: Uint8Array): boolean {
    return holdsAll(this.doc, update);
  }

  /** Examines an update, applies it and hands what was new in it to the log. */
  receive(update: Uint8Array, source: Source): Outcome {
    // Nothing more may touch a broken document; what comes meanwhile is tried on the new one.
    if (this.#spoiled) return { kind: 'waits' };
    const verdict = examine(this.doc, this.authors, source, update);
    switch (verdict.kind) {
      case 'wait':
        return { kind: 'waits' };
      case 'malformed':
        return { kind: 'malformed', message: verdict.reason };
      case 'foreign':
        return { kind: 'foreign', message: `Client id ${verdict.clientId} belongs to someone else.` };
      case 'apply':
        break;
    }
    if (this.log.bytes + update.byteLength > overshoot * roomLimits.maxDocumentBytes) {
      return { kind: 'over', message: 'The room is full. Make a new one, or delete what is not needed.' };
    }
    return this.#apply(update, source, verdict.claims);
  }

  /** Notes who writes under an id. */
  claim(clientId: number, author: Author): void {
    if (this.authors.set(clientId, author)) this.log.addAuthor(clientId, author);
  }

  #apply(update: Uint8Array, source: Source, claims: readonly number[]): Outcome {
    const fresh: Uint8Array[] = [];
    const collect = (news: Uint8Array): void => void fresh.push(news);
    this.doc.on('update', collect);
    try {
      Y.applyUpdate(this.doc, update);
    } catch (error) {
      this.#spoiled = true;
      return { kind: 'poisoned', message: error instanceof Error ? error.message : 'unknown' };
    } finally {
      this.doc.off('update', collect);
    }
    const { store } = this.doc;
    if (store.pendingStructs !== null || store.pendingDs !== null) {
      // It passed the gate and still waits for something: it can only wait for itself.
      this.#spoiled = true;
      return { kind: 'poisoned', message: 'the update builds on itself' };
    }
    if (this.#outgrown !== undefined) {
      // How a text grows is known only when it has. The disk does not have it yet: that is the room as it was.
      this.#spoiled = true;
      return { kind: 'outgrown', message: this.#outgrown };
    }
    for (const clientId of claims) this.claim(clientId, source.user);
    for (const news of fresh) this.log.addUpdate(news, source);
    return { kind: 'taken' };
  }
}
