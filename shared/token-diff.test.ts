import { describe, expect, it } from 'vitest';
import { seededRandom } from '../test/random.ts';
import { diffBy } from './token-diff.ts';

const lines = /[^\n]*\n|[^\n]+/g;
const compare = (before: string, after: string): [before: string, after: string, changed: number] => {
  const parts = diffBy(lines, before, after);
  return [
    parts.map(([removed, , kept]) => removed + kept).join(''),
    parts.map(([, inserted, kept]) => inserted + kept).join(''),
    parts.reduce((sum, [removed, inserted]) => sum + removed.length + inserted.length, 0),
  ];
};
const textOf = (list: readonly string[]): string => list.map((line) => `${line}\n`).join('');
const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => (i % 3 === 0 ? '}' : `line ${i}`));

describe('diffBy', () => {
  it('gives parts that add up to both texts, whatever their size', () => {
    const random = seededRandom(7);
    for (const count of [0, 1, 40, 6_000, 20_000]) {
      const before = numbered(count);
      const after = before.flatMap((line) => {
        const roll = random.int(10);
        return roll === 0
          ? []
          : roll === 1
            ? [line, `new ${random.int(99)}`]
            : roll === 2
              ? [`${line}!`]
              : [line];
      });
      const [old, now] = compare(textOf(before), textOf(after));
      expect(old === textOf(before)).toBe(true);
      expect(now === textOf(after)).toBe(true);
    }
  });

  it('keeps every line that stayed in a large text, and changes the others alone', () => {
    const before = numbered(20_000);
    const after = before.toSpliced(9_000, 1, 'changed').toSpliced(15_000, 0, 'new', 'newer');
    const [, , changed] = compare(textOf(before), textOf(after));
    expect(changed).toBe(textOf([before[9_000] ?? '', 'changed', 'new', 'newer']).length);
  });

  it('matches what is left of a large text in which every other line changed', () => {
    const before = numbered(20_000);
    const after = before.map((line) => line.replace('line', 'row'));
    const [, , changed] = compare(textOf(before), textOf(after));
    const replaced = before.filter((line) => line !== '}');
    expect(changed).toBe(textOf(replaced).length * 2 - replaced.length);
  });

  it('compares large texts in another order, and texts with nothing in common', () => {
    const before = numbered(12_000);
    const moved = [...before.slice(8_000), ...before.slice(0, 8_000)];
    for (const after of [moved, before.toReversed(), before.map((_, i) => `other ${i}`)]) {
      const [old, now] = compare(textOf(before), textOf(after));
      expect(old === textOf(before)).toBe(true);
      expect(now === textOf(after)).toBe(true);
    }
    const [, , changed] = compare(textOf(before), textOf(moved));
    expect(changed).toBe(textOf(before.slice(8_000)).length * 2);
  });
});
