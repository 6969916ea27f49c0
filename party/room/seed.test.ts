import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { listFiles, readAll } from '../../shared/doc.ts';
import { titleOf } from '../../shared/meta.ts';
import { TestRoom } from '../../test/test-room.ts';
import { seedTitle } from './seed-files.ts';
import { seedClientId, seedUpdate } from './seed.ts';

describe('seed', () => {
  it('R22 is always the same bytes', () => {
    // When this changes, `seedClientId` must change too: rooms seeded before keep what they have.
    expect({ seedClientId, sha256: createHash('sha256').update(seedUpdate()).digest('hex') }).toEqual({
      seedClientId: 1,
      sha256: 'a7109a82b7b23965c335fa38bc766db0e3e3b8c53705e4a01acb1a3309921faf',
    });
  });

  it('R22 fills every new room once, and not again after a restart', async () => {
    const room = new TestRoom();
    for (let i = 0; i < 2; i++) {
      const peer = room.peer('ada');
      await peer.until(({ synced }) => synced, 2_000, 'sync');
      expect(titleOf(peer.doc)).toBe(seedTitle);
      expect(listFiles(peer.doc).map(({ path }) => path)).toEqual([
        'README.md',
        'main.ts',
        'src/countdown.ts',
        'src/crew.ts',
        'src/greeting.ts',
      ]);
      peer.destroy();
      room.restart();
    }
    expect(room.storage.keys().filter((key) => key.startsWith('log/'))).toHaveLength(1);
  });

  it('R22 mentions only files and texts that it contains', () => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, seedUpdate());
    const files = readAll(doc);
    expect(files.get('README.md')).toContain('replace Hello with Ahoy');
    expect(files.get('src/greeting.ts')).toContain('Hello');
    for (const [, specifier] of files.get('main.ts')!.matchAll(/from '\.\/(.+)'/g)) {
      expect(files.has(specifier!)).toBe(true);
    }
  });
});
