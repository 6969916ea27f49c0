import { describe, expect, it } from 'vitest';
import { deleteFile, fileIdAt, readAll, renameFile } from '../../../shared/doc.ts';
import { editorHarness } from '../../../test/editor-harness.ts';

const text = 'one\ntwo\n';

describe('A225 a write to a path whose file people have moved since it was read', () => {
  it('makes no second file, and says where the file is', async () => {
    const { doc, editor } = editorHarness(text);
    editor.read('a.ts');
    renameFile(doc, fileIdAt(doc, 'a.ts')!, 'b.ts');
    await expect(editor.write('a.ts', 'one\n2\n')).rejects.toMatchObject({
      code: 'conflict',
      message:
        '“a.ts” was renamed to “b.ts” since it was read. Nothing was written. Write to “b.ts”. If a new “a.ts” is wanted, repeat this call.',
    });
    expect(Object.fromEntries(readAll(doc))).toEqual({ 'b.ts': text });
    await editor.write('b.ts', 'one\n2\n');
    expect(Object.fromEntries(readAll(doc))).toEqual({ 'b.ts': 'one\n2\n' });
  });

  it('brings back no deleted file', async () => {
    const { doc, editor } = editorHarness(text);
    editor.read('a.ts');
    deleteFile(doc, fileIdAt(doc, 'a.ts')!);
    await expect(editor.write('a.ts', 'one\n')).rejects.toMatchObject({
      message:
        '“a.ts” was deleted since it was read. Nothing was written. If a new “a.ts” is wanted, repeat this call.',
    });
    expect(readAll(doc).size).toBe(0);
  });

  it('makes the new file when it is repeated', async () => {
    const { doc, editor } = editorHarness(text);
    editor.read('a.ts');
    renameFile(doc, fileIdAt(doc, 'a.ts')!, 'b.ts');
    await editor.write('a.ts', 'new\n').catch(() => undefined);
    expect(await editor.write('a.ts', 'new\n')).toMatchObject({ created: true });
    expect(Object.fromEntries(readAll(doc))).toEqual({ 'a.ts': 'new\n', 'b.ts': text });
  });

  it('is a new file when the agent itself has moved the other one', async () => {
    const { doc, editor } = editorHarness(text);
    editor.read('a.ts');
    await editor.move('a.ts', 'b.ts');
    expect(await editor.write('a.ts', 'new\n')).toMatchObject({ created: true });
    await editor.move('b.ts', null);
    expect(await editor.write('b.ts', 'new\n')).toMatchObject({ created: true });
    expect(Object.fromEntries(readAll(doc))).toEqual({ 'a.ts': 'new\n', 'b.ts': 'new\n' });
  });

  it('is refused in the next turn too', async () => {
    const { doc, editor, nextTurn } = editorHarness(text);
    editor.read('a.ts');
    editor.close();
    renameFile(doc, fileIdAt(doc, 'a.ts')!, 'b.ts');
    await expect(nextTurn().write('a.ts', 'one\n')).rejects.toMatchObject({ code: 'conflict' });
  });
});

it('A33 an edit or a read at the old path of a renamed file is answered with the new one', async () => {
  const { doc, editor } = editorHarness(text);
  editor.read('a.ts');
  renameFile(doc, fileIdAt(doc, 'a.ts')!, 'other/name.ts');
  const message = '“a.ts” was renamed to “other/name.ts” since it was read.';
  await expect(editor.edit('a.ts', [{ search: 'one', replace: '1' }])).rejects.toMatchObject({ message });
  expect(() => editor.read('a.ts')).toThrow(message);
});
