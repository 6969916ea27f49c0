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

describe('X116 an import of one of Node’s modules that compute', () => {
  it.each([
    ['node:path', 'node:path'],
    ['path', 'node:path'],
    ['node:assert/strict', 'node-assert-strict'],
    ['timers/promises', 'node-timers-promises'],
    ['events', 'node:events'],
    ['node:fs', 'node-fs'],
  ])('%s is %s', (specifier, builtin) => {
    expect(resolve(specifier)).toEqual({ builtin });
    expect(resolveSpecifier(specifier, 'main.ts', () => true)).toEqual({ builtin });
  });

  it.each([
    ['/util', 'util.ts'],
    ['./path', 'path.ts'],
    ['#events', 'events.ts'],
    ['stream', 'stream.ts'],
  ])('%s is a file of the room', (specifier, path) => {
    expect(resolveSpecifier(specifier, 'main.ts', (each) => each === path)).toEqual({ path });
  });
});

describe('X19 X125 an import of anything else is refused with a reason', () => {
  it.each([
    ['node:child_process', /“node:child_process” is not available here: `env\.BASH\.exec/],
    ['http', /“http” is not available here: use `fetch`/],
    ['node:readline/promises', /nobody can type into a running program/],
    ['node:nothing', /of Node's modules, programs have assert, .*, fs, .*, util\/types\.$/],
    ['cloudflare:workers', /not available/],
    ['https://example.com/x.js', /only files of this room/],
    ['lodash', /npm packages cannot be imported yet/],
    ['#nothing', /^Cannot find module '#nothing'$/],
    ['lib/../../x', /leads out of the room/],
    ['./nothing', /^Cannot find module '\.\/nothing'$/],
    ['../../x', /leads out of the room/],
    ['../a.md', /not TypeScript, JavaScript or JSON/],
  ])('%s', (specifier, problem) => {
    expect(resolve(specifier)).toEqual({ problem: expect.stringMatching(problem) });
  });
});
