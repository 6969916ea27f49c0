import { describe, expect, it } from 'vitest';
import type { RoomStorage } from '../party/room/host.ts';
import { storageLimits } from '../shared/limits.ts';

const bytes = (size: number, fill = 7): Uint8Array => new Uint8Array(size).fill(fill);

/** What a room expects of any storage. `make` returns an empty one. */
export function describeStorage(name: string, make: () => RoomStorage): void {
  describe(name, () => {
    it('lists entries by prefix, in ascending order of keys', async () => {
      const storage = make();
      await storage.write(
        new Map([
          ['log/2', bytes(1)],
          ['log/1', bytes(2)],
          ['logs', bytes(3)],
        ]),
        [],
      );
      expect([...(await storage.list('log/'))]).toEqual([
        ['log/1', bytes(2)],
        ['log/2', bytes(1)],
      ]);
      expect(await storage.list('none/')).toEqual(new Map());
    });

    it('sets and deletes in one write, more keys than one put takes', async () => {
      const storage = make();
      const keys = Array.from({ length: 2 * storageLimits.maxKeysPerPut + 1 }, (_, i) => `a/${i}`);
      await storage.write(new Map(keys.map((key) => [key, bytes(1)])), []);
      expect((await storage.list('a/')).size).toBe(keys.length);
      await storage.write(new Map([['b/1', bytes(1)]]), keys);
      expect((await storage.list('a/')).size).toBe(0);
      expect((await storage.list('b/')).size).toBe(1);
    });

    it('replaces everything stored', async () => {
      const storage = make();
      await storage.write(
        new Map([
          ['a/1', bytes(1)],
          ['b', bytes(1)],
        ]),
        [],
      );
      await storage.replaceAll(new Map([['c', 1]]));
      expect([...(await storage.list(''))]).toEqual([['c', 1]]);
    });

    it('undoes a write if any part of it fails', async () => {
      const storage = make();
      await storage.write(new Map([['old', bytes(1)]]), []);
      const puts = new Map([
        ['new', bytes(1)],
        ['large', bytes(2 * storageLimits.maxValueBytes)],
      ]);
      await expect(storage.write(puts, ['old'])).rejects.toThrow();
      expect([...(await storage.list('')).keys()]).toEqual(['old']);
    });

    it('keeps values as they were when written', async () => {
      const storage = make();
      const value = bytes(4);
      await storage.write(new Map([['k', value]]), []);
      value.fill(0);
      expect((await storage.list('k')).get('k')).toEqual(bytes(4));
    });

    it('accepts a piece of the largest size that a room writes', async () => {
      const storage = make();
      await storage.write(new Map([['k', bytes(storageLimits.pieceBytes)]]), []);
      expect((await storage.list('k')).get('k')).toHaveLength(storageLimits.pieceBytes);
    });
  });
}
