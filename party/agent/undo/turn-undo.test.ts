import { afterEach, describe, expect, it } from 'vitest';
import type * as Y from 'yjs';
import { deleteFile, fileIdAt, listFiles, renameFile, restoreFile, textOf } from '../../../shared/doc.ts';
import { agentUser } from '../../../shared/roles.ts';
import { userNamed } from '../../../test/test-room.ts';
import { endUndoHarnesses, undoHarness } from '../../../test/undo-harness.ts';

afterEach(endUndoHarnesses);

describe('undo of a turn', () => {
  it('A44 undoes and redoes the turn as a whole, also after a restart', async () => {
    const harness = await undoHarness('one two three\n');
    const editor = await harness.editor('T');
    await editor.edit('a.txt', [{ search: 'two', replace: 'a pair and' }]);
    await harness.meet();
    const [turn] = harness.turns.list(10);
    expect(turn).toEqual({
      id: 'T',
      at: turn!.at,
      state: 'done',
      files: [{ path: 'a.txt', added: 1, removed: 1 }],
    });
    harness.wake();
    await harness.turns.set({ id: 'T', undo: true }, userNamed('ann'));
    await harness.meet();
    expect(harness.text('a.txt')).toBe('one two three\n');
    expect(harness.turns.list(10)).toMatchObject([{ id: 'T', state: 'undone' }]);
    harness.wake();
    const changes = await harness.turns.set({ id: 'T', undo: false }, userNamed('ann'));
    await harness.meet();
    expect(harness.text('a.txt')).toBe('one a pair and three\n');
    expect(changes).toMatchObject([
      {
        path: 'a.txt',
        added: 1,
        removed: 1,
        diff: '@@ 1 @@\n-one two three\n+one a pair and three',
        left: [],
      },
    ]);
  });

  it('A44 leaves what people typed in the turn’s text, and the preview names the lines', async () => {
    const harness = await undoHarness('start\nend\n');
    const editor = await harness.editor('T');
    await editor.edit('a.txt', [{ search: 'start\n', replace: 'start\nfirst new line\nsecond new line\n' }]);
    await harness.meet();
    const text = harness.annIn('a.txt');
    text.insert(text.toJSON().indexOf(' new'), ' (Ann)');
    await harness.meet();
    expect(await harness.turns.preview({ id: 'T', undo: true })).toMatchObject([
      {
        path: 'a.txt',
        added: 1,
        removed: 3,
        diff: '@@ 2 @@\n-first (Ann) new line\n-second new line\n-end\n+ (Ann)end',
        left: [{ line: 2, by: 'ann' }],
      },
    ]);
    expect(harness.text('a.txt')).toContain('first (Ann) new line');
    await harness.turns.set({ id: 'T', undo: true }, userNamed('ann'));
    await harness.meet();
    expect(harness.text('a.txt')).toBe('start\n (Ann)end\n');
  });

  it('A46 restores a person’s text as theirs, and a redo restores the turn’s as the turn’s', async () => {
    const harness = await undoHarness('mine to keep\n');
    await (await harness.editor('T')).edit('a.txt', [{ search: 'mine', replace: 'yours' }]);
    await harness.meet();
    await harness.turns.set({ id: 'T', undo: true }, userNamed('ben'));
    await harness.meet();
    expect(harness.text('a.txt')).toBe('mine to keep\n');
    expect(new Set(harness.writers('a.txt').map(([, by]) => by))).toEqual(new Set(['ann']));
    await harness.turns.set({ id: 'T', undo: false }, userNamed('ben'));
    await harness.meet();
    expect(
      harness
        .writers('a.txt')
        .filter(([, by]) => by === 'Agent')
        .map(([text]) => text)
        .join(''),
    ).toContain('your');
  });

  it('A47 puts a file that the turn created into the trash with its text, and a redo brings it back', async () => {
    const harness = await undoHarness('x\n');
    await (await harness.editor('T')).write('new.txt', 'by the agent\n');
    await harness.meet();
    const id = fileIdAt(harness.ann.doc, 'new.txt')!;
    await harness.turns.set({ id: 'T', undo: true }, userNamed('ann'));
    await harness.meet();
    expect(harness.text('new.txt')).toBeUndefined();
    expect(textOf(harness.ann.doc, id)!.toJSON()).toBe('by the agent\n');
    harness.wake();
    await harness.turns.set({ id: 'T', undo: false }, userNamed('ann'));
    await harness.meet();
    expect(harness.text('new.txt')).toBe('by the agent\n');
  });

  it('A47 keeps a file that the turn created when people wrote in it, with what they wrote', async () => {
    const harness = await undoHarness('x\n');
    await (await harness.editor('T')).write('new.txt', 'by the agent\n');
    await harness.meet();
    harness.annIn('new.txt').insert(0, 'by Ann\n');
    await harness.meet();
    await harness.turns.set({ id: 'T', undo: true }, userNamed('ann'));
    await harness.meet();
    expect(harness.text('new.txt')).toBe('by Ann\n');
    await harness.turns.set({ id: 'T', undo: false }, userNamed('ann'));
    await harness.meet();
    expect(harness.text('new.txt')).toBe('by Ann\nby the agent\n');
  });

  it('A47 reverts renames and deletions, unless people have renamed the file since', async () => {
    const harness = await undoHarness('x\n');
    const move = async (turn: string, change: (doc: Y.Doc) => void): Promise<void> => {
      const clientId = await harness.replica.clientIdFor(agentUser, turn);
      harness.replica.transactAs(clientId, () => change(harness.replica.doc));
      await harness.meet();
    };
    const id = fileIdAt(harness.replica.doc, 'a.txt')!;
    const paths = (): (string | undefined)[] => [
      listFiles(harness.ann.doc).find((file) => file.id === id)?.path,
    ];
    await move('T1', (doc) => renameFile(doc, id, 'b.txt'));
    await move('T2', (doc) => renameFile(doc, id, 'c.txt'));
    await move('T3', (doc) => deleteFile(doc, id));
    await harness.turns.set({ id: 'T1', undo: true }, userNamed('ann'));
    await harness.turns.set({ id: 'T3', undo: true }, userNamed('ann'));
    await harness.meet();
    expect(paths()).toEqual(['c.txt']);
    await harness.turns.set({ id: 'T3', undo: false }, userNamed('ann'));
    await harness.meet();
    expect(paths()).toEqual([undefined]);
    await harness.turns.set({ id: 'T3', undo: true }, userNamed('ann'));
    await harness.turns.set({ id: 'T2', undo: true }, userNamed('ann'));
    await harness.meet();
    expect(paths()).toEqual(['a.txt']);
    await harness.turns.set({ id: 'T2', undo: false }, userNamed('ann'));
    await harness.meet();
    expect(paths()).toEqual(['c.txt']);
    renameFile(harness.ann.doc, id, 'mine.txt');
    await harness.meet();
    await harness.turns.set({ id: 'T2', undo: true }, userNamed('ann'));
    await harness.meet();
    expect(paths()).toEqual(['mine.txt']);
    deleteFile(harness.ann.doc, id);
    restoreFile(harness.ann.doc, id, 'back.txt');
    await harness.meet();
    await harness.turns.set({ id: 'T1', undo: false }, userNamed('ann'));
    await harness.meet();
    expect(paths()).toEqual(['back.txt']);
  });

  it('A44 refuses a turn that is unknown, still running or already undone', async () => {
    const harness = await undoHarness('one\n');
    await (await harness.editor('T')).edit('a.txt', [{ search: 'one', replace: 'two' }]);
    const undo = (id: string): Promise<unknown> => harness.turns.set({ id, undo: true }, userNamed('ann'));
    await expect(undo('X')).rejects.toMatchObject({ code: 'not_found' });
    harness.running = 'T';
    await expect(undo('T')).rejects.toMatchObject({ code: 'conflict' });
    harness.running = undefined;
    await undo('T');
    await expect(undo('T')).rejects.toMatchObject({ code: 'conflict' });
  });
});
