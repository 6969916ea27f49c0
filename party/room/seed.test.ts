import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { listFiles, readAll } from '../../shared/doc.ts';
import { isRoomId, newRoomId } from '../../shared/ids.ts';
import { titleOf } from '../../shared/meta.ts';
import { type Sample, sampleOf, sampleSchema } from '../../shared/samples.ts';
import { TestRoom } from '../../test/test-room.ts';
import { seeds, seedUpdate } from './seed.ts';

const seeded = (sample: Sample): Y.Doc => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, seedUpdate(sample));
  return doc;
};

describe('seed', () => {
  it.each([
    ['typescript', 1, 'a7109a82b7b23965c335fa38bc766db0e3e3b8c53705e4a01acb1a3309921faf'],
    ['kata', 2, '17cc820a5e3d79c3917afc767b715fdb80fbf0171112116b44b84ae732fe76d1'],
    ['worker', 3, '02bc278ef104fcc5c63902bd950b5218b8f3364d90fc2c9fc5d4aeff31a00897'],
    ['empty', 4, '38999be1a659bad38c6d6ce7f37ac24168c0e3699b533a8f7b623ae400e7ce79'],
  ] as const)('R22 of the sample %s is always the same bytes', (sample, clientId, sha256) => {
    // When the bytes change, the client id must change too: rooms seeded before keep what they have.
    expect({
      clientId: seeds[sample].clientId,
      sha256: createHash('sha256').update(seedUpdate(sample)).digest('hex'),
    }).toEqual({ clientId, sha256 });
  });

  it('R22 of each sample has a client id of its own', () => {
    const ids = Object.values(seeds).map(({ clientId }) => clientId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(sampleSchema.options)(
    'R22 R89 fills a new room with %s once, and not again after a restart',
    async (sample) => {
      const room = new TestRoom(0, sample);
      for (let i = 0; i < 2; i++) {
        const peer = room.peer('ada');
        await peer.until(({ synced }) => synced, 2_000, 'sync');
        expect(titleOf(peer.doc)).toBe(seeds[sample].title);
        expect(listFiles(peer.doc).map(({ path }) => path)).toEqual(
          seeds[sample].files.map(({ path }) => path),
        );
        peer.destroy();
        room.restart();
      }
      expect(room.storage.keys().filter((key) => key.startsWith('log/'))).toHaveLength(1);
    },
  );

  it('R89 is named by the room’s id, which has no suffix for the default', () => {
    for (const sample of sampleSchema.options) {
      const id = newRoomId(sample);
      expect(isRoomId(id)).toBe(true);
      expect(sampleOf(id)).toBe(sample);
    }
    expect(newRoomId()).toMatch(/^[0-9a-z]{26}$/);
    for (const suffix of ['-typescript', '-nothing', '-', '-kata-kata', 'kata'])
      expect(isRoomId(newRoomId() + suffix)).toBe(false);
  });

  it('R22 mentions only files and texts that it contains', () => {
    for (const sample of sampleSchema.options) {
      const files = readAll(seeded(sample));
      const readme = files.get('README.md') ?? '';
      for (const [, path, text] of readme.matchAll(/`in (\S+) replace (.+) with /g))
        expect(files.get(path!)).toContain(text);
      for (const [path] of readme.matchAll(/[\w/.]+\.ts\b/g)) expect(files.has(path)).toBe(true);
      const programs = [...files].filter(([path]) => path.endsWith('.ts'));
      for (const [from, text] of programs) {
        const folder = from.slice(0, from.lastIndexOf('/') + 1);
        for (const [, specifier] of text.matchAll(/(?:from|import) '\.\/(.+)'/g))
          expect(files.has(folder + specifier!)).toBe(true);
      }
    }
  });
});
