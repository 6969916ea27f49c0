import * as Y from 'yjs';
import { observeGrowth } from '../../shared/doc.ts';
import { roomLimits } from '../../shared/limits.ts';
import type { Author } from '../../shared/roles.ts';
import { Authors, type Writer } from './authors.ts';
import { examine, type Known } from './gate.ts';
import type { RoomHost } from './host.ts';
import { load } from './layout.ts';
import { type Batch, CommitLog } from './log.ts';
import { mergeAll } from './merge.ts';
import { seedUpdate } from './seed.ts';

/**
 * What can't be taken back: `poisoned`: applying this update broke the document; `outgrown`: a change took it past a
 * limit. After either the document must be built anew before anything else.
 */
export type Refused =
  | { kind: 'poisoned'; message: string; update: Uint8Array }
  | { kind: 'outgrown'; message: string };

/** What became of an update. */
export type Outcome =
  | { kind: 'taken' }
  | { kind: 'waits' }
  | { kind: 'malformed' | 'foreign' | 'doubtful' | 'settings' | 'over'; message: string }
  | Extract<Refused, { kind: 'poisoned' }>;

/** What one source brings in one turn. */
interface Change {
  /** Applied, as they came. */
  readonly offered: Uint8Array[];
  offeredBytes: number;
  /** What was new in them, as Yjs tells it when all are applied. */
  readonly fresh: Uint8Array[];
  /** Client ids that are its own from now on. */
  readonly claims: Set<number>;
}

/** What a document asks and tells its room. */
export interface DocumentRoom<Source> extends Pick<Known, 'isAnothers'> {
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
  /** Client ids whose author may be another than who brought them, each until this time. */
  readonly #doubts = new Map<number, number>();
  readonly #now: () => number;
  readonly #known: Known;
  #change: Change | undefined;
  /** All of it, as one update, until the next change. */
  #whole: Uint8Array | undefined;

  private constructor(known: Known, log: CommitLog<Source>, now: () => number) {
    const { doc, authors } = known;
    this.#known = known;
    this.#now = now;
    this.doc = doc;
    this.authors = authors;
    this.log = log;
    doc.on('update', (update) => {
      this.#whole = undefined;
      this.#change?.fresh.push(update);
    });
    observeGrowth(doc, overshoot, (message) => {
      this.#outgrown = message;
    });
  }

  /** Loads a room whole, or seeds a new one. @throws when it cannot be read. */
  static async open<Source extends Writer>(
    host: RoomHost,
    room: DocumentRoom<Source>,
  ): Promise<RoomDocument<Source>> {
    const { layout, updates, authors } = await load(host.storage);
    const doc = new Y.Doc();
    for (const update of updates) Y.applyUpdate(doc, update);
    const log = new CommitLog<Source>({
      ...room,
      host,
      layout,
      encode: () => (document.#spoiled ? undefined : Y.encodeStateAsUpdate(doc)),
    });
    const document: RoomDocument<Source> = new RoomDocument(
      { doc, authors: new Authors(authors), isAnothers: room.isAnothers },
      log,
      () => host.now(),
    );
    if (updates.length === 0) {
      Y.applyUpdate(doc, seedUpdate());
      log.addUpdate(seedUpdate());
    }
    return document;
  }

  /** What a replica lacks that has come this far. @throws when `stateVector` is none. */
  difference(stateVector: Uint8Array): Uint8Array {
    const isEmpty = stateVector.byteLength === 1 && stateVector[0] === 0;
    // Who joins has nothing: all of them can be told the same.
    return isEmpty
      ? (this.#whole ??= Y.encodeStateAsUpdate(this.doc))
      : Y.encodeStateAsUpdate(this.doc, stateVector);
  }

  /** Whether an update of `writer` holds nothing new. */
  holds(update: Uint8Array, writer: Writer): boolean {
    return examine(this.#known, writer, update).kind === 'known';
  }

  /**
   * Whatever `source` brings within `work` is one change: it goes to the log as one update, with what was typed letter
   * by letter in one piece. @returns why that could not be, after which nothing of the change is kept.
   */
  change(source: Source, work: () => void): Refused | undefined {
    const change: Change = { offered: [], offeredBytes: 0, fresh: [], claims: new Set() };
    this.#change = change;
    try {
      this.doc.transact(work);
    } catch (error) {
      // What is broken already, and told of, may well break the end of the change too.
      if (!this.#spoiled) {
        if (change.offered.length === 0) throw error;
        this.#spoiled = true;
        return { kind: 'poisoned', message: messageOf(error), update: mergeAll(change.offered) };
      }
    } finally {
      this.#change = undefined;
    }
    if (this.#outgrown !== undefined && !this.#spoiled) {
      // How a text grows is known only when it has. The disk does not have it yet: that is the room as it was.
      this.#spoiled = true;
      return { kind: 'outgrown', message: this.#outgrown };
    }
    for (const clientId of change.claims) this.log.addAuthor(clientId, source.user);
    // When its last update broke the document, those before are kept as they came.
    for (const update of this.#spoiled ? change.offered : change.fresh) this.log.addUpdate(update, source);
    return undefined;
  }

  get isChanging(): boolean {
    return this.#change !== undefined;
  }

  /** Within a change: examines an update and applies it. */
  receive(update: Uint8Array, source: Source): Outcome {
    // Nothing more may touch a broken document; what comes meanwhile is tried on the new one.
    if (this.#spoiled) return { kind: 'waits' };
    const change = this.#change;
    if (!change) throw new Error('an update outside of a change');
    const verdict = examine(this.#known, source, update);
    switch (verdict.kind) {
      case 'wait':
        return { kind: 'waits' };
      case 'malformed':
        return { kind: 'malformed', message: verdict.reason };
      case 'foreign':
        return (this.#doubts.get(verdict.clientId) ?? 0) > this.#now()
          ? { kind: 'doubtful', message: 'The room is being brought back. It takes a moment.' }
          : { kind: 'foreign', message: `Client id ${verdict.clientId} belongs to someone else.` };
      case 'settings':
        return {
          kind: 'settings',
          message: 'Only who has the owner link changes the title and settings of a room.',
        };
      case 'crowded':
        return { kind: 'over', message: 'This page brings the writing of too many others.' };
      case 'known':
        return { kind: 'taken' };
      case 'apply':
        break;
    }
    const bytes = this.log.bytes + change.offeredBytes + update.byteLength;
    if (verdict.adds && bytes > overshoot * roomLimits.maxDocumentBytes) {
      return { kind: 'over', message: 'The room is full. Make a new one, or delete what is not needed.' };
    }
    return this.#apply(update, source, change, verdict.claims);
  }

  /** Notes who writes under an id. */
  claim(clientId: number, author: Author): void {
    this.#doubts.delete(clientId);
    if (this.authors.set(clientId, author)) this.log.addAuthor(clientId, author);
  }

  #apply(update: Uint8Array, source: Source, change: Change, claims: readonly number[]): Outcome {
    this.#whole = undefined;
    try {
      Y.applyUpdate(this.doc, update);
    } catch (error) {
      this.#spoiled = true;
      return { kind: 'poisoned', message: messageOf(error), update };
    }
    const { store } = this.doc;
    if (store.pendingStructs !== null || store.pendingDs !== null) {
      // It passed the gate and still waits for something: it can only wait for itself.
      this.#spoiled = true;
      return { kind: 'poisoned', message: 'the update builds on itself', update };
    }
    change.offered.push(update);
    change.offeredBytes += update.byteLength;
    // Who comes with the ids of many brings a lost room back, and whose each is the coder is yet to say.
    const isDoubtful = claims.length > 1 && !source.service;
    for (const clientId of claims) {
      if (isDoubtful) this.#doubts.set(clientId, this.#now() + roomLimits.doubtMs);
      this.authors.set(clientId, source.user);
      change.claims.add(clientId);
    }
    return { kind: 'taken' };
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');
