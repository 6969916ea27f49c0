import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { seededRandom } from '../../test/random.ts';
import { Typist } from './typist.ts';

it('keeps its text below its longest length, however long it types', () => {
  const typist = new Typist(1, seededRandom(1), 100);
  const doc = new Y.Doc();
  const lengths: number[] = [];
  for (let edit = 0; edit < 2_000; edit++) {
    Y.applyUpdate(doc, typist.type());
    lengths.push(doc.getText('text').length);
  }
  expect(Math.max(...lengths)).toBe(101);
  expect(Math.min(...lengths.slice(1_000))).toBeGreaterThan(40);
  typist.destroy();
});
