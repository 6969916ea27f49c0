import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { asksBefore, setAsksBefore } from '../../shared/approvals.ts';
import {
  createFile,
  deleteFile,
  listFiles,
  readAll,
  renameFile,
  restoreFile,
  textOf,
} from '../../shared/doc.ts';
import { setAgentPace, setMeta, setTitle, titleOf } from '../../shared/meta.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { saveAckFrame, step1Frame, updateFrame } from '../../shared/protocol/frames.ts';
import { TestRoom } from '../../test/test-room.ts';

const nothing = Y.encodeStateVector(new Y.Doc());

async function enter(room: TestRoom, name: string, role: 'owner' | 'editor') {
  const client = await room.raw(await room.token(name, role));
  await client.send(step1Frame(nothing));
  const doc = new Y.Doc();
  for (const { update } of client.of('step2')) Y.applyUpdate(doc, update);
  const updates: Uint8Array[] = [];
  doc.on('update', (update) => void updates.push(update));
  let acked = 0;
  return {
    client,
    doc,
    /**
     * Runs `act` on the replica, and sends the result as one update. @returns whether the room has acked it.
     */
    async change(act: (doc: Y.Doc) => void): Promise<boolean> {
      updates.length = 0;
      act(doc);
      await client.send(updateFrame(Y.mergeUpdates(updates)), saveAckFrame(++acked));
      return client.of('saveAck').some(({ n }) => n === acked);
    },
  };
}

/** A room whose owner has set a title and requires approval of edits. */
async function roomOfOla(): Promise<TestRoom> {
  const room = new TestRoom();
  const ola = await enter(room, 'ola', 'owner');
  expect(await ola.change((doc) => setTitle(doc, 'Ola’s'))).toBe(true);
  expect(await ola.change((doc) => setAsksBefore(doc, 'edit', true))).toBe(true);
  return room;
}

describe('R45 settings', () => {
  const attempts: Record<string, (doc: Y.Doc) => void> = {
    'a title over another': (doc) => setTitle(doc, 'Mine'),
    'a setting that nobody has set': (doc) => setAgentPace(doc, 'instant'),
    'a setting over another': (doc) => setAsksBefore(doc, 'edit', false),
    'the removal of a setting': (doc) => setMeta(doc, 'approval:edit', null),
    'an unknown key': (doc) => setMeta(doc, 'anything', {}),
    'two titles in a row, beside text': (doc) => {
      doc.getText('t').insert(0, 'text');
      setTitle(doc, 'One');
      setTitle(doc, 'Two');
    },
    'a title that was undone': (doc) => {
      const undo = new Y.UndoManager(doc.getMap('meta'));
      setTitle(doc, 'Mine');
      undo.undo();
    },
  };
  for (const [what, act] of Object.entries(attempts)) {
    it(`refuses ${what}`, async () => {
      const room = await roomOfOla();
      const eve = await enter(room, 'eve', 'editor');
      expect(await eve.change(act)).toBe(false);
      expect(eve.client.closed?.code).toBe(closeCode.replicaRefused);
      expect(eve.client.controls('rejected')[0]).toMatchObject({ code: 'forbidden' });
      const { doc } = await enter(room, 'ben', 'editor');
      expect(titleOf(doc)).toBe('Ola’s');
      expect([...doc.getMap('meta').keys()].sort()).toEqual(['approval:edit', 'title']);
      expect(doc.getText('t').toJSON()).toBe('');
    });
  }

  it('accepts an editor’s trash, run configurations and text', async () => {
    const room = await roomOfOla();
    const ed = await enter(room, 'ed', 'editor');
    const [file] = listFiles(ed.doc);
    expect(await ed.change((doc) => deleteFile(doc, file!.id))).toBe(true);
    expect(await ed.change((doc) => setMeta(doc, 'run:one', { name: 'One' }))).toBe(true);
    expect(await ed.change((doc) => setMeta(doc, 'run:one', null))).toBe(true);
    expect(await ed.change((doc) => doc.getText('t').insert(0, 'title'))).toBe(true);
    expect(await ed.change((doc) => doc.getText('t').delete(1, 3))).toBe(true);
  });

  it('accepts a lost room from the first editor to return, but not what needs approval', async () => {
    const before = await roomOfOla();
    const { doc: kept } = await enter(before, 'ed', 'editor');
    const room = new TestRoom();
    const ed = await room.raw(await room.token('ed'));
    const all = [updateFrame(Y.encodeStateAsUpdate(kept)), saveAckFrame(1)];
    await ed.send(...all);
    expect(ed.closed?.code).toBe(closeCode.tryLater);
    const coder = await room.raw(await room.serviceToken());
    await coder.send(...all);
    const again = await room.raw(await room.token('ed'));
    await again.send(...all);
    expect(again.of('saveAck')).toHaveLength(1);
    expect(titleOf((await enter(room, 'ben', 'editor')).doc)).toBe('Ola’s');
  });

  it('R45 lets only the owner turn off approvals in a new room', async () => {
    const room = new TestRoom();
    const eve = await enter(room, 'eve', 'editor');
    expect(await eve.change((doc) => setAsksBefore(doc, 'bash', false))).toBe(false);
    expect(eve.client.closed?.code).toBe(closeCode.tryLater);
    const { doc } = await enter(room, 'ola', 'owner');
    expect(asksBefore(doc, 'bash')).toBe(true);
  });
});

describe('R48 misplaced content', () => {
  const wrong: Record<string, (doc: Y.Doc, file: string) => void> = {
    'a path of very many segments': (doc, file) => doc.getMap('paths').set(file, `${'a/'.repeat(60_000)}b`),
    'a path that leads out of the project': (doc, file) => doc.getMap('paths').set(file, '../../../.bashrc'),
    'a path that deceives': (doc, file) => doc.getMap('paths').set(file, 'src/\u202egnp.ts'),
    'a path in another Unicode normalization': (doc, file) => doc.getMap('paths').set(file, 'e\u0301.ts'),
    'a path that is not a string': (doc, file) => doc.getMap('paths').set(file, { path: 'a.ts' }),
    'an invalid path over a valid one, in one update': (doc, file) => {
      doc.getMap('paths').set(file, 'b.ts');
      doc.getMap('paths').set(file, '/b.ts');
    },
    'an embed in a text': (doc, file) => textOf(doc, file)?.insertEmbed(0, { image: 'x' }),
    'a format mark in a text': (doc, file) => textOf(doc, file)?.format(0, 1, { bold: true }),
    'an embed among letters of the same update': (doc, file) => {
      const text = textOf(doc, file);
      text?.insert(3, 'letters');
      text?.insertEmbed(5, { image: 'x' });
    },
    'an embed in a new text': (doc) => {
      const id = createFile(doc, 'new.txt', 'new');
      textOf(doc, id)?.insertEmbed(1, {});
    },
    'a file that is not a text': (doc) => doc.getMap<unknown>('files').set('x', new Y.Map()),
    'a file that is a value': (doc) => doc.getMap<unknown>('files').set('x', 'text'),
  };
  for (const [what, act] of Object.entries(wrong)) {
    it(`refuses ${what}`, async () => {
      const room = await roomOfOla();
      const eve = await enter(room, 'eve', 'editor');
      const before = readAll(eve.doc);
      expect(await eve.change((doc) => act(doc, listFiles(doc)[0]!.id))).toBe(false);
      expect(eve.client.closed?.code).toBe(closeCode.replicaRefused);
      expect(eve.client.controls('rejected')[0]).toMatchObject({ code: 'unprocessable' });
      const { doc } = await enter(room, 'ben', 'editor');
      expect(readAll(doc)).toEqual(before);
    });
  }

  it('accepts what a page does with files, in one update with much else', async () => {
    const room = await roomOfOla();
    const ed = await enter(room, 'ed', 'editor');
    const act = (doc: Y.Doc): void => {
      const id = createFile(doc, 'dir/é.ts', 'one');
      textOf(doc, id)?.insert(1, '🙂');
      renameFile(doc, id, 'dir/f.ts');
      renameFile(doc, id, 'g.ts');
      deleteFile(doc, id);
      restoreFile(doc, id, 'h.ts');
      doc.getText('elsewhere').insertEmbed(0, {});
    };
    expect(await ed.change(act)).toBe(true);
    expect(readAll((await enter(room, 'ben', 'editor')).doc).get('h.ts')).toBe('o🙂ne');
  });
});
