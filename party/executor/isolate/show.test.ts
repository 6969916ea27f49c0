import { describe, expect, it } from 'vitest';
import { jsonOf, showArguments, showValue } from './show.ts';

const circle: Record<string, unknown> = {};
circle['self'] = circle;
const hostile = new Proxy(
  {},
  {
    get() {
      throw new Error('get');
    },
    ownKeys() {
      throw new Error('ownKeys');
    },
    getPrototypeOf() {
      throw new Error('getPrototypeOf');
    },
  },
);

describe('X20 a result has its JSON', () => {
  it.each([
    [1, '1'],
    ['é"', '"é\\""'],
    [null, 'null'],
    [[1, [true, null]], '[1,[true,null]]'],
    [{ a: 1, b: undefined, c: { d: [] } }, '{"a":1,"c":{"d":[]}}'],
    [Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
  ])('%o', (value, json) => {
    expect(jsonOf(value, 1_000)).toBe(json);
  });

  it.each([
    ['undefined', undefined],
    ['NaN', NaN],
    ['a BigInt', 1n],
    ['a Map', new Map([[1, 2]])],
    ['a date', new Date(0)],
    ['a function', () => 1],
    ['a function inside', { f: () => 1 }],
    ['a circle', circle],
    [
      'a getter',
      {
        get a() {
          return 1;
        },
      },
    ],
    ['something that throws', hostile],
    ['more than its size', 'x'.repeat(2_000)],
    ['a list of more than its size', Array.from({ length: 2_000 }, () => 1)],
  ])('or null, as for %s', (_, value) => {
    expect(jsonOf(value, 1_000)).toBeNull();
  });

  it('without calling toJSON', () => {
    expect(jsonOf({ a: 1, toJSON: () => ({ forged: true }) }, 1_000)).toBeNull();
  });
});

describe('X20 a result always shows', () => {
  it.each([
    ['text', 'text'],
    [circle, '<ref *1> { self: [Circular *1] }'],
    [new Map([[1n, Symbol('s')]]), 'Map(1) { 1n => Symbol(s) }'],
  ])('%o', (value, text) => {
    expect(showValue(value)).toBe(text);
  });

  it('as text whatever it does', () => {
    expect(typeof showValue(hostile)).toBe('string');
    expect(typeof showArguments([hostile, '%s', hostile])).toBe('string');
    expect(showArguments(['%s is %d', 'a', 1, { b: 2 }])).toBe('a is 1 { b: 2 }');
  });
});
