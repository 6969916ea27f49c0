import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { seededRandom } from '../test/random.ts';
import { onUpdate } from './on-update.ts';

type Event = [update: Uint8Array, origin: unknown];

/** The events of a document, from Yjs and from here. */
function eventsOf(doc: Y.Doc): { theirs: Event[]; ours: Event[]; stop: () => void } {
  const [theirs, ours]: Event[][] = [[], []];
  doc.on('update', (update, origin) => theirs!.push([update, origin]));
  return {
    theirs: theirs!,
    ours: ours!,
    stop: onUpdate(doc, (update, origin) => ours!.push([update, origin])),
  };
}

describe('onUpdate', () => {
  it('calls back with the very updates of Yjs, of any transaction', () => {
    for (let seed = 0; seed < 100; seed++) {
      const random = seededRandom(seed);
      const docs = [0, 1, 2].map((i) => {
        const doc = new Y.Doc({ gc: i !== 0 });
        doc.clientID = 1 + i + 3 * random.int(1_000);
        return { doc, ...eventsOf(doc) };
      });
      for (let step = 0; step < 80; step++) {
        const { doc, theirs } = random.pick(docs);
        const text = doc.getText('t');
        const map = doc.getMap<unknown>('m');
        const change = (): void => {
          const at = random.int(text.length + 1);
          if (random.int(3) > 0) text.insert(at, `${step} é`);
          else text.delete(at, Math.min(4, text.length - at));
          if (random.int(4) === 0) text.format(0, text.length, { bold: random.int(2) === 0 || null });
          if (random.int(4) === 0) map.set(`k${random.int(2)}`, random.int(2) ? new Y.Text('in') : step);
          if (random.int(6) === 0) map.delete(`k${random.int(2)}`);
        };
        const kind = random.int(4);
        if (kind === 0) change();
        else if (kind === 1) doc.transact(() => [change(), change()], 'several');
        else if (kind === 2) {
          // Under several client ids in one transaction, as an undo writes.
          doc.transact(() => {
            const own = doc.clientID;
            for (const client of [own, own + 10_000, own + 20_000]) {
              doc.clientID = client;
              change();
            }
            doc.clientID = own;
          });
        } else {
          const other = random.pick(docs);
          Y.applyUpdate(doc, Y.encodeStateAsUpdate(other.doc), 'other');
          const one = random.pick(other.theirs.length > 0 ? other.theirs : theirs.concat([[nothing, 0]]));
          Y.applyUpdate(doc, one[0], 'again');
        }
      }
      for (const { theirs, ours } of docs) {
        expect(theirs.length).toBeGreaterThan(5);
        expect(ours, `seed ${seed}`).toEqual(theirs);
      }
    }
  });

  it('does so when observers write while a transaction ends, and not when nothing has changed', () => {
    const doc = new Y.Doc();
    const { theirs, ours } = eventsOf(doc);
    const [text, map] = [doc.getText('t'), doc.getMap('m')];
    text.observe(() => {
      if (map.size < 2) map.set(`${map.size}`, text.length);
      if (text.length > 8) text.delete(0, 4);
    });
    for (let i = 0; i < 6; i++) text.insert(0, 'abc');
    doc.transact(() => undefined);
    expect(theirs.length).toBeGreaterThan(8);
    expect(ours).toEqual(theirs);
  });

  it('ends for the one that stopped it', () => {
    const doc = new Y.Doc();
    const { ours, stop } = eventsOf(doc);
    const others = eventsOf(doc);
    doc.getText('t').insert(0, 'a');
    stop();
    doc.getText('t').insert(0, 'b');
    expect([ours.length, others.ours.length]).toEqual([1, 2]);
  });
});

const nothing = new Uint8Array([0, 0]);
