import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { createFile, deleteFile, renameFile } from '../../../shared/doc.ts';
import { filesById, netChanges } from './net-changes.ts';

it('A121 tells all that becomes of the files, also of those that another takes the place of', () => {
  const doc = new Y.Doc();
  const [a, b, c] = ['a', 'b', 'c'].map((name) => createFile(doc, `${name}.txt`, `${name}\n`));
  const before = filesById(doc);
  expect(netChanges(before, before)).toEqual({ paths: [], deleted: [], diff: '' });
  deleteFile(doc, a!);
  renameFile(doc, b!, 'a.txt');
  deleteFile(doc, c!);
  createFile(doc, 'd.txt', 'd\n');
  createFile(doc, 'empty.txt');
  expect(netChanges(before, filesById(doc))).toEqual({
    paths: ['a.txt', 'c.txt', 'd.txt', 'empty.txt'],
    deleted: ['a.txt', 'c.txt'],
    diff: [
      ' b.txt → a.txt',
      '@@ 1 @@',
      '-a',
      '+b',
      ' a.txt (the old one, deleted)',
      ' c.txt (deleted)',
      ' d.txt (new)',
      '@@ 1 @@',
      '+d',
      ' empty.txt (new)',
    ].join('\n'),
  });
});
