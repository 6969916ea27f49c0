import { afterEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { readAll } from '../../../shared/doc.ts';
import { agentLimits } from '../../../shared/limits.ts';
import { clientsIn, structsOf } from '../../../shared/yjs-internals.ts';
import { userNamed } from '../../../test/test-room.ts';
import { endUndoHarnesses, type UndoHarness, undoHarness } from '../../../test/undo-harness.ts';

const ann = userNamed('ann');
const pasted = 'pasted and deleted '.repeat(45_000);

afterEach(endUndoHarnesses);

/** All deleted text that a document still has. */
function deletedText(doc: Y.Doc): string {
  let out = '';
  for (const client of clientsIn(doc))
    for (const struct of structsOf(doc, client))
      if (struct instanceof Y.Item && struct.deleted && struct.content instanceof Y.ContentString)
        out += struct.content.str;
  return out;
}

/** Ann pastes and deletes until the coder has dropped what nothing needs. */
async function grow(harness: UndoHarness): Promise<void> {
  const text = harness.annIn('a.txt');
  for (let bytes = 0; bytes <= agentLimits.collectBytes; bytes += pasted.length) {
    const at = text.length;
    text.insert(at, pasted);
    await harness.meet();
    text.delete(at, pasted.length);
    await harness.meet();
    if (bytes === 0) expect(deletedText(harness.replica.doc)).toContain(pasted);
  }
  // What came after that waits for the next time.
  expect(deletedText(harness.replica.doc).length).toBeLessThan(3 * pasted.length);
}

async function editIn(
  harness: UndoHarness,
  turn: string,
  search: string,
  replace: string,
  ...others: { search: string; replace: string }[]
): Promise<void> {
  const editor = await harness.editor(turn);
  await editor.edit('a.txt', [{ search, replace }, ...others]);
  harness.turns.close(turn);
  await harness.meet();
}

describe('deleted text in the coder’s replica', () => {
  it('A228 goes when nothing can bring it back, and undo and redo work as before, also after restarts', async () => {
    const harness = await undoHarness('one two three\nfour\nfive\nsix\n');
    await editIn(harness, 'T', 'two', 'a pair and');
    await editIn(harness, 'U', 'six', 'seven');
    await harness.turns.set({ id: 'U', undo: true }, ann);
    await grow(harness);
    expect(deletedText(harness.replica.doc)).toContain('two');
    for (const restarts of [false, true]) {
      if (restarts) {
        harness.wake();
        expect(deletedText(harness.replica.doc).length).toBeLessThan(3 * pasted.length);
      }
      await harness.turns.set({ id: 'T', undo: true }, ann);
      await harness.turns.set({ id: 'U', undo: false }, ann);
      await harness.meet();
      expect(harness.text('a.txt')).toBe('one two three\nfour\nfive\nseven\n');
      await harness.turns.set({ id: 'T', undo: false }, ann);
      await harness.turns.set({ id: 'U', undo: true }, ann);
      await harness.meet();
      expect(harness.text('a.txt')).toBe('one a pair and three\nfour\nfive\nsix\n');
    }
  });

  it('A229 goes for the oldest turns first, and their undo and redo say so and do nothing', async () => {
    const harness = await undoHarness('one two three\nfour\nfive\nsix\n');
    harness.undoTextLength = 0;
    await editIn(harness, 'T', 'two', 'a pair and', { search: 'five\n', replace: 'five\nmore\n' });
    await editIn(harness, 'U', 'six', 'seven');
    await grow(harness);
    harness.wake();
    await harness.replica.join();
    expect(deletedText(harness.replica.doc)).not.toContain('two');
    const before = harness.text('a.txt');
    const listed = harness.turns.list(10);
    const toggle = { id: 'T', undo: true };
    await expect(harness.turns.preview(toggle)).rejects.toThrow('This turn is too old to be undone');
    await expect(harness.turns.set(toggle, ann)).rejects.toMatchObject({ code: 'conflict' });
    await harness.meet();
    expect(harness.text('a.txt')).toBe(before);
    expect(harness.turns.list(10)).toEqual(listed);
    await harness.turns.set({ id: 'U', undo: true }, ann);
    await harness.meet();
    expect(harness.text('a.txt')).toBe('one a pair and three\nfour\nfive\nmore\nsix\n');
    const part = harness.ledger.turns.get('T')!.parts.at(-1)!.id;
    await harness.turns.set({ id: 'T', undo: true, names: [{ part }] }, ann);
    await harness.meet();
    expect(harness.text('a.txt')).toBe('one a pair and three\nfour\nfive\nsix\n');
    expect(harness.turns.list(10)).toMatchObject([
      { id: 'U', state: 'undone' },
      { id: 'T', state: 'partly' },
    ]);
  });

  it('A228 stays in the versions that had it', async () => {
    const harness = await undoHarness('one');
    const text = harness.annIn('a.txt');
    text.insert(3, pasted);
    await harness.meet();
    const had = harness.versions.latest;
    text.delete(3, pasted.length);
    await grow(harness);
    harness.wake();
    const old = new Y.Doc();
    for (const { data } of harness.versions.load({ version: had })) Y.applyUpdate(old, data!);
    expect(readAll(old).get('a.txt')).toBe(`one${pasted}`);
    expect(readAll(harness.replica.doc).get('a.txt')).toBe('one');
  });

  it('A228 stays while the room may still refuse its deletion', async () => {
    const harness = await undoHarness(`one${pasted}`);
    const { replica } = harness;
    const writer = await replica.clientIdFor(ann);
    const release = harness.room.storage.hold();
    const [text] = replica.doc.getMap<Y.Text>('files').values();
    replica.transactAs(writer, () => text!.delete(3, text!.length - 3));
    for (let i = 0; i < 6; i++)
      replica.transactAs(writer, () => {
        text!.insert(3, pasted);
        text!.delete(3, pasted.length);
      });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(deletedText(replica.doc)).toContain(pasted);
    release();
    await replica.saved();
    expect(deletedText(replica.doc)).not.toContain(pasted);
  });
});
