import * as Y from 'yjs';
import { observeGrowth } from '../../shared/doc.ts';
import { roomLimits, wireLimits } from '../../shared/limits.ts';
import type { Author } from '../../shared/roles.ts';
import { Authors, type Writer } from './authors.ts';
import { validateUpdate, type Known } from './validate-update.ts';
import type { RoomHost } from './host.ts';
import { load } from './storage-layout.ts';
import { type Batch, CommitLog } from './commit-log.ts';
import { mergeAll } from './merge.ts';
import { type Outcome, outcomeOf, type Refused } from './outcome.ts';
import { seedUpdate } from './seed.ts';
import { slicesOf } from './slices.ts';
import { clientsIn, hasClient, hasPending } from '../../shared/yjs-internals.ts';

/** What one source brings in one batch. */
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
  #corrupt = false;
  /** The update that broke it. */
  #poison: Extract<Refused, { kind: 'poisoned' }> | undefined;
  #overLimit: string | undefined;
  /** What waits for something may have it now: as it begins, and after each update. */
  #hasNews = true;
  /** Client ids whose author may be another than who brought them, each until this time. */
  readonly #unverifiedAuthors = new Map<number, number>();
  readonly #now: () => number;
  readonly #known: Known;
  #change: Change | undefined;
  /** All of it, and all that was deleted, as updates, until the next change. */
  #whole: Uint8Array | undefined;
  #deletions: Uint8Array | undefined;

  private constructor(known: Known, log: CommitLog<Source>, now: () => number) {
    const { doc, authors } = known;
    this.#known = known;
    this.#now = now;
    this.doc = doc;
    this.authors = authors;
    this.log = log;
    doc.on('update', (update) => {
      this.#forget();
      this.#change?.fresh.push(update);
    });
    observeGrowth(doc, overshoot, (message) => {
      this.#overLimit = message;
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
      encode: () => (document.#corrupt ? undefined : Y.encodeStateAsUpdate(doc)),
    });
    const document: RoomDocument<Source> = new RoomDocument(
      { doc, authors: new Authors(authors), isNew: updates.length === 0, isAnothers: room.isAnothers },
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
    const { store } = this.doc;
    const known = [...Y.decodeStateVector(stateVector)].filter(
      ([client, clock]) => clock > 0 && hasClient(this.doc, client),
    );
    // Who joins has nothing, and who comes back in time has all but deletions: all of them can be told the same.
    if (known.length === 0) return (this.#whole ??= Y.encodeStateAsUpdate(this.doc));
    const clocks = new Map(known);
    const hasAll = [...clientsIn(this.doc)].every(
      (client) => (clocks.get(client) ?? 0) >= Y.getState(store, client),
    );
    if (hasAll) return (this.#deletions ??= Y.encodeStateAsUpdate(this.doc, Y.encodeStateVector(this.doc)));
    return Y.encodeStateAsUpdate(this.doc, Y.encodeStateVector(clocks));
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
      // What is broken already may well break the end of the change too.
      if (!this.#corrupt) {
        if (change.offered.length === 0) throw error;
        this.#corrupt = true;
        return { kind: 'poisoned', message: messageOf(error), update: mergeAll(change.offered) };
      }
    } finally {
      this.#change = undefined;
    }
    if (this.#overLimit !== undefined && !this.#corrupt) {
      // How a text grows is known only when it has. The disk does not have it yet: that is the room as it was.
      this.#corrupt = true;
      return { kind: 'over-limit', message: this.#overLimit };
    }
    for (const clientId of change.claims) this.log.addAuthor(clientId, source.user);
    // When its last update broke the document, those before are kept as they came.
    for (const update of this.#corrupt ? change.offered : change.fresh) this.log.addUpdate(update, source);
    const poison = this.#poison;
    this.#poison = undefined;
    return poison;
  }

  /** Whether there is something new since it was asked last that others may have waited for. */
  takeNews(): boolean {
    const hasNews = this.#hasNews;
    this.#hasNews = false;
    return hasNews;
  }

  get isChanging(): boolean {
    return this.#change !== undefined;
  }

  /** Whether it has a client’s structs up to a clock. */
  has({ client, clock }: { client: number; clock: number }): boolean {
    return Y.getState(this.doc.store, client) >= clock;
  }

  /**
   * Examines an update and applies it, in parts if it is long. Each step is made within a change, and yields what it
   * costs; between two of them other changes may be made.
   */
  *receive(update: Uint8Array, source: Source): Generator<number, Outcome> {
    // Nothing more may touch a broken document; what comes meanwhile is tried on the new one.
    if (this.#corrupt) return { kind: 'pending' };
    const verdict = yield* validateUpdate(this.#known, source, update);
    if (this.#corrupt) return { kind: 'pending' };
    if (verdict.kind !== 'apply') return outcomeOf(verdict, (id) => this.#isInDoubt(id));
    const taken = verdict.claims.find((id) => this.authors.right(id, source, false) === 'foreign');
    if (taken !== undefined)
      return outcomeOf({ kind: 'foreign', clientId: taken }, (id) => this.#isInDoubt(id));
    const bytes = this.log.bytes + (this.#change?.offeredBytes ?? 0) + update.byteLength;
    if (verdict.adds && bytes > overshoot * roomLimits.maxDocumentBytes) {
      return {
        kind: 'over-limit',
        message: 'The room is full. Make a new one, or delete what is not needed.',
      };
    }
    try {
      for (const { slice, cost } of slicesOf(update, this.doc, wireLimits.sliceWork)) {
        yield cost;
        if (this.#corrupt) return { kind: 'pending' };
        if (slice) this.#apply(slice, verdict.claims, source);
      }
    } catch (error) {
      if (error instanceof Broken) throw error;
      // Structs that build on one another in a ring: each is whole, and none can ever be applied.
      return { kind: 'unprocessable', message: 'An edit of this page could not be applied.' };
    }
    return { kind: 'applied' };
  }

  #isInDoubt(clientId: number): boolean {
    return (this.#unverifiedAuthors.get(clientId) ?? 0) > this.#now();
  }

  /** Notes who writes under an id. */
  claim(clientId: number, author: Author): void {
    this.#unverifiedAuthors.delete(clientId);
    if (this.authors.set(clientId, author)) this.log.addAuthor(clientId, author);
  }

  #forget(): void {
    this.#whole = undefined;
    this.#deletions = undefined;
  }

  /** @throws Broken, which ends the change */
  #apply(update: Uint8Array, claims: readonly number[], source: Source): void {
    const change = this.#change;
    if (!change) throw new Error('an update outside of a change');
    this.#forget();
    try {
      Y.applyUpdate(this.doc, update);
    } catch (error) {
      throw this.#break(update, messageOf(error));
    }
    // It passed the gate and still waits for something: it can only wait for itself.
    if (hasPending(this.doc)) throw this.#break(update, 'the update builds on itself');
    change.offered.push(update);
    change.offeredBytes += update.byteLength;
    // Who comes with the ids of many brings a lost room back, and whose each is the coder is yet to say.
    const isDoubtful = claims.length > 1 && !source.service;
    for (const clientId of claims) {
      if (isDoubtful) this.#unverifiedAuthors.set(clientId, this.#now() + roomLimits.doubtMs);
      this.authors.set(clientId, source.user);
      change.claims.add(clientId);
    }
    this.#hasNews = true;
  }

  #break(update: Uint8Array, message: string): Broken {
    this.#corrupt = true;
    this.#poison = { kind: 'poisoned', message, update };
    return new Broken(message);
  }
}

/** Ends a change whose update broke the document. */
class Broken extends Error {}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');
