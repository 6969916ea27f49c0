import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { jsonOf, showArguments, showByDir, showValue } from './show.ts';
import { tableOf } from './table.ts';

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

describe('X20 jsonOf', () => {
  it.each([
    [1, '1'],
    ['é"', '"é\\""'],
    [null, 'null'],
    [[1, [true, null]], '[1,[true,null]]'],
    [{ a: 1, b: undefined, c: { d: [] } }, '{"a":1,"c":{"d":[]}}'],
    [Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
  ])('converts %o', (value, json) => {
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
    [
      'a getter in an array',
      Object.defineProperty([1], 0, {
        get() {
          throw new Error('asked');
        },
      }),
    ],
    ['an array with a hole', [1, , 2]], // oxlint-disable-line no-sparse-arrays
    ['something that throws', hostile],
    ['more than its size', 'x'.repeat(2_000)],
    ['a list of more than its size', Array.from({ length: 2_000 }, () => 1)],
  ])('returns null for %s', (_, value) => {
    expect(jsonOf(value, 1_000)).toBeNull();
  });

  it('does not call toJSON', () => {
    expect(jsonOf({ a: 1, toJSON: () => ({ forged: true }) }, 1_000)).toBeNull();
  });
});

describe('X20 showValue', () => {
  it.each([
    ['text', 'text'],
    [circle, '<ref *1> { self: [Circular *1] }'],
    [new Map([[1n, Symbol('s')]]), 'Map(1) { 1n => Symbol(s) }'],
  ])('shows %o', (value, text) => {
    expect(showValue(value)).toBe(text);
  });

  it('returns a text whatever the value does', () => {
    expect(typeof showValue(hostile)).toBe('string');
    expect(typeof showArguments([hostile, '%s', hostile])).toBe('string');
    expect(showArguments(['%s is %d', 'a', 1, { b: 2 }])).toBe('a is 1 { b: 2 }');
  });
});

describe('X63 showValue and showArguments', () => {
  class Shown {
    [inspect.custom](): unknown {
      return cube(40);
    }
  }
  const cube = (side: number): unknown[][][] =>
    Array.from({ length: side }, () => Array.from({ length: side }, () => Array(side).fill(7)));

  it.each([
    ['nested lists', () => cube(100)],
    ['a map of them', () => new Map([[1, cube(100)]])],
    ['a set of them', () => new Set([cube(100)])],
    ['a proxy of them', () => new Proxy(cube(100), {})],
    ['an object of them', () => ({ a: { b: cube(100) } })],
    ['a function with them', () => Object.assign(() => 1, { a: { b: cube(100) } })],
    ['objects that show themselves as them', () => Array.from({ length: 50 }, () => new Shown())],
    ['long texts', () => Array(200).fill(Array(200).fill('x'.repeat(16_384)))],
    ['many properties', () => Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, i]))],
  ])('show %s less deep, not longer', (_, make) => {
    const value = make();
    for (const text of [showValue(value), showArguments([value]), showArguments(['%o', value])]) {
      expect(text.length).toBeLessThan(200_000);
      expect(text).toMatch(/\[Array\]|more/);
    }
  });

  it('show a small value in full', () => {
    expect(showValue(cube(3))).toContain('[ 7, 7, 7 ]');
    expect(showValue({ a: { b: { c: { d: { e: {} } } } } })).toContain('d: { e: {} }');
    expect(showValue(new Proxy({ a: 1 }, {}))).toBe('{ a: 1 }');
    expect(showArguments(Array(201).fill(1))).toMatch(/^1 1 .* 1 … 1 more values$/);
    expect(showArguments(['100%% %o', { a: 1 }])).toBe('100% { a: 1 }');
    class Wide {
      last = 1;
    }
    const wide = Object.assign(
      new Wide(),
      Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [i, i])),
    );
    expect(showValue(wide)).toMatch(/^Wide \{[^]*'199': 199\n\} … 802 more properties$/);
  });

  it('show hidden properties for %o, unless these are too large', () => {
    expect(showArguments(['%o', [1]])).toBe('[ 1, [length]: 1 ]');
    const hidden = Object.defineProperty({}, 'list', { value: cube(100) });
    expect(showArguments(['%o', hidden])).toBe('{}');
    expect(showArguments(['%o%%', { a: cube(100) }])).toMatch(/\[Array\].*%$/s);
  });

  it('show as much as a program asks console.dir for, but no more than fits', () => {
    const deep = { a: { b: { c: { d: { e: { f: { g: 1 } } } } } } };
    expect(showByDir(deep, { depth: null })).toContain('g: 1');
    expect(showByDir(cube(100), { depth: null })).toMatch(/\[Array\]/);
    const long = Array.from({ length: 20_000 }, () => 1);
    expect(showByDir(long, { maxArrayLength: null })).toContain('... 10000 more items');
    expect(showByDir('x'.repeat(100_000), { maxStringLength: null })).toMatch(/^'x{65536}'\.\.\. 34464 more/);
  });

  it('say how much of a table is left out', () => {
    const table = tableOf(Array.from({ length: 1_003 }, (_, i) => ({ i })))?.split('\n') ?? [];
    expect(table.slice(-3)).toEqual(['│ 999     │ 999 │', '└─────────┴─────┘', '… 3 more rows']);
    const wide = Object.fromEntries(Array.from({ length: 102 }, (_, i) => [`c${i}`, i]));
    expect(tableOf([wide])).toMatch(/… 2 more columns$/);
    expect(tableOf([{ a: 'x'.repeat(5_000) }])).toContain(`│ 'x${'x'.repeat(998)}… │`);
  });

  it('call none of the program’s code', () => {
    const asked: string[] = [];
    const handler = new Proxy({}, { get: (_, trap) => void asked.push(String(trap)) });
    class Own extends Map<number, number> {
      override entries(): never {
        throw new Error('asked');
      }
    }
    showArguments([new Proxy({}, handler), new Own([[1, 2]])]);
    expect(asked).toEqual([]);
  });
});
