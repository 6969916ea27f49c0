import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { createFile, textOf } from '../../shared/doc.ts';
import { offsetsOf, selectionAt } from './positions.ts';

const sync = (from: Y.Doc, to: Y.Doc): void => Y.applyUpdate(to, Y.encodeStateAsUpdate(from));

describe('W7 a selection in presence', () => {
  it('moves with the text that others write before and inside it', () => {
    const doc = new Y.Doc();
    const text = textOf(doc, createFile(doc, 'a.ts', 'one two three'))!;
    const selection = selectionAt(text, 4, 7);
    text.insert(0, '// ');
    text.insert(8, '-');
    expect(offsetsOf(text, selection)).toEqual({ anchor: 7, head: 11 });
    text.delete(0, text.length);
    expect(offsetsOf(text, selection)).toEqual({ anchor: 0, head: 0 });
  });

  it('keeps its direction, and stays at the end when its owner appends text', () => {
    const doc = new Y.Doc();
    const text = textOf(doc, createFile(doc, 'a.ts', 'abc'))!;
    expect(offsetsOf(text, selectionAt(text, 3, 0))).toEqual({ anchor: 3, head: 0 });
    const end = selectionAt(text, 3, 3);
    text.insert(3, 'd');
    expect(offsetsOf(text, end)).toEqual({ anchor: 4, head: 4 });
  });

  it('is undefined in text that has not arrived, in another file and for malformed positions', () => {
    const a = new Y.Doc();
    const b = new Y.Doc();
    const id = createFile(a, 'a.ts', 'abc');
    const other = createFile(a, 'b.ts', 'abc');
    sync(a, b);
    textOf(a, id)!.insert(3, 'def');
    const ahead = selectionAt(textOf(a, id)!, 4, 4);
    expect(offsetsOf(textOf(b, id)!, ahead)).toBeUndefined();
    sync(a, b);
    expect(offsetsOf(textOf(b, id)!, ahead)).toEqual({ anchor: 4, head: 4 });
    expect(offsetsOf(textOf(b, other)!, ahead)).toBeUndefined();
    for (const nonsense of [{}, { item: 7 }, { item: { client: 'x' } }, { type: { client: 1, clock: 99 } }]) {
      expect(offsetsOf(textOf(b, id)!, { anchor: nonsense, head: nonsense })).toBeUndefined();
    }
  });
});
