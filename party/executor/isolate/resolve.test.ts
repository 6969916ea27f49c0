import { describe, expect, it } from 'vitest';
import { resolveSpecifier } from './resolve.ts';

const files = new Set([
  'main.ts',
  'src/add.ts',
  'src/index.ts',
  'lib/util/index.js',
  'data.json',
  'a.md',
  'x.tsx',
]);
const resolve = (specifier: string, from = 'src/main.ts'): unknown =>
  resolveSpecifier(specifier, from, (path) => files.has(path));

describe('X18 an import resolves to a file of the room', () => {
  it.each([
    ['./add', 'src/add.ts'],
    ['./add.ts', 'src/add.ts'],
    ['./add.js', 'src/add.ts'],
    ['../x.jsx', 'x.tsx'],
    ['.', 'src/index.ts'],
    ['../src/', 'src/index.ts'],
    ['../lib/util', 'lib/util/index.js'],
    ['/main', 'main.ts'],
    ['../data.json', 'data.json'],
    ['lib/util', 'lib/util/index.js'],
    ['main', 'main.ts'],
    ['src/../x', 'x.tsx'],
    ['#lib/util', 'lib/util/index.js'],
    ['#/src/add', 'src/add.ts'],
  ])('%s → %s', (specifier, path) => {
    expect(resolve(specifier)).toEqual({ path });
  });
});

describe('X19 an import of anything else is refused with a reason', () => {
  it.each([
    ['node:child_process', /of Node's modules, programs have “node:fs”/],
    ['cloudflare:workers', /not available/],
    ['https://example.com/x.js', /only files of this room/],
    ['lodash', /npm packages cannot be imported yet/],
    ['#nothing', /There is no file for “#nothing”/],
    ['lib/../../x', /leads out of the room/],
    ['./nothing', /There is no file for “\.\/nothing”/],
    ['../../x', /leads out of the room/],
    ['../a.md', /not TypeScript, JavaScript or JSON/],
  ])('%s', (specifier, problem) => {
    expect(resolve(specifier)).toEqual({ problem: expect.stringMatching(problem) });
  });
});
