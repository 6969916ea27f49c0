import { describe, expect, it } from 'vitest';
import { initialsOf } from './initials.ts';

describe('initialsOf', () => {
  it.each([
    ['Ana Reis', 'AR'],
    ['bo', 'BO'],
    ['x', 'X'],
    ['Jun van den Berg', 'JB'],
    ['  Noor  ', 'NO'],
    ['Ana (2)', 'A2'],
    ['()', '?'],
    ['👩‍💻 Dev', '👩‍💻D'],
    ['e\u0301mile Zola', 'E\u0301Z'],
  ])('turns %j into %j', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});
