import * as Y from 'yjs';
import { withoutText } from '../../shared/purge.ts';
import { purgeMarkOf } from '../../shared/meta.ts';
import { documentWithout } from '../../shared/purge-doc.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import type { ClientControl } from '../../shared/protocol/control.ts';
import type { Author } from '../../shared/roles.ts';
import type { RoomDocument } from './document.ts';
import type { RoomStorage, StoredValue } from './host.ts';
import { presenceClockKey } from './presence-clock.ts';
import { emptyLayout, snapshotWrite, uncleanKey } from './storage-layout.ts';
import type { Session } from './session.ts';
import { hasClient } from '../../shared/yjs-internals.ts';

export type PurgeOrder = Extract<ClientControl, { type: 'purge' }>;

/**
 * Takes a text out of the room: in one write, the current document, without the text and without anything
 * that was ever deleted, replaces everything stored.
 */
export class Purging {
  readonly #storage: RoomStorage;
  #isUnderWay = false;

  constructor(storage: RoomStorage) {
    this.#storage = storage;
  }

  get isUnderWay(): boolean {
    return this.#isUnderWay;
  }

  /** The refusal for anyone who connects meanwhile. */
  get refusal(): { code: number; reason: string } | undefined {
    if (!this.#isUnderWay) return undefined;
    return { code: closeCode.tryLater, reason: 'A text is being purged from this room.' };
  }

  /**
   * Purges a text. Nobody is admitted from here to {@link over}.
   * @param quiet resolves with the document when nobody writes to the storage any more
   * @throws when storage fails: the room stays as it is in storage, with the text
   */
  async run(
    quiet: () => Promise<RoomDocument<Session> | undefined>,
    { text, clientId, user }: PurgeOrder,
    nowMs: number,
  ): Promise<void> {
    this.#isUnderWay = true;
    const document = await quiet();
    if (!document) throw new Error('there is no document to take a text out of');
    const authors = new Map<number, Author>([[clientId, user]]);
    for (const [id, author] of document.authors.entries())
      authors.set(id, { ...author, name: withoutText(author.name, text) });
    const update = documentWithout(document.doc, text, clientId);
    const puts = new Map<string, StoredValue>(
      snapshotWrite(emptyLayout, update, authors, authors).write.puts,
    );
    for (const kept of ['epoch', presenceClockKey])
      for (const [key, value] of await this.#storage.list(kept)) puts.set(key, value as number);
    await this.#storage.replaceAll(puts.set(uncleanKey, nowMs));
  }

  over(): void {
    this.#isUnderWay = false;
  }
}

/**
 * Whether a replica is from before the latest purge: it holds something of the room, but not the purge
 * itself.
 */
export function isOutdated({ doc, authors }: RoomDocument<Session>, stateVector: Uint8Array): boolean {
  const mark = purgeMarkOf(doc);
  if (mark === undefined) return false;
  const known = Y.decodeStateVector(stateVector);
  if ((known.get(mark) ?? 0) > 0) return false;
  return [...known.keys()].some((id) => authors.get(id) !== undefined || hasClient(doc, id));
}
