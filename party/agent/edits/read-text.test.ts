import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { type SeededRandom, seededRandom } from '../../../test/random.ts';
import { firstSeed } from '../../../test/seed.ts';
import { smallestDiff } from '../../../shared/text-diff.ts';
import { changesSince, type ReadText, readTextNow, withOwnChanges } from './read-text.ts';
import { applyHunks } from '../text/line-diff.ts';

const own = 9;

/** Few different letters, so that much looks alike. */
const letters = (random: SeededRandom): string =>
  Array.from({ length: 1 + random.int(4) }, () => random.pick(['a', 'b', '\n'])).join('');

function editAnywhere(text: Y.Text, random: SeededRandom): void {
  const at = random.int(text.length + 1);
  if (random.int(3) > 0) text.insert(at, letters(random));
  else text.delete(at, Math.min(random.int(6), text.length - at));
}

/** Where each letter of the known text is now; −1 for one that is gone. */
function placesOf(
  known: ReadText,
  changes: readonly { index: number; remove: number; insert: string }[],
): number[] {
  const places: number[] = [];
  let shift = 0;
  let from = 0;
  for (const { index, remove, insert } of [...changes, { index: known.text.length, remove: 0, insert: '' }]) {
    for (; from < index; from++) places.push(from + shift);
    for (; from < index + remove; from++) places.push(-1);
    shift += insert.length - remove;
  }
  return places;
}

describe('what the agent knows of a text', () => {
  it('A113 finds what others changed, letter by letter, in 300 seeded cases', () => {
    for (let seed = firstSeed; seed < firstSeed + 300; seed++) {
      const random = seededRandom(seed);
      const doc = new Y.Doc();
      const text = doc.getText();
      text.insert(0, 'aa\nab\naa\nba\n');
      let known = readTextNow(text);
      for (let step = 0; step < 12; step++) {
        if (random.int(3) > 0) {
          editAnywhere(text, random);
          continue;
        }
        // The agent writes after a letter that it knows and that is still there.
        const places = placesOf(known, changesSince(text, known));
        const at = random.int(places.length + 1) - 1;
        if (at >= 0 && places[at] === -1) continue;
        const insert = letters(random);
        const others = doc.clientID;
        doc.clientID = own;
        text.insert(at < 0 ? 0 : (places[at] ?? 0) + 1, insert);
        doc.clientID = others;
        const isOwn = (client: number): boolean => client === own;
        known = withOwnChanges(text, known, { isOwn, deleted: [] })!;
      }
      const changes = changesSince(text, known);
      expect(known.characters, `seed ${seed}`).toBeDefined();
      expect(applyHunks(known.text, changes), `seed ${seed}`).toBe(text.toJSON());
    }
  });

  it('A113 knows which of several equal letters is gone', () => {
    const doc = new Y.Doc();
    const text = doc.getText();
    text.insert(0, 'aaaa');
    const known = readTextNow(text);
    text.delete(2, 1);
    expect(changesSince(text, known)).toEqual([{ index: 2, remove: 1, insert: '' }]);
    expect(smallestDiff('aaaa', 'aaa'), 'the letters alone do not tell which').not.toEqual(
      changesSince(text, known),
    );
  });

  it('A113 compares the texts when the known characters cannot be identified', () => {
    const text = new Y.Doc().getText();
    text.insert(0, 'one');
    const known = { text: 'one two', characters: undefined };
    expect(withOwnChanges(text, known, { isOwn: () => true, deleted: [] })).toBeUndefined();
    expect(changesSince(text, known)).toEqual([{ index: 3, remove: 4, insert: '' }]);
  });
});
