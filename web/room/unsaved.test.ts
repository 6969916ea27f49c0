import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { createFile, fileIdAt, textOf } from '../../shared/doc.ts';
import type { PeerState } from '../../shared/protocol/peer.ts';
import { settle } from '../../test/clock.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { controlFrame } from '../../shared/protocol/frames.ts';
import { TestRoom, userNamed } from '../../test/test-room.ts';
import { splitByDependencies, insertedText } from './unsaved-dependencies.ts';
import type { KeptKey, KeptUpdate, UnsavedStore } from './unsaved-store.ts';
import { Unsaved } from './unsaved.ts';

const isAtRest = ({ synced, unsaved }: PeerState): boolean => synced && !unsaved;

/** One browser's store in memory, with a switch for a full disk. */
class MemoryStore implements UnsavedStore {
  readonly rows = new Map<string, KeptUpdate>();
  full = false;
  put = async (kept: KeptUpdate): Promise<void> => {
    if (this.full) throw new Error('full');
    this.rows.set(kept.key.join(), kept);
  };
  read = async () => [...this.rows.values()];
  delete = async (keys: readonly KeptKey[]): Promise<void> => {
    for (const key of keys) this.rows.delete(key.join());
  };
  close = (): void => undefined;
}

/** One of Ada's pages: a peer in the room, and what her browser stores. */
async function openPage(room: TestRoom, store: MemoryStore) {
  const keeping: boolean[] = [];
  const doc = new Y.Doc();
  const unsaved = new Unsaved({
    doc,
    store,
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
  it('W9 keeps each edit until the room has acknowledged it', async () => {
    const [room, store] = [new TestRoom(), new MemoryStore()];
    const { peer, unsaved, edit } = await openPage(room, store);
    edit('one');
    edit('two');
    expect(store.rows.size).toBe(2);
    await peer.until(isAtRest, 2_000, 'saved');
    await unsaved.clear();
    expect(store.rows.size).toBe(0);
    peer.destroy();
  });

  it('W10 restores what a closed tab left, in a form the room accepts', async () => {
    const [room, store] = [new TestRoom(), new MemoryStore()];
    const first = await openPage(room, store);
    first.edit('acked ');
    await first.peer.until(isAtRest, 2_000, 'saved');
    first.peer.destroy();
    first.edit('lost? ');
    createFile(first.doc, 'new.ts', 'made offline');
    first.unsaved.destroy();

    const second = await openPage(room, store);
    second.edit('other ');
    expect(await second.unsaved.restore()).toBe(true);
    expect(second.unsaved.text()).toContain('=== new.ts ===\nmade offline');
    await second.peer.until(isAtRest, 2_000, 'saved');
    await second.unsaved.clear();
    expect(store.rows.size).toBe(0);
    expect(second.unsaved.text()).toBe('');

    const third = await openPage(room, store);
    for (const text of ['acked ', 'lost? ', 'other ']) expect(third.read()).toContain(text);
    expect(fileIdAt(third.doc, 'new.ts')).toBeDefined();
    expect(third.peer.state.refusal).toBeUndefined();
    for (const { peer } of [second, third]) peer.destroy();
  });

  it('W10 changes nothing when it restores acknowledged edits, and leaves another tab’s edits alone', async () => {
    const [room, store] = [new TestRoom(), new MemoryStore()];
    const first = await openPage(room, store);
    first.edit('once ');
    await first.peer.until(isAtRest, 2_000, 'saved');
    const second = await openPage(room, store);
    expect(await second.unsaved.restore()).toBe(false);
    first.peer.stop();
    first.edit('mine ');
    await second.unsaved.clear();
    expect(store.rows.size).toBe(1);
    for (const { peer } of [first, second]) peer.destroy();
  });

  it('W104 withholds edits that the room would refuse until they are dropped, and restores the rest', async () => {
    const [room, store] = [new TestRoom(), new MemoryStore()];
    const first = await openPage(room, store);
    first.peer.stop();
    first.edit('lost');
    first.edit('built on it');
    store.rows.delete([first.doc.clientID, 0].join());
    const later = await openPage(room, store);
    later.peer.stop();
    later.edit('newer ');
    const second = await openPage(room, store);
    expect(await second.unsaved.restore()).toBe(true);
    await settle();
    await second.peer.until(isAtRest, 2_000, 'saved');
    expect(second.read()).toMatch(/^newer /);
    expect(second.peer.state.refusal).toBeUndefined();
    await second.unsaved.clear();
    expect(store.rows.size).toBe(1);
    expect(second.unsaved.leftover()).toBe('built on it');
    await second.unsaved.dropLeftover();
    expect(store.rows.size).toBe(0);
    expect(second.unsaved.leftover()).toBe('');
    for (const { peer } of [first, later, second]) peer.destroy();
  });

  it('W104 applies edits that depend on another page’s, in any order, and reads the text of those it cannot apply', () => {
    const [doc, other] = [new Y.Doc(), new Y.Doc()];
    const kept: { key: KeptKey; update: Uint8Array }[] = [];
    const note = (writer: Y.Doc) =>
      writer.on('update', (update, origin) => {
        if (origin !== 'sync') kept.unshift({ key: [writer.clientID, kept.length], update });
      });
    note(doc);
    note(other);
    doc.getText('t').insert(0, 'one');
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc), 'sync');
    other.getText('t').insert(3, ' tw');
    other.getText('t').insert(6, 'o');
    other.getText('t').insert(0, 'zero ');
    const inOrder = kept.toSorted((a, b) => a.key[1] - b.key[1]);
    const empty = new Y.Doc();
    const byPage = [...inOrder.slice(1), ...inOrder.slice(0, 1)];
    expect(splitByDependencies(empty, byPage).applicable).toHaveLength(4);
    const { applicable, unmet } = splitByDependencies(empty, inOrder.slice(1));
    expect(applicable).toEqual([]);
    expect(insertedText(unmet.map(({ update }) => update))).toBe(' two\nzero ');
  });

  it('W11 reports that it cannot store edits, leaves no gap, and stores again once everything is saved', async () => {
    const [room, store] = [new TestRoom(), new MemoryStore()];
    const { peer, unsaved, edit, keeping } = await openPage(room, store);
    store.full = true;
    edit('a');
    store.full = false;
    edit('b');
    await settle();
    edit('c');
    expect(store.rows.size).toBe(0);
    expect(keeping).not.toContain(true);
    await peer.until(isAtRest, 2_000, 'saved');
    await unsaved.clear();
    edit('d');
    expect(store.rows.size).toBe(1);
    await settle();
    expect(keeping.at(-1)).toBe(true);
    peer.destroy();
  });

  it('W124 restores nothing written before a purge, and offers it as text', async () => {
    const [room, store] = [new TestRoom(), new MemoryStore()];
    const first = await openPage(room, store);
    first.peer.stop();
    first.edit('the secret again ');
    const service = await room.raw(await room.serviceToken());
    const order = { type: 'purge', clientId: 4711, user: userNamed('olga'), text: 'the secret' } as const;
    await service.send(controlFrame(order));
    await expect.poll(() => service.closed?.code).toBe(closeCode.purged);
    first.peer.start();
    await expect.poll(() => first.peer.state.refusal?.code).toBe(closeCode.purged);
    const second = await openPage(room, store);
    expect(await second.unsaved.restore()).toBe(false);
    expect(second.read()).not.toContain('secret');
    expect(second.unsaved.leftover()).toBe('the secret again ');
    second.peer.stop();
    second.edit('since then ');
    const third = await openPage(room, store);
    expect(await third.unsaved.restore()).toBe(true);
    expect(third.read()).toContain('since then ');
    await third.unsaved.dropLeftover();
    expect(third.unsaved.leftover()).toBe('');
    for (const { peer } of [first, second, third]) peer.destroy();
  });
});
