import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { createFile, deleteFile, renameFile } from '../../../shared/doc.ts';
import { filesById, netChanges } from './net-changes.ts';

it('A121 lists every change to the files, also to those that another replaces', () => {
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
      '@@ 1 @@',
      '-c',
      ' d.txt (new)',
      '@@ 1 @@',
      '+d',
      ' empty.txt (new)',
    ].join('\n'),
  });
});

it('A140 shows the text of deleted files, or the number of lines when it is too long', () => {
  const doc = new Y.Doc();
  const line = `${'x'.repeat(1_000)}\n`;
  const ids = ['a', 'b', 'c'].map((name, i) => createFile(doc, name, line.repeat(i === 1 ? 100 : 2)));
  createFile(doc, 'empty');
  const before = filesById(doc);
  for (const id of ids) deleteFile(doc, id);
  const { diff } = netChanges(before, filesById(doc));
  const shown = (name: string): string[] => [
    ` ${name} (deleted)`,
    '@@ 1 @@',
    ...Array(2).fill(`-${line.trim()}`),
  ];
  expect(diff.split('\n')).toEqual([
    ...shown('a'),
    ' b (deleted, 100 lines, too long to show here)',
    ...shown('c'),
  ]);
});
