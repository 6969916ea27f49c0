import * as Y from 'yjs';
import { fileIdAt, textOf } from '../shared/doc.ts';
import type { PeerState } from '../shared/protocol/peer.ts';
import type { OpenPages } from '../web/room/open-pages.ts';
import type { Leftover } from '../web/room/restore-queue.ts';
import type { KeptRange, KeptUpdate, UnsavedStore } from '../web/room/unsaved-store.ts';
import { Unsaved } from '../web/room/unsaved.ts';
import type { KeepTrouble } from '../web/room/unsaved-writer.ts';
import type { TestRoom } from './test-room.ts';

export const isAtRest = ({ synced, unsaved }: PeerState): boolean => synced && !unsaved;

/** One browser: what it stores, with a switch for a full disk, and which of its pages are open. */
export class TestBrowser implements UnsavedStore {
  readonly rows = new Map<string, KeptUpdate>();
  /** What each write fails with, if it fails. */
  failure: Error | undefined;
  writes = 0;
  deletions = 0;
  readonly #open = new Map<number, () => void>();
  readonly #claimed = new Set<number>();

  put = (kept: KeptUpdate): Promise<void> => this.#write(() => this.rows.set(kept.key.join(), kept));
  replace = (kept: KeptUpdate, from: number): Promise<void> =>
    this.#write(() => {
      this.#delete([{ clientId: kept.key[0], from, to: kept.key[1] }]);
      this.rows.set(kept.key.join(), kept);
    });
  read = async (): Promise<KeptUpdate[]> => [...this.rows.values()].sort((a, b) => a.key[1] - b.key[1]);
  delete = async (ranges: readonly KeptRange[]): Promise<void> => {
    this.deletions++;
    this.#delete(ranges);
  };
  close = (): void => undefined;

  /** As the browser sees one of its pages: one that is closed or killed gives up its place and all its claims. */
  openPages(): OpenPages {
    const claims = new Set<number>();
    let own = 0;
    const release = (clientId: number): void => {
      claims.delete(clientId);
      this.#claimed.delete(clientId);
    };
    return {
      join: async (clientId, onFree) => {
        own = clientId;
        this.#open.set(own, onFree);
      },
      claim: async (clientId) => {
        if (this.#open.has(clientId) || this.#claimed.has(clientId)) return undefined;
        claims.add(clientId);
        this.#claimed.add(clientId);
        return () => release(clientId);
      },
      close: () => {
        this.#open.delete(own);
        for (const clientId of claims) release(clientId);
        for (const onFree of this.#open.values()) onFree();
      },
    };
  }

  /** One page's rows, in order. */
  async of({ clientID }: Y.Doc): Promise<KeptUpdate[]> {
    return (await this.read()).filter(({ key }) => key[0] === clientID);
  }

  async #write(act: () => void): Promise<void> {
    this.writes++;
    if (this.failure) throw this.failure;
    act();
  }

  #delete(ranges: readonly KeptRange[]): void {
    for (const { clientId, from, to } of ranges)
      for (const [name, { key }] of this.rows)
        if (key[0] === clientId && from <= key[1] && key[1] <= to) this.rows.delete(name);
  }
}

export const fullDisk = new DOMException('no space', 'QuotaExceededError');

/** One of Ada's pages: a peer in the room, and what her browser stores of it. It acts as `web/room/room.ts` does. */
export async function openPage(room: TestRoom, browser: TestBrowser) {
  const troubles: (KeepTrouble | undefined)[] = [];
  const page = { leftover: undefined as Leftover | undefined, restored: 0, restoredText: '' };
  const doc = new Y.Doc();
  const unsaved = new Unsaved({
    doc,
    store: browser,
    pages: browser.openPages(),
    isRemote: (origin) => origin === peer,
    isSynced: () => peer.state.synced,
    isSaved: () => !peer.state.unsaved,
    onKeeping: (trouble) => troubles.push(trouble),
    onRestored: () => {
      page.restored++;
      page.restoredText = unsaved.text();
    },
    onLeftover: (leftover) => (page.leftover = leftover),
  });
  let before: PeerState | undefined;
  const peer = room.peer('ada', 'editor', {
    doc,
    onChange: (next) => {
      if (before?.unsaved && !next.unsaved) unsaved.onSaved().catch(() => undefined);
      before = next;
    },
  });
  await peer.until(isAtRest, 2_000, 'ada');
  const main = (): Y.Text => textOf(doc, fileIdAt(doc, 'main.ts') ?? '') ?? doc.getText('none');
  const edit = (text: string): void => main().insert(0, text);
  const erase = (text: string): void => main().delete(main().toJSON().indexOf(text), text.length);
  const read = (): string => main().toJSON();
  /** The tab is closed, or killed: nothing more of it is sent or stored. */
  const close = (): void => {
    peer.stop();
    unsaved.destroy();
  };
  return Object.assign(page, { doc, peer, unsaved, troubles, edit, erase, read, close });
}
