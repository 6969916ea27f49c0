import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { createFile, textOf } from '../../../shared/doc.ts';
import { seededRandom } from '../../../test/random.ts';
import { firstSeed } from '../../../test/seed.ts';
import { Anchors } from './anchors.ts';
import { fromDurable, toDurable } from './durable-hunks.ts';

it('A49 names places as Yjs would, many in one walk, and finds them again', () => {
  const random = seededRandom(firstSeed + 49);
  const doc = new Y.Doc({ gc: false });
  const text = textOf(doc, createFile(doc, 'a.ts', ''))!;
  for (let step = 0; step < 120; step++) {
    doc.clientID = 1 + random.int(3);
    const at = random.int(text.length + 1);
    if (random.int(3) > 0) text.insert(at, 'abcdef'.slice(random.int(6)));
    else text.delete(at, Math.min(random.int(4), text.length - at));
  }
  const hunks = Array.from({ length: text.length + 1 }, (_, index) =>
    ([-1, 0] as const).map((assoc) => {
      const remove = random.int(Math.min(9, text.length - index) + 1);
      const contextStart = random.int(index + 1);
      return { index, remove, insert: 'x', contextStart, contextEnd: index + remove, assoc };
    }),
  ).flat();
  expect(hunks.length).toBeGreaterThan(100);
  for (const [i, durable] of toDurable(text, hunks).entries()) {
    const { index, remove, assoc, contextStart, contextEnd } = hunks[i]!;
    const wanted = Y.createRelativePositionFromTypeIndex(text, index, assoc);
    const { item, assoc: kept } = Y.createRelativePositionFromJSON(durable.point);
    expect({ item, assoc: kept }).toEqual({ item: wanted.item, assoc: wanted.assoc });
    const anchors = new Anchors(text);
    const { point, removal, context } = fromDurable(anchors, text, durable);
    anchors.close();
    expect(point).toEqual({ index, assoc });
    const lengthOf = (pieces: { start: number; end: number }[]): number =>
      pieces.reduce((sum, { start, end }) => sum + end - start, 0);
    expect([lengthOf(removal.pieces), removal.pieces[0]?.start]).toEqual([
      remove,
      remove > 0 ? index : undefined,
    ]);
    expect([lengthOf(context.pieces), context.pieces.at(-1)?.end]).toEqual([
      contextEnd - contextStart,
      contextEnd > contextStart ? contextEnd : undefined,
    ]);
  }
});
