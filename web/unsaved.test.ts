import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { createFile, fileIdAt, textOf } from '../shared/doc.ts';
import type { PeerState } from '../shared/protocol/peer.ts';
import { settle } from '../test/clock.ts';
import { TestRoom } from '../test/test-room.ts';
import type { KeptKey, UnsavedStore } from './unsaved-store.ts';
import { Unsaved } from './unsaved.ts';

const isAtRest = ({ synced, unsaved }: PeerState): boolean => synced && !unsaved;

/** One browser's store, with a switch for a full disk. */
class Shelf implements UnsavedStore {
  readonly rows = new Map<string, { key: KeptKey; update: Uint8Array }>();
  full = false;
  put = async (key: KeptKey, update: Uint8Array): Promise<void> => {
    if (this.full) throw new Error('full');
    this.rows.set(key.join(), { key, update });
  };
  read = async () => [...this.rows.values()];
  delete = async (keys: readonly KeptKey[]): Promise<void> => {
    for (const key of keys) this.rows.delete(key.join());
  };
  close = (): void => undefined;
}

/** A page of Ada's: a peer in the room, and what her browser keeps. */
async function openPage(room: TestRoom, shelf: Shelf) {
  const keeping: boolean[] = [];
  const doc = new Y.Doc();
  const unsaved = new Unsaved({
    doc,
    store: shelf,
    isRemote: (origin) => origin === peer,
    onKeeping: (keeps) => keeping.push(keeps),
  });
  const peer = room.peer('ada', 'editor', { doc });
  await peer.until(isAtRest, 2_000, 'ada');
  const edit = (text: string): void => textOf(doc, fileIdAt(doc, 'main.ts') ?? '')?.insert(0, text);
  const read = (): string => textOf(doc, fileIdAt(doc, 'main.ts') ?? '')?.toJSON() ?? '';
  return { doc, peer, unsaved, keeping, edit, read };
}

describe('Unsaved', () => {
  it('W9 keeps each edit until the room has acked it', async () => {
    const [room, shelf] = [new TestRoom(), new Shelf()];
    const { peer, unsaved, edit } = await openPage(room, shelf);
    edit('one');
    edit('two');
    expect(shelf.rows.size).toBe(2);
    await peer.until(isAtRest, 2_000, 'saved');
    await unsaved.clear();
    expect(shelf.rows.size).toBe(0);
    peer.destroy();
  });

  it('W10 brings back what a closed tab left, in a way that the room takes', async () => {
    const [room, shelf] = [new TestRoom(), new Shelf()];
    const first = await openPage(room, shelf);
    first.edit('acked ');
    await first.peer.until(isAtRest, 2_000, 'saved');
    first.peer.destroy();
    first.edit('lost? ');
    createFile(first.doc, 'new.ts', 'made offline');
    first.unsaved.destroy();

    const second = await openPage(room, shelf);
    second.edit('other ');
    expect(await second.unsaved.restore()).toBe(true);
    expect(second.unsaved.text()).toContain('=== new.ts ===\nmade offline');
    await second.peer.until(isAtRest, 2_000, 'saved');
    await second.unsaved.clear();
    expect(shelf.rows.size).toBe(0);
    expect(second.unsaved.text()).toBe('');

    const third = await openPage(room, shelf);
    for (const text of ['acked ', 'lost? ', 'other ']) expect(third.read()).toContain(text);
    expect(fileIdAt(third.doc, 'new.ts')).toBeDefined();
    expect(third.peer.state.refusal).toBeUndefined();
    for (const { peer } of [second, third]) peer.destroy();
  });

  it('W10 changes nothing by edits that had been acked, and leaves what another tab keeps', async () => {
    const [room, shelf] = [new TestRoom(), new Shelf()];
    const first = await openPage(room, shelf);
    first.edit('once ');
    await first.peer.until(isAtRest, 2_000, 'saved');
    const second = await openPage(room, shelf);
    expect(await second.unsaved.restore()).toBe(false);
    first.peer.stop();
    first.edit('mine ');
    await second.unsaved.clear();
    expect(shelf.rows.size).toBe(1);
    for (const { peer } of [first, second]) peer.destroy();
  });

  it('W10 does not offer the room what it would refuse', async () => {
    const [room, shelf] = [new TestRoom(), new Shelf()];
    const first = await openPage(room, shelf);
    first.peer.stop();
    first.edit('lost');
    first.edit('built on it');
    shelf.rows.delete([first.doc.clientID, 0].join());
    const second = await openPage(room, shelf);
    await expect(second.unsaved.restore()).rejects.toThrow('the room lacks text');
    await settle();
    expect(second.peer.state).toMatchObject({ synced: true, unsaved: false });
    expect(shelf.rows.size).toBe(1);
    for (const { peer } of [first, second]) peer.destroy();
  });

  it('W11 says so when it cannot keep, leaves no gap, and keeps again once all is saved', async () => {
    const [room, shelf] = [new TestRoom(), new Shelf()];
    const { peer, unsaved, edit, keeping } = await openPage(room, shelf);
    shelf.full = true;
    edit('a');
    shelf.full = false;
    edit('b');
    await settle();
    edit('c');
    expect(shelf.rows.size).toBe(0);
    expect(keeping).not.toContain(true);
    await peer.until(isAtRest, 2_000, 'saved');
    await unsaved.clear();
    edit('d');
    expect(shelf.rows.size).toBe(1);
    await settle();
    expect(keeping.at(-1)).toBe(true);
    peer.destroy();
  });
});
