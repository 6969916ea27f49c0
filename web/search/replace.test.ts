import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { contentOf, createFile, textOf } from '../../shared/doc.ts';
import { findInText, type Query } from '../../shared/find-in-text.ts';
import { replaceMatches } from './replace.ts';

const query: Query = {
  text: 'color',
  matchCase: true,
  wholeWord: false,
  regex: false,
  replacement: 'colour',
};

function room() {
  const doc = new Y.Doc();
  const ids = ['a.ts', 'b.ts'].map((path) => createFile(doc, path, `color of ${path}\nand color\n`));
  const found = ids.map((id, i) => {
    const text = contentOf(doc, id);
    return { id, path: `${'ab'[i]}.ts`, text, matches: findInText(text, query, 100) };
  });
  return { doc, ids, found };
}

test('W30 replacing in many files writes only what differs, and its undo reverts nothing else', () => {
  const { doc, ids, found } = room();
  const inserted: unknown[] = [];
  textOf(doc, ids[0]!)!.observe(({ delta }) => inserted.push(...delta.flatMap(({ insert }) => insert ?? [])));
  const { undo, matches, files } = replaceMatches(doc, found);
  expect({ matches, files }).toEqual({ matches: 4, files: 2 });
  expect(inserted).toEqual(['u', 'u']);
  expect(contentOf(doc, ids[1]!)).toBe('colour of b.ts\nand colour\n');

  textOf(doc, ids[0]!)!.insert(3, 'MINE');
  const second = replaceMatches(doc, [
    {
      id: ids[1]!,
      path: 'b.ts',
      text: contentOf(doc, ids[1]!),
      matches: findInText(contentOf(doc, ids[1]!), { ...query, text: 'and', replacement: '&' }, 9),
    },
  ]);
  expect(undo()).toBe(true);
  expect(contentOf(doc, ids[0]!)).toBe('colMINEor of a.ts\nand color\n');
  expect(contentOf(doc, ids[1]!)).toBe('color of b.ts\n& color\n');
  expect(second.undo()).toBe(true);
  expect(contentOf(doc, ids[1]!)).toBe('color of b.ts\nand color\n');
});

test('W30 a file that changed since the search is skipped and named', () => {
  const { doc, ids, found } = room();
  textOf(doc, ids[0]!)!.insert(0, '!');
  expect(replaceMatches(doc, found)).toMatchObject({ matches: 2, files: 1, skipped: ['a.ts'] });
  expect(contentOf(doc, ids[0]!)).toBe('!color of a.ts\nand color\n');
});

test('W30 all files are skipped and named when all have changed since the search', () => {
  const { doc, ids, found } = room();
  for (const id of ids) textOf(doc, id)!.insert(0, '!');
  const { undo, ...result } = replaceMatches(doc, found);
  expect(result).toEqual({ matches: 0, files: 0, skipped: ['a.ts', 'b.ts'] });
  expect(undo()).toBe(true);
  expect(contentOf(doc, ids[0]!)).toBe('!color of a.ts\nand color\n');
});
