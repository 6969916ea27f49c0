import * as Y from 'yjs';
import { pageLimits } from '../../shared/limits.ts';
import { mergeAll } from '../../shared/merge-updates.ts';
import { purgeMarkOf } from '../../shared/meta.ts';
import type { OpenPages } from './open-pages.ts';
import { type EditGroup, insertedText, splitByDependencies } from './unsaved-dependencies.ts';
import type { KeptRange, KeptUpdate, UnsavedStore } from './unsaved-store.ts';

/** Why kept edits cannot be applied: their text is gone or purged, the room refused them, or they cannot be read. */
export type LeftoverReason = 'homeless' | 'refused' | 'unreadable';

/** Kept edits that cannot be applied. */
export interface Leftover {
  reasons: readonly LeftoverReason[];
  /** What they insert. */
  text: string;
}

export interface RestoreOptions {
  doc: Y.Doc;
  store: UnsavedStore;
  pages: OpenPages;
  /** Whether the document has all that the room has. */
  isSynced: () => boolean;
  /** Whether the room has all that the document has. */
  isSaved: () => boolean;
  /** Edits that earlier pages left were applied, and were news to the room. */
  onRestored: () => void;
  /** What cannot be applied has changed. */
  onLeftover: (leftover: Leftover | undefined) => void;
}

interface LeftoverGroup extends EditGroup {
  reason: LeftoverReason;
  /** What it waits for, if that may still come. */
  missing?: { client: number; clock: number };
}

/**
 * Restores the edits that earlier pages left: first what fits, one page's after another's, each once the room has
 * acknowledged the one before, so that a group that the room refuses takes no other along.
 *
 * Invariants:
 * - A page has its edits to itself while it is open; when it is gone, one other page at a time restores them.
 * - Stored edits are deleted only once the room has them, or when the person gives them up.
 * - What does not fit, was refused, dates from before a purge or cannot be read is set aside, and holds up nothing.
 */
export class RestoreQueue {
  readonly #options: RestoreOptions;
  #leftover: LeftoverGroup[] = [];
  /** The group that the room has not acknowledged yet. */
  #current: { group: EditGroup; isApplied: boolean; onSaved: () => void } | undefined;
  #running = false;
  #again = false;
  #stopped = false;

  constructor(options: RestoreOptions) {
    this.#options = options;
  }

  async run(): Promise<void> {
    this.#again = true;
    if (this.#running) return;
    this.#running = true;
    try {
      while (this.#again && !this.#stopped && this.#options.isSynced()) {
        this.#again = false;
        await this.#runOnce();
      }
    } finally {
      this.#running = false;
    }
  }

  /** Whether something that was set aside has got what it waited for. */
  fitsNow(): boolean {
    const { store } = this.#options.doc;
    return this.#leftover.some(
      ({ missing }) => missing !== undefined && missing.clock < Y.getState(store, missing.client),
    );
  }

  /** The room has everything that was applied so far. */
  async onSaved(): Promise<void> {
    if (!this.#current?.isApplied) return;
    const { group, onSaved } = this.#current;
    this.#current = undefined;
    try {
      await this.#options.store.delete([rangeOf(group)]);
    } finally {
      // What could not be deleted is no news to the next page, which deletes it.
      onSaved();
    }
  }

  async setAside(): Promise<void> {
    if (!this.#current) return;
    const { edits } = this.#current.group;
    const { from, to, clientId } = rangeOf(this.#current.group);
    const update = mergeAll(edits.map((one) => one.update));
    await this.#options.store.replace(
      { key: [clientId, to], update, mark: edits[0]?.mark, refused: true },
      from,
    );
  }

  async dropLeftover(): Promise<void> {
    const ranges = this.#leftover.map(rangeOf);
    this.#setLeftover([]);
    await this.#options.store.delete(ranges);
  }

  stop(): void {
    this.#stopped = true;
    // Lets `run` end, which gives up the places of the pages whose edits it was restoring.
    this.#current?.onSaved();
    this.#current = undefined;
    this.#setLeftover([]);
  }

  async #runOnce(): Promise<void> {
    const { pages } = this.#options;
    const releases: (() => void)[] = [];
    const open = new Set<number>();
    try {
      for (const clientId of new Set((await this.#readOthers()).map(({ key }) => key[0]))) {
        const release = await pages.claim(clientId);
        if (release) releases.push(release);
        else open.add(clientId);
      }
      // Read again: another page may have restored some of it before we could.
      const kept = releases.length === 0 ? [] : await this.#readOthers();
      await this.#restore(
        kept.filter(({ key }) => !open.has(key[0])),
        open,
      );
    } finally {
      for (const release of releases) release();
    }
  }

  async #readOthers(): Promise<KeptUpdate[]> {
    const kept = await this.#options.store.read();
    return kept.filter(({ key }) => key[0] !== this.#options.doc.clientID);
  }

  /** @param open pages whose edits are not in `kept` */
  async #restore(kept: readonly KeptUpdate[], open: ReadonlySet<number>): Promise<void> {
    const { doc } = this.#options;
    // Edits from before a purge may contain the purged text, and depend on items that no longer exist.
    const now = purgeMarkOf(doc);
    const isFit = ({ mark, refused }: KeptUpdate): boolean => !refused && mark === now;
    const { rounds, unmet, unreadable } = splitByDependencies(doc, kept.filter(isFit));
    this.#setLeftover([
      ...groupsOf(
        kept.filter((one) => one.refused),
        'refused',
      ),
      ...groupsOf(
        kept.filter((one) => !one.refused && !isFit(one)),
        'homeless',
      ),
      // What builds on an open page's edits fits once that page has saved them.
      ...unmet
        .filter(({ missing }) => !open.has(missing.client))
        .map((group) => ({ ...group, reason: 'homeless' as const })),
      ...unreadable.map((group) => ({ ...group, reason: 'unreadable' as const })),
    ]);
    let isTold = false;
    const onNew = (): void => {
      if (!isTold) this.#options.onRestored();
      isTold = true;
    };
    for (const group of rounds) {
      if (this.#stopped) return;
      await this.#apply(group, onNew);
    }
  }

  /** @param onNew called when it was news to the room */
  async #apply(group: EditGroup, onNew: () => void): Promise<void> {
    const { doc, store } = this.#options;
    let isNew = false;
    const notice = (): void => void (isNew = true);
    const saved = Promise.withResolvers<void>();
    const current = { group, isApplied: false, onSaved: saved.resolve };
    this.#current = current;
    const pieces = piecesOf(group.edits);
    for (const piece of pieces) {
      // The edits of hours take a while: let the page draw and people type between.
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (this.#stopped) return;
      current.isApplied = piece === pieces.at(-1);
      doc.on('update', notice);
      let isWhole = true;
      try {
        isWhole = applyAsOne(doc, piece, this);
      } catch (error) {
        // Of an observer, which keeps nothing out of the document.
        console.warn('tandem: unsaved work was restored with an error', error);
      } finally {
        doc.off('update', notice);
      }
      if (isWhole) continue;
      await this.setAside();
      this.#current = undefined;
      if (isNew) onNew();
      return;
    }
    if (isNew) {
      onNew();
      // The ack may have come already: the last piece need not be news.
      if (this.#options.isSaved()) await this.onSaved();
      await saved.promise;
      return;
    }
    this.#current = undefined;
    await store.delete([rangeOf(group)]);
  }

  #setLeftover(groups: LeftoverGroup[]): void {
    this.#leftover = groups;
    this.#options.onLeftover(
      groups.length === 0
        ? undefined
        : {
            reasons: [...new Set(groups.map(({ reason }) => reason))],
            text: insertedText(groups.flatMap(({ edits }) => edits.map(({ update }) => update))),
          },
    );
  }
}

/**
 * Applies edits in one transaction: merging them first would take longer than all the rest.
 * @returns whether all could be applied. @throws what an observer throws, after that
 */
function applyAsOne(doc: Y.Doc, edits: readonly KeptUpdate[], origin: unknown): boolean {
  let isWhole = true;
  const applyAll = (): void => {
    for (const { update } of edits) {
      try {
        Y.applyUpdate(doc, update, origin);
      } catch (error) {
        // It only looked like an edit.
        console.warn('tandem: unsaved work could not be restored', error);
        isWhole = false;
      }
    }
  };
  // Not a local one: to Yjs, what another page wrote is not this page's.
  Y.transact(doc, applyAll, origin, false);
  return isWhole;
}

/** Consecutive edits that are applied at once. */
function piecesOf(edits: readonly KeptUpdate[]): KeptUpdate[][] {
  const pieces: KeptUpdate[][] = [];
  let bytes = Infinity;
  for (const edit of edits) {
    bytes += edit.update.byteLength;
    if (bytes > pageLimits.restoredBytes) {
      pieces.push([]);
      bytes = edit.update.byteLength;
    }
    pieces.at(-1)?.push(edit);
  }
  return pieces;
}

function rangeOf({ clientId, edits }: EditGroup): KeptRange {
  const numbers = edits.map(({ key }) => key[1]);
  return { clientId, from: numbers[0] ?? 0, to: numbers.at(-1) ?? -1 };
}

const groupsOf = (edits: readonly KeptUpdate[], reason: LeftoverReason): LeftoverGroup[] =>
  [...Map.groupBy(edits, ({ key }) => key[0])].map(([clientId, own]) => ({ clientId, edits: own, reason }));
