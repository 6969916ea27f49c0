import { describe, expect, it } from 'vitest';
import { afterOthers, afterOwn, caretAfterOthers, nothingComposed } from './composed.ts';

/** `abc`, and behind it what an input method has written so far. */
const composedAtEnd = afterOwn(nothingComposed, [{ retain: 3 }, { insert: 'かん' }]);

describe('W131 what is composed beside others', () => {
  it('is what was written last, in place of what it was', () => {
    expect(composedAtEnd).toEqual({ runs: [{ start: 3, end: 5 }], broken: false });
    const next = afterOwn(composedAtEnd, [{ retain: 3 }, { insert: '漢字か' }, { delete: 2 }]);
    expect(next).toEqual({ runs: [{ start: 3, end: 6 }], broken: false });
    expect(afterOwn(next, [{ retain: 6 }, { insert: 'n' }]).runs).toEqual([{ start: 3, end: 7 }]);
  });

  it('moves with what others write before it, and leaves at its end what they write there', () => {
    const pushed = afterOthers(composedAtEnd, [
      { retain: 1 },
      { insert: '12' },
      { retain: 4 },
      { insert: 'X' },
    ]);
    expect(pushed).toEqual({ runs: [{ start: 5, end: 7 }], broken: false });
    expect(afterOthers(composedAtEnd, [{ retain: 3 }, { insert: 'X' }])).toEqual({
      runs: [{ start: 4, end: 6 }],
      broken: false,
    });
    expect(afterOthers(composedAtEnd, [{ delete: 3 }]).runs).toEqual([{ start: 0, end: 2 }]);
  });

  it('is in pieces where others wrote in it, and less where they deleted some of it', () => {
    const split = afterOthers(composedAtEnd, [{ retain: 4 }, { insert: 'X' }]);
    expect(split).toEqual({
      runs: [
        { start: 3, end: 4 },
        { start: 5, end: 6 },
      ],
      broken: true,
    });
    expect(afterOthers(split, [{ insert: '0' }]).broken).toBe(true);
    expect(afterOthers(composedAtEnd, [{ retain: 2 }, { delete: 2 }])).toEqual({
      runs: [{ start: 2, end: 3 }],
      broken: true,
    });
    expect(afterOthers(composedAtEnd, [{ retain: 1 }, { delete: 9 }])).toEqual({ runs: [], broken: true });
    expect(afterOwn(split, [{ retain: 5 }, { insert: 'ん' }]).broken).toBe(false);
  });

  it('has its caret before what others write exactly there', () => {
    expect(caretAfterOthers(3, [{ retain: 3 }, { insert: 'X' }])).toBe(3);
    expect(caretAfterOthers(3, [{ retain: 2 }, { insert: 'X' }])).toBe(4);
    expect(caretAfterOthers(3, [{ retain: 1 }, { delete: 9 }])).toBe(1);
    expect(caretAfterOthers(3, [{ delete: 2 }, { insert: 'xyz' }])).toBe(4);
  });
});
