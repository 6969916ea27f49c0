import { describe, expect, it } from 'vitest';
import { agentUser, paletteSize, type User } from '../shared/roles.ts';
import { coloursOf, holdersOf } from './colours.ts';

const person = (id: string, color: number): User => ({ id, name: id, color, kind: 'human' });

describe('W20 the colours of those present', () => {
  it('W20 are what each one wishes for, where nobody else does', () => {
    expect([...coloursOf([person('b', 3), person('a', 7)])]).toEqual([
      ['a', 7],
      ['b', 3],
    ]);
  });

  it('W20 differ for two with one wish, and take nothing from a third', () => {
    const colours = coloursOf([person('b', 8), person('c', 1), person('a', 8)]);
    expect(Object.fromEntries(colours)).toEqual({ a: 8, b: 2, c: 1 });
  });

  it('W20 are the same on every page, in whatever order it came to know the people, and at however many pages each is', () => {
    const people = [person('d', 4), person('a', 4), person('c', 5), person('b', 4)];
    const once = Object.fromEntries(coloursOf(people));
    for (const other of [people.toReversed(), people.toSorted((a, b) => (a.id < b.id ? -1 : 1))]) {
      expect(Object.fromEntries(coloursOf([...other, ...people]))).toEqual(once);
    }
    expect(new Set(Object.values(once)).size).toBe(4);
  });

  it('W20 are all in use before two share one, and the agent has none of them', () => {
    const eight = Array.from({ length: paletteSize }, (_, at) => person(`p${at}`, 2));
    const colours = coloursOf([agentUser, ...eight]);
    expect([...colours.values()].toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const nine = coloursOf([...eight, person('q', 5)]);
    expect(nine.get('q')).toBe(5);
    expect(nine.has(agentUser.id)).toBe(false);
  });
});

describe('W52 the colours that others have', () => {
  it('W52 are told with who has them, until all are taken', () => {
    const [bo, cleo] = [person('bo', 2), person('cleo', 5)];
    expect([...holdersOf([bo, cleo, person('dan', 2)])]).toEqual([
      [2, bo],
      [5, cleo],
    ]);
    const eight = Array.from({ length: paletteSize }, (_, at) => person(`p${at}`, at + 1));
    expect(holdersOf(eight).size).toBe(0);
  });
});
