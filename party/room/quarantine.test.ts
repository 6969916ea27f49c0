import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { settle } from '../../test/clock.ts';
import { MemoryStorage } from '../../test/memory-storage.ts';
import { breakingUpdate, breakOver } from '../../test/poison.ts';
import { TestRoom, userNamed } from '../../test/test-room.ts';
import { storageLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { saveAckFrame, updateFrame } from '../../shared/protocol/frames.ts';
import { quarantine } from './quarantine.ts';

const poisonOf = (bytes: number, reason = 'broke') => ({
  update: new Uint8Array(bytes).fill(7),
  userId: 'id-eve',
  reason,
  atMs: 5,
});

/** Every kept update: what is known about it, and its bytes. */
async function kept(storage: MemoryStorage): Promise<{ about: unknown; bytes: number[] }[]> {
  const all = new Map<string, { about: unknown; bytes: number[] }>();
  for (const [key, value] of await storage.list('quarantine/')) {
    const name = key.split('/')[1] ?? '';
    const entry = all.get(name) ?? { about: undefined, bytes: [] };
    all.set(name, entry);
    if (value instanceof Uint8Array) entry.bytes.push(...value);
    else entry.about = JSON.parse(String(value));
  }
  return [...all.values()];
}

describe('quarantine', () => {
  beforeEach(() => {
    // The room reports why it rebuilds.
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
  });
  afterEach(() => vi.restoreAllMocks());

  it('R28 keeps an update that broke the document, with time, user and reason, and goes on without it', async () => {
    const room = new TestRoom();
    const eve = await room.raw(await room.token('eve'));
    const poison = breakingUpdate(30);
    breakOver(room.core.document.doc);
    await eve.send(updateFrame(poison));
    const [entry, ...more] = await kept(room.storage);
    expect(more).toEqual([]);
    expect(entry?.bytes).toEqual([...poison]);
    expect(entry?.about).toMatchObject({
      atMs: room.clock.now(),
      userId: userNamed('eve').id,
      reason: expect.stringMatching(/./),
      bytes: poison.byteLength,
      isKept: true,
    });
    room.restart();
    const ada = await room.raw(await room.token('ada'));
    const doc = new Y.Doc();
    doc.getText('t').insert(0, 'fine');
    await ada.send(updateFrame(Y.encodeStateAsUpdate(doc)), saveAckFrame(1));
    expect(ada.of('saveAck')).toHaveLength(1);
  });

  it('R28 goes on when the update cannot be kept', async () => {
    const room = new TestRoom();
    const [ada, eve] = [await room.raw(await room.token('ada')), await room.raw(await room.token('eve'))];
    room.storage.failures = 1;
    breakOver(room.core.document.doc);
    await eve.send(updateFrame(breakingUpdate(30)));
    await settle();
    expect(eve.closed?.code).toBe(closeCode.replicaRefused);
    await ada.send(saveAckFrame(1));
    expect(ada.of('saveAck')).toHaveLength(1);
    expect(await kept(room.storage)).toEqual([]);
  });

  it('R28 keeps the newest few, and of a very large one only what is known about it', async () => {
    const storage = new MemoryStorage();
    const most = storageLimits.maxQuarantinedBytes;
    for (let i = 0; i < storageLimits.maxQuarantined; i++) await quarantine(storage, poisonOf(most, `${i}`));
    await quarantine(storage, poisonOf(most + 1, 'large'));
    const entries = await kept(storage);
    expect(entries.map(({ bytes }) => bytes.length)).toEqual([
      ...Array.from({ length: storageLimits.maxQuarantined - 1 }, () => most),
      0,
    ]);
    expect(entries[0]?.about).toMatchObject({ reason: '1' });
    expect(entries.at(-1)?.about).toMatchObject({ reason: 'large', bytes: most + 1, isKept: false });
  });
});
