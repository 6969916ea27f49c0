import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { hasPending } from '../../shared/yjs-internals.ts';
import { seededRandom } from '../../test/random.ts';
import { insertedText, splitByDependencies } from './unsaved-dependencies.ts';
import type { KeptUpdate } from './unsaved-store.ts';

/** A page, and the edits that it keeps. */
function pageOf(from?: Y.Doc): { doc: Y.Doc; kept: KeptUpdate[] } {
  const doc = new Y.Doc();
  const kept: KeptUpdate[] = [];
  if (from) Y.applyUpdate(doc, Y.encodeStateAsUpdate(from), 'sync');
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'sync') kept.push({ key: [doc.clientID, kept.length], update });
  });
  return { doc, kept };
}

describe('splitByDependencies', () => {
  it('W104 finds edits that build on another page’s, in any order of pages', () => {
    const one = pageOf();
    one.doc.getText('t').insert(0, 'one');
    const two = pageOf(one.doc);
    two.doc.getText('t').insert(3, ' tw');
    two.doc.getText('t').insert(6, 'o');
    two.doc.getText('t').insert(0, 'zero ');
    const empty = new Y.Doc();
    const { rounds } = splitByDependencies(empty, [...two.kept, ...one.kept]);
    expect(rounds.map(({ clientId, edits }) => [clientId, edits.length])).toEqual([
      [one.doc.clientID, 1],
      [two.doc.clientID, 3],
    ]);
    const { rounds: none, unmet } = splitByDependencies(empty, two.kept);
    expect(none).toEqual([]);
    expect(unmet.map(({ missing }) => missing)).toEqual([{ client: one.doc.clientID, clock: 2 }]);
    expect(insertedText(unmet.flatMap(({ edits }) => edits.map(({ update }) => update)))).toBe(' two\nzero ');
  });

  it('W104 says of random edits with random gaps what Yjs would say', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = seededRandom(seed);
      const pages = [pageOf(), pageOf(), pageOf()];
      const room = new Y.Doc();
      for (let step = 0; step < 30; step++) {
        const page = random.pick(pages);
        const text = page.doc.getText('t');
        const kind = random.int(6);
        if (kind === 0) Y.applyUpdate(page.doc, Y.encodeStateAsUpdate(random.pick(pages).doc), 'sync');
        else if (kind === 1 && text.length > 0) text.delete(random.int(text.length), 1);
        else if (kind === 2) page.doc.getMap('m').set('k', new Y.Map([['x', step]]));
        else text.insert(random.int(text.length + 1), `${step} `);
      }
      const kept = pages.flatMap((page) => page.kept.filter(() => random.int(12) > 0));
      const { rounds, unmet, unreadable } = splitByDependencies(room, kept);
      expect(unreadable).toEqual([]);
      for (const { edits } of rounds) {
        for (const { update } of edits) Y.applyUpdate(room, update);
        expect(hasPending(room), `seed ${seed}: rounds fit`).toBe(false);
      }
      for (const { edits, missing } of unmet) {
        const probe = new Y.Doc();
        Y.applyUpdate(probe, Y.encodeStateAsUpdate(room));
        Y.applyUpdate(probe, edits[0]?.update ?? new Uint8Array());
        expect(hasPending(probe), `seed ${seed}: what is set aside does not fit`).toBe(true);
        expect(Y.getState(room.store, missing.client)).toBeLessThanOrEqual(missing.clock);
      }
    }
  });
});
