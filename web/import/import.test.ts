import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createFile, readAll } from '../../shared/doc.ts';
import { importLimits, roomLimits, wireLimits } from '../../shared/limits.ts';
import { zipOf } from './export.ts';
import { batchesOf, conflictsOf, importFiles } from './plan.ts';
import { type Incoming, readSources } from './read.ts';
import { sourcesOfZip } from './sources.ts';

const hooks = { onProgress: () => undefined, pause: async () => undefined, mayGoOn: () => true };
const file = (path: string, text: string): Incoming => ({ path, text, bytes: text.length });
const source = (path: string, bytes: Uint8Array | string, size?: number) => {
  const data = typeof bytes === 'string' ? strToU8(bytes) : bytes;
  return { path, size: size ?? data.length, bytes: async () => data };
};

test('W34 what is no text, too large, badly named or made by tools stays out with the reason, the rest comes in', async () => {
  const { incoming, refused } = await readSources(
    [
      source('/a.ts', '\uFEFFone\r\ntwo'),
      source('logo.png', new Uint8Array([137, 80, 0, 1])),
      source('latin.txt', new Uint8Array([0x66, 0xfc, 0x72])),
      source('big.txt', '', roomLimits.maxFileBytes + 1),
      source('../up.ts', ''),
      source('p/node_modules/x/index.js', ''),
      { path: 'gone.ts', size: 1, bytes: async () => Promise.reject(new Error('it has moved')) },
    ],
    () => undefined,
  );
  expect(incoming).toEqual([{ path: 'a.ts', text: 'one\ntwo', bytes: 7 }]);
  expect(refused.map(({ path, reason }) => `${path}: ${reason}`)).toEqual([
    'logo.png: not text: binary, or not UTF-8',
    'latin.txt: not text: binary, or not UTF-8',
    'big.txt: too large: 1,025 KiB of at most 1,024 KiB',
    '../up.ts: “../up.ts” is not a file path: every name between slashes must be a real one.',
    'p/node_modules/x/index.js: left out: made by tools',
    'gone.ts: could not be read: it has moved',
  ]);
});

test('W35 a path that is taken is kept twice, replaced or skipped, as asked', async () => {
  const incoming = [file('a.ts', 'new'), file('b.ts', 'b'), file('a.ts/c', '')];
  for (const [onConflict, expected] of [
    ['keep both', { 'a.ts': 'old', 'a (2).ts': 'new', 'b.ts': 'b' }],
    ['replace', { 'a.ts': 'new', 'b.ts': 'b' }],
    ['skip', { 'a.ts': 'old', 'b.ts': 'b' }],
  ] as const) {
    const doc = new Y.Doc();
    createFile(doc, 'a.ts', 'old');
    expect(conflictsOf(doc, incoming)).toEqual(['a.ts']);
    const result = await importFiles(doc, incoming, onConflict, hooks);
    expect(Object.fromEntries(readAll(doc))).toEqual(expected);
    expect(result.refused.at(-1)).toEqual({ path: 'a.ts/c', reason: '“a.ts” is a file, not a folder.' });
  }
});

test('W36 an import of 500 files is many small changes, slower than a flood, and full is said', async () => {
  const doc = new Y.Doc();
  const updates: number[] = [];
  doc.on('update', (update) => updates.push(update.length));
  let pausedMs = 0;
  const incoming = Array.from({ length: 501 }, (_, i) => file(`f/${i}.ts`, 'x'.repeat(2_000)));
  const result = await importFiles(doc, incoming, 'skip', {
    ...hooks,
    pause: async (ms) => void (pausedMs += ms),
  });
  expect(result.added).toBe(500);
  expect(result.refused).toHaveLength(1);
  const sent = updates.reduce((sum, length) => sum + length, 0);
  expect(Math.max(...updates)).toBeLessThan(wireLimits.maxFrameBytes);
  expect((sent / pausedMs) * 1_000).toBeLessThan(wireLimits.floodBytesPerSecond);
  expect(batchesOf([file('big', 'x'.repeat(importLimits.batchBytes * 2)), file('a', 'a')])).toHaveLength(2);
});

test('W36 an archive gives its files one by one, and the room gives an equal archive', async () => {
  const archive = zipSync({ 'src/a.ts': strToU8('a'), 'empty/': new Uint8Array(), 'b.md': strToU8('b') });
  const sources = await sourcesOfZip(new Blob([archive]));
  expect(sources.map(({ path, size }) => [path, size])).toEqual([
    ['src/a.ts', 1],
    ['b.md', 1],
  ]);
  expect(strFromU8(await sources[0]!.bytes())).toBe('a');
  const doc = new Y.Doc();
  createFile(doc, 'src/ü.ts', 'ünï\n');
  createFile(doc, 'empty', '');
  const out = unzipSync(zipOf(readAll(doc)));
  expect(Object.fromEntries(Object.entries(out).map(([path, data]) => [path, strFromU8(data)]))).toEqual({
    'src/ü.ts': 'ünï\n',
    empty: '',
  });
  await expect(sourcesOfZip(new Blob(['no archive']))).rejects.toThrow(/zip/);
});
