import { describe, expect, it } from 'vitest';
import { agentUser, paletteSize, type User } from '../shared/roles.ts';
import { coloursOf, takenColours } from './colours.ts';

const person = (id: string, color: number): User => ({ id, name: id, color, kind: 'human' });

describe('coloursOf', () => {
  it('W20 gives people the colour of their user where nobody else has it', () => {
    expect([...coloursOf([person('b', 3), person('a', 7)])]).toEqual([
      ['a', 7],
      ['b', 3],
    ]);
  });

  it('W20 gives two people of the same colour different ones, and takes nothing from a third', () => {
    const colours = coloursOf([person('b', 8), person('c', 1), person('a', 8)]);
    expect(Object.fromEntries(colours)).toEqual({ a: 8, b: 2, c: 1 });
  });

  it('W20 gives the same colours in whatever order people appear, and however many pages each has open', () => {
    const people = [person('d', 4), person('a', 4), person('c', 5), person('b', 4)];
    const once = Object.fromEntries(coloursOf(people));
    for (const other of [people.toReversed(), people.toSorted((a, b) => (a.id < b.id ? -1 : 1))]) {
      expect(Object.fromEntries(coloursOf([...other, ...people]))).toEqual(once);
    }
    expect(new Set(Object.values(once)).size).toBe(4);
  });

  it('W20 uses every colour before two people share one, and gives none to the agent', () => {
    const eight = Array.from({ length: paletteSize }, (_, at) => person(`p${at}`, 2));
    const colours = coloursOf([agentUser, ...eight]);
    expect([...colours.values()].toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const nine = coloursOf([...eight, person('q', 5)]);
    expect(nine.get('q')).toBe(5);
    expect(nine.has(agentUser.id)).toBe(false);
  });
});

describe('takenColours', () => {
  it('W52 maps each taken colour to its person, and is empty once all are taken', () => {
    const [bo, cleo] = [person('bo', 2), person('cleo', 5)];
    expect([...takenColours([bo, cleo, person('dan', 2)])]).toEqual([
      [2, bo],
      [5, cleo],
    ]);
    const eight = Array.from({ length: paletteSize }, (_, at) => person(`p${at}`, at + 1));
    expect(takenColours(eight).size).toBe(0);
  });
});
