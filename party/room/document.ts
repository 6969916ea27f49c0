import * as Y from 'yjs';
import { observeGrowth } from '../../shared/doc.ts';
import { roomLimits, wireLimits } from '../../shared/limits.ts';
import type { Author } from '../../shared/roles.ts';
import { Authors, type Writer } from './authors.ts';
import { validateUpdate, type ValidationContext } from './validate-update.ts';
import type { RoomHost } from './host.ts';
import { leaveOut, load } from './storage-layout.ts';
import { CommitLog, type LogOptions } from './commit-log.ts';
import { DocumentEncoder } from './document-encoder.ts';
import { mergeAll } from '../../shared/merge-updates.ts';
import { onUpdate } from '../../shared/on-update.ts';
import { type Outcome, outcomeOf, type Refused } from './outcome.ts';
import { Recovery } from './recovery.ts';
import { type Aside, restore } from './restore.ts';
import { sampleOf } from '../../shared/samples.ts';
import { seedUpdate } from './seed.ts';
import { slicesOf } from './slices.ts';
import { hasPending } from '../../shared/yjs-internals.ts';

/** What one source brings in one batch. */
interface Change {
  /** The applied updates, as they came. */
  readonly offered: Uint8Array[];
  offeredBytes: number;
  /** What was new in them, as Yjs reports it at the end of the transaction. */
  readonly fresh: Uint8Array[];
  /** Client ids that belong to the source from now on. */
  readonly claims: Set<number>;
}

/** What a document asks of its room and reports to it. */
export interface DocumentRoom<Source>
  extends
    Pick<ValidationContext, 'isAnothers'>,
    Pick<LogOptions<Source>, 'onCommitted' | 'onReleased' | 'onIdle' | 'onTrouble' | 'onLost'> {}

/**
 * Pages and the HTTP API refuse at the limit itself; concurrent and offline edits may reach this many times
 * it.
 */
const overshoot = 2;

/** A room's document with its authors and its log. */
export class RoomDocument<Source extends Writer> {
  readonly doc: Y.Doc;
  readonly authors: Authors;
  readonly log: CommitLog<Source>;
  /** The document in memory may be neither saved nor edited. */
  #corrupt = false;
  /** The update that broke it. */
  #poison: Extract<Refused, { kind: 'poisoned' }> | undefined;
  #overLimit: string | undefined;
  readonly #aside: Aside;
  readonly recovery: Recovery;
  /** Pending updates may now have what they wait for: true at the start and after each update. */
  #hasNews = true;
  /** Client ids whose author may not be the user who brought them, and until when (ms since the epoch). */
  readonly #unverifiedAuthors = new Map<number, number>();
  readonly #host: Pick<RoomHost, 'now' | 'after'>;
  readonly #known: ValidationContext;
  #change: Change | undefined;
  readonly #encoder: DocumentEncoder;

  private constructor(
    known: ValidationContext,
    log: CommitLog<Source>,
    { aside, isDamaged, host }: { aside: Aside; isDamaged: boolean; host: RoomHost },
  ) {
    const { doc, authors } = known;
    this.#aside = aside;
    const lacks = (): boolean => isDamaged || aside.update !== undefined;
    this.recovery = new Recovery(doc, { isNew: known.isNew, lacks, now: () => host.now() });
    this.#known = known;
    this.#host = host;
    this.doc = doc;
    this.authors = authors;
    this.log = log;
    this.#encoder = new DocumentEncoder(doc);
    onUpdate(doc, (update) => {
      this.#change?.fresh.push(update);
    });
    observeGrowth(doc, overshoot, (message) => {
      this.#overLimit = message;
    });
  }

  /** Loads a room's document, or seeds a new one. @throws when it cannot be read. */
  static async open<Source extends Writer>(
    host: RoomHost,
    room: DocumentRoom<Source>,
  ): Promise<RoomDocument<Source>> {
    const { layout, updates, authors, lacksAuthors } = await load(host.storage);
    const { doc, aside, unreadable } = restore(updates);
    const log = new CommitLog<Source>({
      ...room,
      host,
      layout: [...unreadable].reduce(leaveOut, layout),
      encode: () => document.#encode(),
      authors: () => document.authors,
    });
    const document: RoomDocument<Source> = new RoomDocument(
      {
        doc,
        authors: new Authors(authors),
        isNew: updates.length === 0,
        isAnothers: room.isAnothers,
        now: () => host.now(),
      },
      log,
      { aside, isDamaged: lacksAuthors || unreadable.size > 0, host },
    );
    if (updates.length === 0) {
      const seed = seedUpdate(sampleOf(host.id));
      Y.applyUpdate(doc, seed);
      log.addUpdate(seed);
    }
    return document;
  }

  /**
   * @returns what a replica with this state vector lacks, as an update. @throws when `stateVector` cannot be
   * decoded.
   */
  difference(stateVector: Uint8Array): Uint8Array {
    return this.#encoder.difference(stateVector);
  }

  /**
   * Makes everything that `source` brings within `work` one transaction: it goes to the log as one update, in
   * which Yjs has merged text typed letter by letter. @returns why the document must be rebuilt, or
   * undefined.
   */
  change(source: Source, work: () => void): Refused | undefined {
    const change: Change = { offered: [], offeredBytes: 0, fresh: [], claims: new Set() };
    this.#change = change;
    try {
      this.doc.transact(work);
    } catch (error) {
      // A broken document may well throw again at the end of the transaction.
      if (!this.#corrupt) {
        if (change.offered.length === 0) throw error;
        // Only at the end, so that it could be any of them: none is kept.
        this.#break(mergeAll(change.offered.splice(0)), messageOf(error));
        change.claims.clear();
      }
    } finally {
      this.#change = undefined;
    }
    if (this.#overLimit !== undefined && !this.#corrupt) {
      // How far a text grows is known only afterwards. The disk still has the room as it was before.
      this.#corrupt = true;
      return { kind: 'over-limit', message: this.#overLimit };
    }
    for (const clientId of change.claims) this.log.addAuthor(clientId, source.user);
    // If the last update broke the document, the ones before it are kept as they came.
    for (const update of this.#corrupt ? change.offered : change.fresh) this.log.addUpdate(update, source);
    if (!this.#corrupt) this.#takeBack();
    this.#encoder.refreshLater(this.#host, () => this.#corrupt);
    const poison = this.#poison;
    this.#poison = undefined;
    return poison;
  }

  /** Makes what was set aside part of the document again, as far as what it builds on has come. */
  #takeBack(): void {
    const before = this.#aside.update;
    if (!before) return;
    const change: Change = { offered: [], offeredBytes: 0, fresh: [], claims: new Set() };
    this.#change = change;
    try {
      if (this.#aside.apply()) this.#hasNews = true;
    } catch (error) {
      this.#break(before, messageOf(error));
      return;
    } finally {
      this.#change = undefined;
    }
    // It was taken before, and is nobody's change now: everyone is sent it.
    this.#overLimit = undefined;
    for (const update of change.fresh) this.log.addUpdate(update, 'room');
  }

  /** The document, with what is set aside, as the snapshot to store; undefined when it may not be stored. */
  #encode(): Uint8Array | undefined {
    if (this.#corrupt) return undefined;
    const whole = this.#encoder.whole();
    return this.#aside.update ? Y.mergeUpdates([whole, this.#aside.update]) : whole;
  }

  /** @returns whether anything has come since the last call that pending updates may have waited for. */
  takeNews(): boolean {
    const hasNews = this.#hasNews;
    this.#hasNews = false;
    return hasNews;
  }

  /** Whether it has a client’s structs up to a clock. */
  has({ client, clock }: { client: number; clock: number }): boolean {
    return Y.getState(this.doc.store, client) >= clock;
  }

  /**
   * Validates an update and applies it, in slices if it is long. Each step runs within a change and yields
   * its cost; between two steps other changes may run.
   */
  *receive(update: Uint8Array, source: Source): Generator<number, Outcome> {
    // Nothing more may touch a broken document; what comes meanwhile is tried on the rebuilt one.
    const rebuilding: Outcome = { kind: 'pending', isRoomsFault: true };
    if (this.#corrupt) return rebuilding;
    if (source.service) this.recovery.coderCame();
    const verdict = yield* validateUpdate(this.#known, source, update);
    if (this.#corrupt) return rebuilding;
    const mayCome = (id: number): boolean => this.recovery.mayCome(id);
    const isUnverified = (id: number): boolean => this.#isUnverified(id);
    if (verdict.kind !== 'apply') return outcomeOf(verdict, isUnverified, mayCome);
    const foreignId = verdict.claims.find((id) => this.authors.right(id, source, false) === 'foreign');
    if (foreignId !== undefined)
      return outcomeOf({ kind: 'foreign', clientId: foreignId }, isUnverified, mayCome);
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
        if (this.#corrupt) return rebuilding;
        if (slice) this.#apply(slice, verdict.claims, source);
      }
    } catch (error) {
      if (error instanceof Broken) throw error;
      // Structs that build on one another in a cycle: each is well-formed, and none can ever be applied.
      return { kind: 'unprocessable', message: 'An edit from this page could not be applied.' };
    }
    return { kind: 'applied' };
  }

  #isUnverified(clientId: number): boolean {
    return (this.#unverifiedAuthors.get(clientId) ?? 0) > this.#host.now();
  }

  /** Records who writes under an id. */
  claim(clientId: number, author: Author): void {
    this.#unverifiedAuthors.delete(clientId);
    if (this.authors.set(clientId, author)) this.log.addAuthor(clientId, author);
  }

  /** @throws Broken, which ends the change */
  #apply(update: Uint8Array, claims: readonly number[], source: Source): void {
    const change = this.#change;
    if (!change) throw new Error('an update outside of a change');
    try {
      Y.applyUpdate(this.doc, update);
    } catch (error) {
      throw this.#break(update, messageOf(error));
    }
    // The update passed validation, so whatever it still waits for can only be itself.
    if (hasPending(this.doc)) throw this.#break(update, 'the update builds on itself');
    change.offered.push(update);
    change.offeredBytes += update.byteLength;
    // A client that brings several new ids is restoring a lost room, and the coder has yet to say whose they
    // are.
    const isUnverified = claims.length > 1 && !source.service;
    const isTheirs = claims.length <= roomLimits.maxNewAuthors && !source.service;
    for (const clientId of claims) {
      if (isTheirs && !this.authors.get(clientId)) this.authors.newIds.take(source.user.id, this.#host.now());
      if (isUnverified) this.#unverifiedAuthors.set(clientId, this.#host.now() + roomLimits.verifyAuthorsMs);
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
