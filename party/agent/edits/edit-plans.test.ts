import { describe, expect, it } from 'vitest';
import { createFile, readAll } from '../../../shared/doc.ts';
import { roomLimits } from '../../../shared/limits.ts';
import { editorHarness } from '../../../test/editor-harness.ts';
import { coderTables } from '../../../test/node-sql.ts';
import { proposeDelete, proposeEdit, proposeRename, proposeWrite } from '../approvals/file-proposals.ts';
import { ReadSnapshotStore } from './read-snapshot-store.ts';

const kib = 'x'.repeat(1023) + '\n';

describe('plans of the agent’s edits', () => {
  it('A115 rewrites no file that the agent has not read', async () => {
    const { editor, text } = editorHarness('of people\n');
    await expect(editor.write('a.ts', 'of the agent\n')).rejects.toThrow('read it first, or use editFile');
    expect(text()).toBe('of people\n');
  });

  it('A115 writes an empty file that the agent has not read, and knows it from then on', async () => {
    const { editor, nextTurn, ann, text } = editorHarness('');
    const { plans } = editor;
    const request = await proposeWrite(plans, { path: 'a.ts', content: 'one\n' }).preview();
    expect(request.shown).toMatchObject({ diff: '@@ 1 @@\n+one' });
    const report = await editor.write('a.ts', 'one\n');
    expect(report).toEqual({ path: 'a.ts', added: 1, removed: 0, diff: '@@ 1 @@\n+one' });
    await editor.write('a.ts', 'one\ntwo\n');
    expect(text()).toBe('one\ntwo\n');
    // What people have emptied since it was read is theirs to empty.
    ann.delete(0, ann.length);
    await expect(nextTurn().write('a.ts', 'one\ntwo\n')).rejects.toThrow('changed since it was read');
    expect(text()).toBe('');
  });

  it('A115 remembers over a restart what the agent had read, and keeps what people wrote since', async () => {
    const sql = coderTables();
    const { editor, nextTurn, ann, text } = editorHarness('one\ntwo\n', new ReadSnapshotStore(sql));
    editor.read('a.ts');
    await editor.edit('a.ts', [{ search: 'two', replace: 'two and a half' }]);
    ann.insert(ann.length, 'of Ann\n');
    const next = nextTurn(new ReadSnapshotStore(sql));
    const rewrite = next.write('a.ts', 'ONE\ntwo and a half\n');
    await expect(rewrite).rejects.toThrow(/changed since it was read: .*line 3 by Ann\. Read it again/);
    next.read('a.ts');
    await next.write('a.ts', 'ONE\ntwo and a half\nof Ann\n');
    expect(text()).toBe('ONE\ntwo and a half\nof Ann\n');
  });

  it('A115 makes a rewrite after a restart in the same turn, and keeps what people wrote since the read', async () => {
    const sql = coderTables();
    const first = editorHarness('one\ntwo\n', new ReadSnapshotStore(sql));
    first.nextTurn().read('a.ts');
    first.ann.insert(first.ann.length, 'of Ann\n');
    await first.nextTurn(new ReadSnapshotStore(sql)).write('a.ts', 'ONE\ntwo\n');
    expect(first.text()).toBe('ONE\ntwo\nof Ann\n');
  });

  it('A115 refuses a rewrite after a restart when the read was partial or too long to keep', async () => {
    const sql = coderTables();
    const { editor, nextTurn } = editorHarness(kib.repeat(600), new ReadSnapshotStore(sql));
    editor.read('a.ts');
    await expect(nextTurn(new ReadSnapshotStore(sql)).write('a.ts', 'short\n')).rejects.toThrow(
      'read it first',
    );
    editor.read('a.ts');
    editor.noteShown('a.ts', { from: 0, to: 0 });
    await expect(nextTurn(new ReadSnapshotStore(sql)).write('a.ts', 'short\n')).rejects.toThrow(
      'read it first',
    );
  });

  it('A116 does nothing that waits behind an edit once the turn is stopped', async () => {
    const { doc, editor, stop, text } = editorHarness('start\n');
    createFile(doc, 'b.ts', 'b\n');
    const edit = editor.edit('a.ts', [{ search: 'start', replace: 'start and quite some more words' }]);
    const waiting = [editor.move('b.ts', null), editor.move('b.ts', 'c.ts'), editor.write('d.ts', 'new\n')];
    const ends = Promise.allSettled(waiting);
    setTimeout(stop, 60);
    expect((await edit).incomplete).toContain('Stopped');
    expect(await ends).toMatchObject(
      waiting.map(() => ({ status: 'rejected', reason: { code: 'stopped' } })),
    );
    expect([...readAll(doc).keys()]).toEqual(['a.ts', 'b.ts']);
    expect(text()).toMatch(/^start and/);
  });

  it('A117 refuses every edit that the room cannot hold', async () => {
    const { doc, editor, text } = editorHarness('start\n');
    const edit = (replace: string): Promise<unknown> => editor.edit('a.ts', [{ search: 'start', replace }]);
    await expect(edit('a\0b')).rejects.toMatchObject({ code: 'bad_request' });
    await expect(edit(kib.repeat(1024))).rejects.toMatchObject({ code: 'too_large' });
    for (let n = 0; n < 16; n++) createFile(doc, `${n}.txt`, kib.repeat(1024));
    await expect(edit('start and more')).rejects.toThrow('The room is full');
    await expect(editor.write('b.ts', 'b')).rejects.toThrow('The room is full');
    expect(text()).toBe('start\n');
    expect(readAll(doc).has('b.ts')).toBe(false);
    expect(roomLimits.maxDocumentBytes).toBe(16 * 1024 * kib.length);
    await edit('s');
    expect(text()).toBe('s\n');
  });

  it('A118 reports what cannot be done in the same words when the room wants to be asked first', async () => {
    const { doc, editor, ann } = editorHarness('one\ntwo\n');
    createFile(doc, 'src/b.ts', 'b\n');
    const { version } = editor.read('a.ts');
    ann.insert(0, 'zero\n');
    const edits = [{ search: 'one\nTWO', replace: '1' }];
    const { plans } = editor;
    const both: [asked: () => unknown, done: Promise<unknown>, message: RegExp][] = [
      [
        proposeEdit(plans, { path: 'a.ts', edits, version }).preview,
        editor.edit('a.ts', edits, { version }),
        /since it was read: line 1 by Ann/,
      ],
      [
        proposeEdit(plans, { path: 'b.ts', edits }).preview,
        editor.edit('b.ts', edits),
        /There is “src\/b\.ts”/,
      ],
      [
        proposeWrite(plans, { path: 'src/b.ts', content: '' }).preview,
        editor.write('src/b.ts', ''),
        /read it first/,
      ],
      [proposeWrite(plans, { path: 'src', content: '' }).preview, editor.write('src', ''), /is a folder/],
      [proposeDelete(plans, { path: 'b.ts' }).preview, editor.move('b.ts', null), /There is “src\/b\.ts”/],
      [
        proposeRename(plans, { path: 'a.ts', to: 'src/b.ts' }).preview,
        editor.move('a.ts', 'src/b.ts'),
        /There is a file/,
      ],
    ];
    for (const [asked, done, message] of both) {
      expect(asked).toThrow(message);
      await expect(done).rejects.toThrow(message);
    }
  });

  it('A118 shows what a rewrite will do beside what people wrote since the read', async () => {
    const { editor, ann } = editorHarness('one\ntwo\n');
    editor.read('a.ts');
    ann.insert(ann.length, 'of Ann\n');
    const preview = await proposeWrite(editor.plans, { path: 'a.ts', content: 'ONE\ntwo\n' }).preview();
    expect(preview.shown?.diff).toBe('@@ 1 @@\n-one\n+ONE');
  });
});
