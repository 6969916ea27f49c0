import { expect, it } from 'vitest';
import { SourceCache } from './source-file.ts';

it('X57 a file that was read is read from memory, by its path and its whole text', () => {
  const { read } = new SourceCache(1_000);
  const first = read('a.ts', 'export const a: number = 1;');
  expect(read('a.ts', 'export const a: number = 1;')).toBe(first);
  expect(read('a.ts', 'export const a: number = 2;').code).toContain('a = 2');
  expect(read('a.js', 'export const a = 1;')).not.toBe(first);
  expect(() => read('b.ts', 'export const a: number = 1;(')).toThrow();
});

it('X57 what was not used for longest is let go, and nothing is kept that is too large', () => {
  const text = (letter: string) => `// ${letter.repeat(100)}`;
  const { read } = new SourceCache(250);
  const [a, b] = [read('a.ts', text('a')), read('b.ts', text('b'))];
  expect(read('a.ts', text('a'))).toBe(a);
  const c = read('c.ts', text('c'));
  expect(read('a.ts', text('a'))).toBe(a);
  expect(read('c.ts', text('c'))).toBe(c);
  expect(read('b.ts', text('b'))).not.toBe(b);
  const large = read('d.ts', text('d'.repeat(5)));
  expect(read('d.ts', text('d'.repeat(5)))).not.toBe(large);
});
