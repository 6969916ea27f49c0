import { expect, it } from 'vitest';
import { splitFileNames, splitMentions } from './message-spans.ts';

const bo = { mention: { kind: 'person', id: 'bo', name: 'Bo Lee' }, label: 'Bo Lee' } as const;
const file = { mention: { kind: 'file', path: 'a.ts' }, label: 'a.ts' } as const;

it('W231 finds the mentions of people, files and the agent in a text', () => {
  const spans = splitMentions('@Bo Lee: see @a.ts, @agent, @Bo Leeds and mail@a.ts', [bo, file]);
  expect(spans.filter(({ mention, agent }) => mention ?? agent)).toEqual([
    { text: '@Bo Lee', mention: bo },
    { text: '@a.ts', mention: file },
    { text: '@agent', agent: true },
  ]);
  expect(spans.map(({ text }) => text).join('')).toBe('@Bo Lee: see @a.ts, @agent, @Bo Leeds and mail@a.ts');
});

it.each([
  ['see src/main.ts.', ['src/main.ts']],
  ['(src/main.ts:3:14)', ['src/main.ts:3:14']],
  ['“./README.md”, or /work/a.txt!', ['./README.md', '/work/a.txt']],
  ['https://example.org/src/main.ts and ana@example.org', []],
  ['no file here, 12:30', []],
])('W233 names of files in %s', (text, names) => {
  const spans = splitFileNames(text);
  expect(spans.flatMap(({ text: words, place }) => (place ? [words] : []))).toEqual(names);
  expect(spans.map(({ text: words }) => words).join('')).toBe(text);
});

it('W233 gives path, line and column of a name', () => {
  expect(splitFileNames('./src/main.ts:3:14')).toEqual([
    { text: './src/main.ts:3:14', place: { path: 'src/main.ts', line: 3, column: 14 } },
  ]);
});
