import { describe, expect, it } from 'vitest';
import { applyRemoteEdit, applyOwnEdit, caretAfterRemoteEdit, nothingComposed } from './composed.ts';

/** `abc`, followed by what an input method has written so far. */
const composedAtEnd = applyOwnEdit(nothingComposed, [{ retain: 3 }, { insert: 'かん' }]);

describe('W131 the composed text', () => {
  it('is what the input method wrote last, in place of what it wrote before', () => {
    expect(composedAtEnd).toEqual({ ranges: [{ start: 3, end: 5 }], broken: false });
    const next = applyOwnEdit(composedAtEnd, [{ retain: 3 }, { insert: '漢字か' }, { delete: 2 }]);
    expect(next).toEqual({ ranges: [{ start: 3, end: 6 }], broken: false });
    expect(applyOwnEdit(next, [{ retain: 6 }, { insert: 'n' }]).ranges).toEqual([{ start: 3, end: 7 }]);
  });

  it('moves with what others write before it, and does not take in what they write at its edges', () => {
    const pushed = applyRemoteEdit(composedAtEnd, [
      { retain: 1 },
      { insert: '12' },
      { retain: 4 },
      { insert: 'X' },
    ]);
    expect(pushed).toEqual({ ranges: [{ start: 5, end: 7 }], broken: false });
    expect(applyRemoteEdit(composedAtEnd, [{ retain: 3 }, { insert: 'X' }])).toEqual({
      ranges: [{ start: 4, end: 6 }],
      broken: false,
    });
    expect(applyRemoteEdit(composedAtEnd, [{ delete: 3 }]).ranges).toEqual([{ start: 0, end: 2 }]);
  });

  it('splits where others write inside it, and shrinks where they delete some of it', () => {
    const split = applyRemoteEdit(composedAtEnd, [{ retain: 4 }, { insert: 'X' }]);
    expect(split).toEqual({
      ranges: [
        { start: 3, end: 4 },
        { start: 5, end: 6 },
      ],
      broken: true,
    });
    expect(applyRemoteEdit(split, [{ insert: '0' }]).broken).toBe(true);
    expect(applyRemoteEdit(composedAtEnd, [{ retain: 2 }, { delete: 2 }])).toEqual({
      ranges: [{ start: 2, end: 3 }],
      broken: true,
    });
    expect(applyRemoteEdit(composedAtEnd, [{ retain: 1 }, { delete: 9 }])).toEqual({
      ranges: [],
      broken: true,
    });
    expect(applyOwnEdit(split, [{ retain: 5 }, { insert: 'ん' }]).broken).toBe(false);
  });

  it('keeps its caret before what others write exactly there', () => {
    expect(caretAfterRemoteEdit(3, [{ retain: 3 }, { insert: 'X' }])).toBe(3);
    expect(caretAfterRemoteEdit(3, [{ retain: 2 }, { insert: 'X' }])).toBe(4);
    expect(caretAfterRemoteEdit(3, [{ retain: 1 }, { delete: 9 }])).toBe(1);
    expect(caretAfterRemoteEdit(3, [{ delete: 2 }, { insert: 'xyz' }])).toBe(4);
  });
});
