import type * as Y from 'yjs';
import { createFile, deleteFile, listFiles, renameFile, restoreFile, textOf } from '../shared/doc.ts';
import { setMeta } from '../shared/meta.ts';
import { TandemError } from '../shared/errors.ts';
import { cleanText } from '../shared/text.ts';
import type { SeededRandom } from './random.ts';

const words = ['a', 'word ', '\n', '🙂', '👩‍👩‍👧', 'e\u0301', '    ', '{}', 'ж', '中文', '\t'];
const pasted = 'first\r\nsecond\rthird\r\n🙂 fourth\n';

/**
 * One thing that someone does in a room: types, pastes, deletes text, or creates, renames, deletes or
 * restores a file. `ids` remembers every file ever created, so that files in the trash can be found.
 */
export function editSomething(doc: Y.Doc, random: SeededRandom, ids: string[]): void {
  switch (random.int(24)) {
    case 0:
      return unlessTaken(() => {
        // The id comes from the seed, so that the seed repeats.
        const id = `file-${String(random.int(2 ** 30)).padStart(10, '0')}`;
        createFile(doc, pathFrom(random), random.pick(words), null, id);
        ids.push(id);
      });
    case 1:
      return unlessTaken(() => renameFile(doc, anyFile(doc, random), pathFrom(random)));
    case 2:
      return unlessTaken(() => deleteFile(doc, anyFile(doc, random)));
    case 3:
      return unlessTaken(() => restoreFile(doc, ids.length === 0 ? '' : random.pick(ids), pathFrom(random)));
    case 4:
      return setMeta(doc, `run:${random.pick(words)}`, random.int(4) === 0 ? null : { n: random.int(100) });
    default:
      return unlessTaken(() => typeSomething(doc, anyFile(doc, random), random));
  }
}

function typeSomething(doc: Y.Doc, id: string, random: SeededRandom): void {
  const text = textOf(doc, id);
  if (!text) return;
  // Anywhere, even between the halves of an emoji: not every client is careful.
  const at = random.int(text.length + 1);
  switch (random.int(10)) {
    case 0:
    case 1:
    case 2:
      return text.delete(at, Math.min(random.int(8), text.length - at));
    case 3:
      return text.insert(at, cleanText(pasted));
    case 4:
      // Over a selection: both in one transaction.
      return doc.transact(() => {
        text.delete(at, Math.min(random.int(12), text.length - at));
        text.insert(at, random.pick(words));
      });
    default:
      return text.insert(at, random.pick(words));
  }
}

const pathFrom = (random: SeededRandom): string =>
  `${random.pick(['', 'src/', 'src/lib/'])}${random.pick(['a', 'b', 'c', 'src'])}${random.int(4)}.ts`;

/** @throws TandemError when there is none. */
function anyFile(doc: Y.Doc, random: SeededRandom): string {
  const files = listFiles(doc);
  if (files.length === 0) throw new TandemError('not_found', 'There is no file.');
  return random.pick(files).id;
}

/** Skips what is not possible at the moment, as a page would. */
function unlessTaken(change: () => void): void {
  try {
    change();
  } catch (error) {
    if (!(error instanceof TandemError)) throw error;
  }
}
