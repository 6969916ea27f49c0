import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { contentOf, deleteFile, fileIdAt, readAll, renameFile } from '../../../shared/doc.ts';
import { setAgentPace } from '../../../shared/meta.ts';
import type { Replacement } from './plan.ts';
import { editorHarness, turnClient } from '../../../test/editor-harness.ts';

describe('the agent’s editor', () => {
  it('A27 writes everything under the turn’s own client id', async () => {
    const { doc, editor } = editorHarness('one\n');
    const before = Y.decodeStateVector(Y.encodeStateVector(doc));
    await editor.edit('a.ts', [{ search: 'one', replace: 'one two' }]);
    await editor.write('b.ts', 'new\n');
    const after = Y.decodeStateVector(Y.encodeStateVector(doc));
    expect(after.get(5)).toBe(before.get(5));
    expect(after.get(turnClient)).toBeGreaterThan(0);
  });

  it('A28 names the lines that changed since the read, and by whom, when a text is not found', async () => {
    const { editor, ann, text } = editorHarness('one\ntwo\nthree\n');
    const { version } = editor.read('a.ts');
    ann.insert(4, 'nearly ');
    ann.insert(0, 'zero\n');
    const edit = editor.edit('a.ts', [{ search: 'one\ntwo', replace: '1\n2' }], { version });
    await expect(edit).rejects.toThrow(/changed since it was read: lines 1, 3 by Ann\. Read it again/);
    expect(text()).toBe('zero\none\nnearly two\nthree\n');
    // However many people have written, the version of a read is short, and an earlier one still counts.
    expect(version).toBe('v1');
    expect(editor.read('a.ts').version).toBe('v2');
    const again = (from: string): Promise<unknown> =>
      editor.edit('a.ts', [{ search: 'gone', replace: '' }], { version: from });
    await expect(again('v1')).rejects.toThrow('since it was read: lines 1, 3 by Ann');
    await expect(again('v2')).rejects.toThrow('was not found in a.ts. Read');
    await expect(again('unknown')).rejects.toThrow('was not found in a.ts. Read');
  });

  it('A93 also names the lines that are gone since the read', async () => {
    const { editor, ann, text } = editorHarness('one\ntwo\n  three 🙂\nfour five\nsix\n');
    editor.read('a.ts');
    const edit = (search: string): Promise<unknown> => editor.edit('a.ts', [{ search, replace: '-' }]);
    ann.delete('one\n'.length, 'two\n'.length);
    await expect(edit('one\ntwo')).rejects.toThrow('since it was read: gone at line 2: “two”. Read it again');
    ann.delete('one\n'.length, '  three 🙂\n'.length);
    await expect(edit('one\ntwo')).rejects.toThrow('gone at line 2: “two”, “three 🙂”.');
    ann.delete('one\nfour'.length, ' five'.length);
    ann.insert(0, 'zero\n');
    await expect(edit('four five')).rejects.toThrow(/read: line 1 by Ann; gone at line 3: .*“three 🙂”/);
    expect(text()).toBe('zero\none\nfour\nsix\n');
  });

  it('A93 names a line that only lost text, but not what the agent itself removed', async () => {
    const { editor, ann } = editorHarness('one\ntwo words\nthree\n');
    editor.read('a.ts');
    await editor.edit('a.ts', [{ search: 'one\n', replace: '' }]);
    ann.delete('two'.length, ' words'.length);
    const edit = editor.edit('a.ts', [{ search: 'two words', replace: '2' }]);
    await expect(edit).rejects.toThrow('since it was read: text gone from line 1. Read it again');
  });

  it('A29 changes nothing when one of several texts is missing, ambiguous or overlaps', async () => {
    const { editor, text } = editorHarness('x = 1\ny = 1\nz = 2\n');
    await expect(
      editor.edit('a.ts', [
        { search: 'z = 2', replace: 'z = 3' },
        { search: ' = 1', replace: ' = 9' },
      ]),
    ).rejects.toThrow('2 times (lines 1, 2)');
    await expect(
      editor.edit('a.ts', [
        { search: 'x = 1\ny', replace: 'x' },
        { search: 'y = 1', replace: 'y' },
      ]),
    ).rejects.toThrow('overlaps');
    expect(text()).toBe('x = 1\ny = 1\nz = 2\n');
  });

  it('A30 keeps what people wrote between the agent’s read and its rewrite of a whole file', async () => {
    const { editor, ann, text } = editorHarness('one\ntwo\nthree\n');
    editor.read('a.ts');
    ann.insert(3, ' // mine');
    ann.insert(ann.length, 'four\n');
    const report = await editor.write('a.ts', 'zero\none\nTWO\nthree\n');
    expect(text()).toBe('zero\none // mine\nTWO\nthree\nfour\n');
    expect(report).toMatchObject({ path: 'a.ts', added: 2, removed: 1 });
  });

  it('A30 keeps what people write beside its edits even when it rewrites the file afterwards', async () => {
    const { editor, ann, text } = editorHarness('one\ntwo\nthree\n');
    editor.read('a.ts');
    const edit = editor.edit('a.ts', [{ search: 'two', replace: 'two and a half' }]);
    ann.insert(0, 'zero\n');
    await edit;
    ann.insert(ann.length, 'four\n');
    await editor.write('a.ts', 'one\ntwo and a half\nTHREE\n');
    expect(text()).toBe('zero\none\ntwo and a half\nTHREE\nfour\n');
  });

  it('A30 keeps its words in order when someone deleted what lay between them', async () => {
    const { editor, ann, text } = editorHarness('x = bb(cc)\n');
    editor.read('a.ts');
    ann.delete('x = '.length, 'bb'.length);
    await editor.write('a.ts', 'x = nn(bb, oo(cc))\n');
    expect(text()).toBe('x = nn(, oo(cc))\n');
  });

  it('A30 leaves the next line alone when the one it meant was deleted, however alike they begin', async () => {
    const { editor, ann, text } = editorHarness('const aa7 = bb7;\nconst aa8 = bb8;\n');
    editor.read('a.ts');
    ann.delete(0, 'const aa7 = bb7;\n'.length);
    ann.insert('const aa8 = bb8;'.length, ' // mine');
    const { incomplete } = await editor.write('a.ts', 'const pp7 = qq7;\nconst aa8 = bb8;\n');
    expect(text()).toBe('const aa8 = bb8; // mine\n');
    expect(incomplete).toContain('deleted');
  });

  it('A199 inserts behind a word that someone goes on typing, and above a line that they begin', async () => {
    const write = async (typed: string, edit: Replacement, typedOn: string): Promise<string | undefined> => {
      const { editor, ann, text } = editorHarness('x = bb(cc)\nend\n');
      const at = edit.search === 'end' ? text()!.indexOf('end') : 4;
      ann.insert(at, typed);
      const done = editor.edit('a.ts', [edit]);
      ann.insert(at + typed.length, typedOn);
      await done;
      return text();
    };
    const wrap = { search: 'bb(cc)', replace: 'nn(bb(cc))' };
    const line = { search: 'bb(cc)', replace: '// Why.\nbb(cc)' };
    const above = { search: 'end', replace: 'first\nend' };
    expect(await write('ab', wrap, 'cd')).toBe('x = abcdnn(bb(cc))\nend\n');
    expect(await write('ab', line, 'cd')).toBe('x = abcd// Why.\nbb(cc)\nend\n');
    expect(await write('\n', above, 'cd')).toBe('x = bb(cc)\n\nfirst\ncdend\n');
  });

  it.each([
    ['went on with their word', false, 'x = 世丘业丛nn(bb(cc))\n'],
    ['began another', true, 'x = 世丘nn(业丛bb(cc))\n'],
  ])('A199 a whole file written after someone %s since it was read', async (_what, isAnother, then) => {
    const { editor, ann, text } = editorHarness('x = bb(cc)\n');
    ann.insert(4, '世丘');
    editor.read('a.ts');
    if (isAnother) ann.insert(0, '/');
    ann.insert(text()!.indexOf('bb'), '业丛');
    if (isAnother) ann.delete(0, 1);
    await editor.write('a.ts', 'x = 世丘nn(bb(cc))\n');
    expect(text()).toBe(then);
  });

  it('A113 finds a line by its characters, when a similar one is gone and others wrote all over this one', async () => {
    const content = '  const aa8 = bb8(cc8); // ee8 ff8\n  const aa9 = bb9(cc9); // ee9 ff9\n';
    const { editor, ann, text } = editorHarness(content);
    editor.read('a.ts');
    ann.delete(0, content.indexOf('\n') + 1);
    ann.insert('  const aa9'.length, '丁七丅万丈');
    ann.insert('  const '.length, '下丌不与');
    ann.insert('  const 下丌不与aa9丁七丅万丈 '.length, '一丂丄丆三上');
    await editor.write('a.ts', content.replace('  const aa9', '  if (uu9) {\n  const aa9'));
    expect(text()).toBe('  if (uu9) {\n  const 下丌不与aa9丁七丅万丈 一丂丄丆三上= bb9(cc9); // ee9 ff9\n');
  });

  it('A113 writes in a line that someone deleted and brought back', async () => {
    const { editor, ann, text } = editorHarness('one\ntwo\nthree\n');
    editor.read('a.ts');
    const undo = new Y.UndoManager(ann);
    ann.delete(4, 4);
    undo.undo();
    await editor.write('a.ts', 'one\ntwo and a half\nthree\n');
    expect(text()).toBe('one\ntwo and a half\nthree\n');
  });

  it('A30 does not rewrite from an earlier turn’s read when people changed the file since', async () => {
    const first = editorHarness('one\n');
    first.editor.read('a.ts');
    first.ann.insert(0, 'mine ');
    const next = first.nextTurn();
    await expect(next.write('a.ts', 'ONE\n')).rejects.toThrow('line 1 by Ann. Read it again');
    next.read('a.ts');
    await next.write('a.ts', 'ONE\n');
    expect(first.text()).toBe('ONE\n');
  });

  it('A30 does not overwrite a file of which it saw only a part', async () => {
    const { editor, text } = editorHarness('one\ntwo\n');
    editor.read('a.ts');
    editor.noteShown('a.ts', { from: 1, to: 1 });
    await expect(editor.write('a.ts', 'one\n')).rejects.toThrow('use editFile');
    expect(text()).toBe('one\ntwo\n');
  });

  it('A31 goes on in a file that is renamed meanwhile, and reports its new path', async () => {
    const { doc, editor } = editorHarness('start\n');
    const id = fileIdAt(doc, 'a.ts')!;
    const edit = editor.edit('a.ts', [{ search: 'start', replace: 'start and quite some more words' }]);
    renameFile(doc, id, 'b.ts');
    expect(await edit).toMatchObject({ path: 'b.ts' });
    expect(readAll(doc).get('b.ts')).toBe('start and quite some more words\n');
  });

  it('A31 stops in a file that is deleted meanwhile, and says what was done', async () => {
    const { doc, editor } = editorHarness('start\n');
    const id = fileIdAt(doc, 'a.ts')!;
    const edit = editor.edit('a.ts', [{ search: 'start', replace: 'start and quite some more words' }]);
    setTimeout(() => deleteFile(doc, id), 60);
    expect((await edit).incomplete).toContain('deleted meanwhile');
    expect(contentOf(doc, id)).toMatch(/^start and/);
    expect(contentOf(doc, id)).not.toContain('words');
  });

  it.each([
    { search: 'start', replace: 'start and quite some more words to type' },
    { search: 'start', replace: 'quite some other words to type' },
  ])('A12 shows its cursor behind all that it has typed, and hides it afterwards: $replace', async (edit) => {
    const { doc, editor, shown, ann } = editorHarness('start\n');
    const id = fileIdAt(doc, 'a.ts')!;
    const seen: [string, number | undefined][] = [];
    ann.observe(() => {
      const head = shown.at(-1)?.selection?.head;
      const at =
        head && Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(head), doc);
      seen.push([contentOf(doc, id)!, at?.index]);
    });
    await editor.edit('a.ts', [edit]);
    const typing = shown.filter(({ status }) => status === 'editing');
    expect(typing.length).toBeGreaterThan(1);
    expect(typing.every(({ file, selection }) => file === id && selection !== null)).toBe(true);
    expect(seen.length).toBeGreaterThan(typing.length);
    expect(seen).toEqual(seen.map(([content]) => [content, content.length - 1]));
    expect(shown.at(-1)).toEqual({ file: null, selection: null, status: 'thinking' });
  });

  it('A32 keeps LF and well-formed text whatever a model sends', async () => {
    const { editor, text } = editorHarness('a\nb\n');
    await editor.edit('a.ts', [{ search: 'a\r\nb', replace: 'a\r\n\ud83d b' }]);
    expect(text()).toBe('a\n\ufffd b\n');
  });

  it('A33 names the file that was probably meant when a path does not exist', async () => {
    const { editor } = editorHarness('');
    expect(() => editor.read('src/a.ts')).toThrow('There is “a.ts”');
    await expect(editor.edit('../x', [{ search: 'a', replace: 'b' }])).rejects.toThrow('not a file path');
  });

  it('A53 makes edits at once when the room’s setting says so', async () => {
    const { doc, editor, shown, text } = editorHarness('start\n');
    setAgentPace(doc, 'instant');
    let updates = 0;
    doc.on('update', () => updates++);
    await editor.edit('a.ts', [{ search: 'start', replace: 'start and quite some more words to type' }]);
    expect(text()).toBe('start and quite some more words to type\n');
    expect(updates).toBe(1);
    expect(shown.at(-1)).toEqual({ file: null, selection: null, status: 'thinking' });
    setAgentPace(doc, 'typed');
    await editor.edit('a.ts', [{ search: 'start', replace: 'start of this, and more' }]);
    expect(updates).toBeGreaterThan(3);
  });

  it('A54 gives the line of a text that exists in another spelling', async () => {
    const { editor, text } = editorHarness('a\n\tif (x) {\n\t\tsay("caf\u00e9");\n\t}\n');
    for (const search of [
      'if (x) {\n    say("caf\u00e9");',
      'say(\u201ccaf\u00e9\u201d)',
      'say("cafe\u0301")',
    ]) {
      const line = search.startsWith('if') ? 2 : 3;
      await expect(editor.edit('a.ts', [{ search, replace: 'y' }])).rejects.toThrow(
        `line ${line} differs only in white space, quotes or accents`,
      );
    }
    await expect(editor.edit('a.ts', [{ search: 'nothing', replace: 'y' }])).rejects.toThrow(
      'copy the text exactly',
    );
    await expect(editor.write('b.ts', 'a\0b')).rejects.toThrow('text only');
    expect(text()).toContain('caf\u00e9');
  });
});
