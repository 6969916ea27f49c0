import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createFile, readAll } from '../../shared/doc.ts';
import { importLimits, roomLimits, wireLimits } from '../../shared/limits.ts';
import { zipOf } from './export.ts';
import { batchesOf, conflictsOf, importFiles } from './plan.ts';
import { type Incoming, readSources } from './read.ts';
import { sourcesOf, sourcesOfZip } from './sources.ts';

const hooks = { onProgress: () => undefined, pause: async () => undefined, canContinue: () => true };
const file = (path: string, text: string): Incoming => ({ path, text, bytes: text.length });
const source = (path: string, bytes: Uint8Array | string, size?: number) => {
  const data = typeof bytes === 'string' ? strToU8(bytes) : bytes;
  return { path, size: size ?? data.length, bytes: async () => data };
};

test('W34 skips what is no text, too large, badly named or made by tools, with the reason, and reads the rest', async () => {
  const { incoming, refused } = await readSources(
    [
      source('/a.ts', '\uFEFFone\r\ntwo'),
      source('logo.png', new Uint8Array([137, 80, 0, 1])),
      source('latin.txt', new Uint8Array([0x66, 0xfc, 0x72])),
      source('big.txt', '', roomLimits.maxFileBytes + 1),
      source('../up.ts', ''),
      source('p/node_modules/x/index.js', ''),
      source('p/node_modules/x/node_modules/y/index.js', ''),
      source('p/.DS_Store', ''),
      { path: 'gone.ts', size: 1, bytes: async () => Promise.reject(new Error('it has moved')) },
    ],
    () => undefined,
  );
  expect(incoming).toEqual([{ path: 'a.ts', text: 'one\ntwo', bytes: 7 }]);
  expect(refused.map(({ path, reason }) => `${path}: ${reason}`)).toEqual([
    'logo.png: not text: binary, or not UTF-8',
    'latin.txt: not text: binary, or not UTF-8',
    'big.txt: too large: 1,025 KiB of at most 1,024 KiB',
    '../up.ts: “../up.ts” is not a file path: the names between slashes cannot be empty, “.” or “..”.',
    'p/node_modules/: skipped with everything in it: made by tools',
    'p/.DS_Store: skipped: made by tools',
    'gone.ts: could not be read: it has moved',
  ]);
});

/** A file entry as a drop provides it. */
const fileEntry = (fullPath: string, bytes: Uint8Array<ArrayBuffer> | Error) => ({
  fullPath,
  isFile: true,
  isDirectory: false,
  file: (resolve: (file: File) => void, reject: (error: Error) => void) =>
    bytes instanceof Error ? reject(bytes) : resolve(new File([bytes], fullPath.split('/').at(-1) ?? '')),
});
function folderEntry(fullPath: string, children: object[], onRead = () => undefined) {
  const left = [children, []];
  const readEntries = (resolve: (entries: object[]) => void): void => {
    onRead();
    resolve(left.shift() ?? []);
  };
  return { fullPath, isFile: false, isDirectory: true, createReader: () => ({ readEntries }) };
}

test('W36 an archive inside a folder is imported as a file; W34 only an entry that cannot be read is skipped', async () => {
  const archive = new Uint8Array(zipSync({ 'inner.ts': strToU8('inner') }));
  const walked: string[] = [];
  const { sources, refused } = await sourcesOf(
    [new File([archive], 'given.zip'), new File(['no archive'], 'broken.ZIP')],
    [
      folderEntry('/p', [
        fileEntry('/p/a.ts', new Uint8Array()),
        fileEntry('/p/gone.ts', new Error('it has moved')),
        fileEntry('/p/fixture.zip', archive),
        folderEntry('/p/node_modules', [], () => void walked.push('node_modules')),
        folderEntry('/p/src', [fileEntry('/p/src/b.ts', new Uint8Array())]),
      ]),
      fileEntry('/dropped.zip', archive),
    ],
  );
  expect(sources.map(({ path }) => path)).toEqual([
    'inner.ts',
    'p/a.ts',
    'p/fixture.zip',
    'p/src/b.ts',
    'inner.ts',
  ]);
  expect(refused).toEqual([
    { path: 'broken.ZIP', reason: 'could not be read: invalid zip data' },
    { path: 'p/gone.ts', reason: 'could not be read: it has moved' },
    { path: 'p/node_modules/', reason: 'skipped with everything in it: made by tools' },
  ]);
  expect(walked).toEqual([]);
});

test('W35 a file at a taken path is kept beside, replaces it or is skipped, as chosen', async () => {
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

test('W36 an import of 500 files makes small changes below the flood limits, and reports a full room', async () => {
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

const unpacked = async (archive: Blob | undefined) =>
  unzipSync(new Uint8Array((await archive?.arrayBuffer()) ?? []));

test('W36 creating the archive yields to the page between parts, and can be stopped', async () => {
  const files = new Map(['a', 'b', 'c', 'd'].map((path) => [path, `${path}${'x'.repeat(200_000)}`]));
  const events: (number | string)[] = [];
  const recordingHooks = {
    onProgress: (done: number) => void events.push(done),
    pause: async () => void events.push('pause'),
    canContinue: () => events.length < 6,
  };
  const out = await unpacked(await zipOf(files, { ...recordingHooks, canContinue: () => true }));
  expect(events).toEqual([1, 2, 'pause', 3, 4, 'pause']);
  expect(new Map(Object.entries(out).map(([path, data]) => [path, strFromU8(data)]))).toEqual(files);
  expect(await zipOf(files, recordingHooks)).toBeUndefined();
});

test('W36 an archive is read file by file, and the room’s archive has equal files', async () => {
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
  const out = await unpacked(await zipOf(readAll(doc), hooks));
  expect(Object.fromEntries(Object.entries(out).map(([path, data]) => [path, strFromU8(data)]))).toEqual({
    'src/ü.ts': 'ünï\n',
    empty: '',
  });
  await expect(sourcesOfZip(new Blob(['no archive']))).rejects.toThrow(/zip/);
});

/** Unmarks names: fflate marks those in UTF-8, which other tools leave out. */
function unmarked(archive: Uint8Array, from = '', to = from): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(archive);
  const view = new DataView(out.buffer);
  for (let at = 0; at + 4 <= out.length; at++) {
    const signature = view.getUint32(at, true);
    if (signature === 0x0403_4b50) view.setUint16(at + 6, 0, true);
    if (signature === 0x0201_4b50) view.setUint16(at + 8, 0, true);
  }
  const [bytes, others] = [strToU8(from, true), strToU8(to, true)];
  for (let at = 0; at < out.length; at++) {
    if (bytes.every((byte, i) => out[at + i] === byte)) out.set(others, at);
  }
  return out;
}

test('W195 names in an archive are UTF-8, marked as such or not, and become NFC; others are named', async () => {
  const files = {
    'naïve.ts': strToU8('1'),
    'src/日本.ts': strToU8('2'),
    'Ã¯.ts': strToU8('3'),
    'ü.ts': strToU8('4'),
  };
  const decomposed = { 'u\u0308.ts': strToU8('5'), '😀 (1).ts': strToU8('6') };
  const read = async (archive: Uint8Array<ArrayBuffer>) => {
    const { incoming, refused } = await readSources(await sourcesOfZip(new Blob([archive])), () => undefined);
    return { files: incoming.map(({ path, text }) => [path, text]), refused };
  };
  const marked = zipSync({ ...files, ...decomposed });
  const expected = [
    ['naïve.ts', '1'],
    ['src/日本.ts', '2'],
    ['Ã¯.ts', '3'],
    ['ü.ts', '4'],
    ['ü.ts', '5'],
    ['😀 (1).ts', '6'],
  ];
  expect(await read(new Uint8Array(marked))).toEqual({ files: expected, refused: [] });
  expect(await read(unmarked(marked))).toEqual({ files: expected, refused: [] });
  expect(
    await read(unmarked(zipSync({ 'caf_.ts': strToU8('7'), 'b.ts': strToU8('8') }), 'caf_', 'caf\x82')),
  ).toEqual({
    files: [['b.ts', '8']],
    refused: [
      { path: 'caf\uFFFD.ts', reason: 'could not be read: the archive has its name in an unknown encoding' },
    ],
  });
});
