import { expect, test } from 'vitest';
import { type Script, weightOf, withImports } from './page-weight.ts';

const script = (fileName: string, imports: string[], code = fileName): [string, Script] => [
  fileName,
  { fileName, imports, code },
];
const scripts = new Map([
  script('index.js', ['solid.js']),
  script('room.js', ['index.js', 'doc.js']),
  script('doc.js', ['solid.js', 'room.js']),
  script('solid.js', [], 'x'.repeat(10_000)),
  script('chat.js', ['solid.js']),
]);

test('W45 withImports takes a part and its static imports, each once, and nothing lazy', () => {
  const names = withImports(scripts, ['index.js', 'room.js']).map(({ fileName }) => fileName);
  expect(names.sort()).toEqual(['doc.js', 'index.js', 'room.js', 'solid.js']);
});

test('W45 weightOf adds up the gzipped files', () => {
  const [solid] = withImports(scripts, ['solid.js']);
  expect(weightOf([solid!])).toBeLessThan(100);
  expect(weightOf([solid!, solid!])).toBe(2 * weightOf([solid!]));
});

test('W45 a part that was not built is an error, not a weight of nothing', () => {
  expect(() => withImports(scripts, ['gone.js'])).toThrow('There is no script gone.js');
});
