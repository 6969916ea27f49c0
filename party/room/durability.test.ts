import { describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { settle } from '../../test/clock.ts';
import { TestRoom, userNamed } from '../../test/test-room.ts';
import { storageLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { saveAckFrame, step1Frame, updateFrame } from '../../shared/protocol/frames.ts';
import { load } from './storage-layout.ts';

const emptyVector = Y.encodeStateVector(new Y.Doc());

/** A document whose every edit returns its update. */
function editor(): { doc: Y.Doc; edit: (change: (text: Y.Text) => void) => Uint8Array } {
  const doc = new Y.Doc();
  let last: Uint8Array | undefined;
  doc.on('update', (update) => {
    last = update;
  });
  return {
    doc,
    edit: (change) => {
      doc.transact(() => change(doc.getText('t')));
      if (!last) throw new Error('nothing changed');
      return last;
    },
  };
}

/** The text that a room has on disk, as a newcomer gets it after a restart. */
async function textAfterRestart(room: TestRoom): Promise<string> {
  room.restart();
  const client = await room.raw(await room.token('reader'));
  await client.send(step1Frame(emptyVector));
  const doc = new Y.Doc();
  Y.applyUpdate(doc, client.of('step2')[0]!.update);
  return doc.getText('t').toJSON();
}

describe('durability', () => {
  it('R15 has everything it acked after its process has died', async () => {
    const room = new TestRoom();
    const client = await room.raw(await room.token('ada'));
    const { edit } = editor();
    for (let i = 0; i < 50; i++) {
      await client.send(updateFrame(edit((text) => text.insert(text.length, `${i} `))), saveAckFrame(i));
    }
    expect(client.of('saveAck').map(({ n }) => n)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(await textAfterRestart(room)).toBe(Array.from({ length: 50 }, (_, i) => `${i} `).join(''));
  });

  it.each([-1, 0, 1])('R15 keeps an update of 128 KiB %i byte, in pieces', async (more) => {
    const room = new TestRoom();
    const client = await room.raw(await room.token('ada'));
    const { edit } = editor();
    const empty = edit((text) => text.insert(0, 'x')).byteLength - 1;
    const fresh = editor();
    const update = fresh.edit((text) => text.insert(0, 'x'.repeat(128 * 1024 - empty - 2 + more)));
    await client.send(updateFrame(update), saveAckFrame(1));
    expect(client.of('saveAck')).toHaveLength(1);
    expect(await textAfterRestart(room)).toBe(fresh.doc.getText('t').toJSON());
  });

  it('R15 compacts a long log into a snapshot in pieces while in use, and deletes what the snapshot covers', async () => {
    const room = new TestRoom();
    const client = await room.raw(await room.token('ada'));
    const { doc, edit } = editor();
    for (let i = 0; i < 12; i++) {
      await client.send(updateFrame(edit((text) => text.insert(text.length, `${i}`.repeat(60_000)))));
    }
    const keys = room.storage.keys();
    expect(keys.filter((key) => key.startsWith('snapshot/')).length).toBeGreaterThan(2);
    const { layout } = await load(room.storage);
    expect(layout.logBytes).toBeLessThanOrEqual(
      Math.max(storageLimits.compactLogBytes, layout.snapshotBytes / 2),
    );
    expect(await textAfterRestart(room)).toBe(doc.getText('t').toJSON());
  });

  it('R15 compacts a log of very many rows too', async () => {
    const room = new TestRoom();
    const client = await room.raw(await room.token('ada'));
    const { doc, edit } = editor();
    for (let i = 0; i < storageLimits.maxLogRows + 20; i++) {
      const update = updateFrame(edit((text) => text.insert(0, 'x')));
      const sent = client.send(update);
      if (i % 50 === 0) await sent;
    }
    await settle();
    const { layout } = await load(room.storage);
    expect(layout.rows.length).toBeLessThan(storageLimits.maxLogRows);
    expect(await textAfterRestart(room)).toBe(doc.getText('t').toJSON());
  });

  it('R16 says that it cannot save, acks nothing meanwhile, retries, and says when it can again', async () => {
    const room = new TestRoom();
    const [ada, bob] = [await room.raw(await room.token('ada')), await room.raw(await room.token('bob'))];
    const { edit } = editor();
    room.storage.failures = 2;
    await ada.send(updateFrame(edit((text) => text.insert(0, 'a'))), saveAckFrame(1));
    expect(ada.controls('readonly').map(({ reason }) => reason !== null)).toEqual([true]);
    await ada.send(updateFrame(edit((text) => text.insert(1, 'b'))), saveAckFrame(2));
    const late = await room.raw(await room.token('eve'));
    expect(late.controls('readonly')).toHaveLength(1);
    expect(ada.of('saveAck')).toHaveLength(0);
    expect(bob.of('update')).toHaveLength(0);
    await room.clock.advance(2 * storageLimits.retryDelayMs);
    expect(ada.controls('readonly').at(-1)).toEqual({ type: 'readonly', reason: null });
    expect(ada.of('saveAck').map(({ n }) => n)).toEqual([1, 2]);
    expect(bob.of('update')).toHaveLength(2);
    expect(await textAfterRestart(room)).toBe('ab');
  });

  it('R16 gives up in the end: closes with a code to retry, and serves what is on disk', async () => {
    const room = new TestRoom();
    const ada = await room.raw(await room.token('ada'));
    const { edit } = editor();
    await ada.send(updateFrame(edit((text) => text.insert(0, 'saved'))), saveAckFrame(1));
    room.storage.failures = Infinity;
    await ada.send(updateFrame(edit((text) => text.insert(0, 'un'))), saveAckFrame(2));
    await room.clock.advance(10 * storageLimits.retryDelayMs);
    expect(ada.closed?.code).toBe(closeCode.tryLater);
    room.storage.failures = 0;
    expect(ada.of('saveAck').map(({ n }) => n)).toEqual([1]);
    const again = await room.raw(await room.token('bob'));
    await again.send(step1Frame(emptyVector));
    const doc = new Y.Doc();
    Y.applyUpdate(doc, again.of('step2')[0]!.update);
    expect(doc.getText('t').toJSON()).toBe('saved');
  });

  it('R16 refuses a connection when storage cannot be read, and tries again for the next', async () => {
    const room = new TestRoom();
    vi.spyOn(console, 'error').mockImplementationOnce(() => undefined);
    vi.spyOn(room.storage, 'list').mockRejectedValueOnce(new Error('the disk is away'));
    const client = await room.raw(await room.token('ada'));
    expect(client.closed?.code).toBe(closeCode.internal);
    const again = await room.raw(await room.token('ada'));
    expect(again.of('step1')).toHaveLength(1);
  });

  it('R17 keeps who writes under which client id in the same write as the text', async () => {
    const room = new TestRoom();
    const [ada, coder] = [await room.raw(await room.token('ada')), await room.raw(await room.serviceToken())];
    const { doc, edit } = editor();
    const before = room.storage.writes;
    await ada.send(updateFrame(edit((text) => text.insert(0, 'a'))));
    expect(room.storage.writes - before).toBe(1);
    const entry = [doc.clientID, userNamed('ada')];
    expect(coder.controls('authors').at(-1)?.entries).toEqual([entry]);
    room.restart();
    const late = await room.raw(await room.serviceToken());
    expect(late.controls('authors')[0]?.entries).toEqual([entry]);
  });
});
