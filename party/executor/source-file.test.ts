import { expect, it } from 'vitest';
import { SourceCache } from './source-file.ts';

it('X57 the cache finds a file by its path and its whole text', () => {
  const { read } = new SourceCache(10_000);
  const first = read('a.ts', 'export const a: number = 1;');
  expect(read('a.ts', 'export const a: number = 1;')).toBe(first);
  expect(read('a.ts', 'export const a: number = 2;').code).toContain('a = 2');
  expect(read('a.js', 'export const a = 1;')).not.toBe(first);
  expect(() => read('b.ts', 'export const a: number = 1;(')).toThrow();
});

it('X57 the cache evicts the least recently used file, and keeps none that is too large', () => {
  const text = (letter: string) => `// ${letter.repeat(100)}`;
  const { read } = new SourceCache(2_500);
  const [a, b] = [read('a.ts', text('a')), read('b.ts', text('b'))];
  expect(read('a.ts', text('a'))).toBe(a);
  const c = read('c.ts', text('c'));
  expect(read('a.ts', text('a'))).toBe(a);
  expect(read('c.ts', text('c'))).toBe(c);
  expect(read('b.ts', text('b'))).not.toBe(b);
  const large = read('d.ts', text('d'.repeat(30)));
  expect(read('d.ts', text('d'.repeat(30)))).not.toBe(large);
});

it('X57 the cache does not confuse a path with the start of another file’s text', () => {
  const { read } = new SourceCache(10_000);
  const mine = read('a.ts\0// x', 'const mine = 1;');
  for (const path of ['a.ts', 'a.ts\0']) expect(read(path, '// x\0const mine = 1;')).not.toBe(mine);
});

it('X57 the cache counts small files for more than their text', () => {
  const { read } = new SourceCache(2_500);
  const first = read('0.ts', '');
  for (const at of [1, 2, 3]) read(`${at}.ts`, '');
  expect(read('0.ts', '')).not.toBe(first);
});
