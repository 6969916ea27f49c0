import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { seededRandom } from '../../test/random.ts';
import { type ListRange, listEntries } from './list-entries.ts';

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => vi.restoreAllMocks());

/** Lists as the platform does: nothing at all where one of the values cannot be deserialised. */
function platform(keys: readonly string[], damaged: ReadonlySet<string>) {
  const sorted = [...keys].sort();
  const counts = { calls: 0 };
  const list: ListRange = async ({ prefix = '', start = '', end, limit = Infinity }) => {
    counts.calls++;
    const found = sorted
      .filter((key) => key.startsWith(prefix) && key >= start && (end === undefined || key < end))
      .slice(0, limit);
    if (found.some((key) => damaged.has(key))) throw new Error('deserialization failed');
    return new Map(found.map((key) => [key, key.length]));
  };
  return { list, counts };
}

const rows = Array.from({ length: 300 }, (_, i) => `log/${String(i + 1).padStart(12, '0')}/0000`);

describe('a listing', () => {
  it.each([
    ['the first', [rows[0]!]],
    ['the last', [rows.at(-1)!]],
    ['two in a row', [rows[140]!, rows[141]!]],
    ['a key that begins as another', ['log/000000000007/0000', 'log/000000000007/00001']],
    ['keys of an unknown form', ['log/~ {}', 'log/', 'log/ZZ']],
  ])('R80 has all entries but the values that cannot be read: %s', async (_, damaged) => {
    const keys = [...new Set([...rows, ...damaged, 'author/1', 'logs'])];
    const { list, counts } = platform(keys, new Set(damaged));
    const entries = await listEntries(list, 'log/');
    const expected = keys.filter((key) => key.startsWith('log/')).sort();
    expect([...entries.keys()]).toEqual(expected);
    expect(
      [...entries]
        .filter(([, value]) => value === undefined)
        .map(([key]) => key)
        .sort(),
    ).toEqual(damaged.toSorted());
    expect(counts.calls).toBeLessThan(170 * damaged.length + 30);
  });

  it('R80 has all entries whatever cannot be read', async () => {
    for (let seed = 0; seed < 10; seed++) {
      const random = seededRandom(seed);
      const keys = rows.slice(0, 1 + random.int(40));
      const damaged = new Set(keys.filter(() => random.int(4) === 0));
      const { list } = platform(keys, damaged);
      const entries = await listEntries(list, random.int(2) === 0 ? '' : 'log/');
      expect([seed, [...entries]]).toEqual([
        seed,
        keys.map((key) => [key, damaged.has(key) ? undefined : key.length]),
      ]);
    }
  });

  it('R80 takes one call when everything can be read', async () => {
    const { list, counts } = platform(rows, new Set());
    expect((await listEntries(list, 'log/')).size).toBe(300);
    expect(counts.calls).toBe(1);
  });

  it('R16 fails when nothing can be read', async () => {
    const list: ListRange = () => Promise.reject(new Error('the disk is away'));
    await expect(listEntries(list, 'log/')).rejects.toThrow('the disk is away');
  });
});
