import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import {
  createFile,
  deleteFile,
  fileIdAt,
  listFiles,
  listTrash,
  readAll,
  renameFile,
  restoreFile,
  textOf,
} from './doc.ts';
import { metaOf, setMeta, setTitle, titleOf } from './meta.ts';
import { TandemError } from './errors.ts';
import { normalizePath } from './paths.ts';

const sync = (a: Y.Doc, b: Y.Doc): void => {
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b));
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a));
};
const paths = (doc: Y.Doc): string[] => listFiles(doc).map((entry) => entry.path);
const codeOf = (act: () => unknown): string | undefined => {
  try {
    act();
  } catch (error) {
    return error instanceof TandemError ? error.code : String(error);
  }
  return undefined;
};

describe('the document', () => {
  it('D1 keeps concurrent edits when a file is renamed', () => {
    const a = new Y.Doc();
    const b = new Y.Doc();
    const id = createFile(a, 'old.ts', 'one');
    sync(a, b);
    renameFile(a, id, 'src/new.ts');
    textOf(b, id)!.insert(3, ' two');
    sync(a, b);
    expect(readAll(a)).toEqual(new Map([['src/new.ts', 'one two']]));
    expect(readAll(b)).toEqual(readAll(a));
  });

  it('D2 keeps what one person types into a file while another deletes it, and restores all of it', () => {
    const a = new Y.Doc();
    const b = new Y.Doc();
    const id = createFile(a, 'a.ts', 'one');
    sync(a, b);
    deleteFile(a, id);
    textOf(b, id)!.insert(3, ' two');
    sync(a, b);
    expect(paths(b)).toEqual([]);
    restoreFile(b, id, 'a.ts');
    sync(a, b);
    expect(readAll(a)).toEqual(new Map([['a.ts', 'one two']]));
  });

  it('D3 shows two files that claim one path under two names, the same on every peer', () => {
    const a = new Y.Doc();
    const b = new Y.Doc();
    const first = createFile(a, 'src/a.test.ts', 'first');
    const second = createFile(b, 'src/a.test.ts', 'second');
    sync(a, b);
    const [older, newer] = [first, second].sort();
    expect(fileIdAt(a, 'src/a.test.ts')).toBe(older);
    expect(fileIdAt(b, 'src/a.test (2).ts')).toBe(newer);
  });

  it('D3 numbers a file whose path is another file’s folder', () => {
    const a = new Y.Doc();
    const b = new Y.Doc();
    createFile(a, 'src/a.ts');
    createFile(b, 'src');
    sync(a, b);
    expect(paths(a)).toEqual(paths(b));
    expect(new Set(paths(a)).size).toBe(2);
    expect(paths(a).includes('src') && paths(a).includes('src/a.ts')).toBe(false);
  });

  it('D3 numbers the folder when an older file has its name', () => {
    const a = new Y.Doc();
    const b = new Y.Doc();
    createFile(a, 'src', '', null, '00000000000000000000000001');
    createFile(b, 'src/x.ts', '', null, '00000000000000000000000002');
    createFile(b, 'src/deep/y.ts', '', null, '00000000000000000000000003');
    sync(a, b);
    expect(paths(a)).toEqual(['src', 'src (2)/deep/y.ts', 'src (2)/x.ts']);
    expect(paths(b)).toEqual(paths(a));
  });

  it('D4 refuses a taken path, a file as folder and a folder as file', () => {
    const doc = new Y.Doc();
    const id = createFile(doc, 'src/a.ts');
    createFile(doc, 'b.ts');
    expect(codeOf(() => createFile(doc, 'src/a.ts'))).toBe('conflict');
    expect(codeOf(() => createFile(doc, 'src'))).toBe('conflict');
    expect(codeOf(() => createFile(doc, 'b.ts/c.ts'))).toBe('conflict');
    expect(codeOf(() => renameFile(doc, id, 'b.ts'))).toBe('conflict');
    expect(paths(doc)).toEqual(['b.ts', 'src/a.ts']);
  });

  it('D5 stores LF text only and refuses a file beyond the limit', () => {
    const doc = new Y.Doc();
    createFile(doc, 'a.txt', 'x\r\ny');
    expect(readAll(doc).get('a.txt')).toBe('x\ny');
    expect(codeOf(() => createFile(doc, 'big.txt', 'x'.repeat(1024 * 1024 + 1)))).toBe('too_large');
  });

  it('ignores invalid values that a foreign client put into its roots', () => {
    const doc = new Y.Doc();
    doc.getMap('paths').set('ghost', 'ghost.ts');
    doc.getMap('paths').set('number', 7);
    doc.getMap('files').set('number', 7);
    doc.getMap('meta').set('title', { not: 'text' });
    expect(listFiles(doc)).toEqual([]);
    expect(titleOf(doc)).toBe('Untitled room');
    setTitle(doc, '  March totals ');
    expect(titleOf(doc)).toBe('March totals');
    metaOf(doc).set('title', `A\u202e\nroom${'!'.repeat(1_000)}`);
    expect(titleOf(doc)).toBe(`A room${'!'.repeat(73)}`);
  });
});

describe('paths', () => {
  it('D6 are shown as unnamed when invalid, and checking them takes no noticeable time', () => {
    const doc = new Y.Doc();
    const bad = [
      '../../.bashrc',
      '/etc/passwd',
      'a//b',
      'a/./b',
      ' a',
      'a\\b',
      'a\u202eb',
      '/'.repeat(20_000),
      '',
    ];
    for (const [i, path] of bad.entries()) {
      doc.getMap('files').set(`${i}`, new Y.Text('text'));
      doc.getMap('paths').set(`${i}`, path);
    }
    createFile(doc, 'src/.env', 'text');
    expect(paths(doc)).toEqual(['src/.env', 'unnamed', ...bad.slice(1).map((_, i) => `unnamed (${i + 2})`)]);
  });

  it('D6 are normalized to one spelling', () => {
    expect(normalizePath('./src/a.ts')).toBe('src/a.ts');
    expect(normalizePath('/src/a.ts')).toBe('src/a.ts');
    expect(normalizePath('cafe\u0301.ts')).toBe('caf\u00e9.ts');
    expect(normalizePath('👩‍👧 ❤️.md')).toBe('👩‍👧 ❤️.md');
  });

  it('D6 are refused when they could point elsewhere or look like another name', () => {
    const bad = [
      '',
      '/',
      '..',
      'a/../b',
      'a//b',
      'a/.',
      'a\\b',
      'a\0b',
      'a\u202eb',
      'a\nb',
      ' a',
      'a ',
      'a\u200bb',
      'a\u3164b',
      'a\u{e0041}b',
      '\ufe0fb',
      '\ud800',
    ];
    for (const path of [...bad, 'x'.repeat(257), 'é'.repeat(129)]) {
      expect(
        codeOf(() => normalizePath(path)),
        JSON.stringify(path),
      ).toBe('bad_request');
    }
  });
});

it('W32 the trash knows where a file was, and also lists files without a note', () => {
  const doc = new Y.Doc();
  const [noted, unnoted] = ['a/b.ts', 'c.ts', 'kept.ts'].map((path) => createFile(doc, path, path));
  deleteFile(doc, unnoted!);
  setMeta(doc, `trash:${unnoted}`, { path: 7 });
  deleteFile(doc, noted!);
  deleteFile(doc, noted!);
  expect(listTrash(doc).map(({ id, path }) => [id, path])).toEqual([
    [noted, 'a/b.ts'],
    [unnoted, undefined],
  ]);
  restoreFile(doc, noted!, 'a/b.ts');
  restoreFile(doc, unnoted!, 'c.ts');
  expect(listTrash(doc)).toEqual([]);
});
