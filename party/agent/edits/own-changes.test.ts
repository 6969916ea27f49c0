import { describe, expect, it } from 'vitest';
import type * as Y from 'yjs';
import { setAgentPace } from '../../../shared/meta.ts';
import { applyEdits } from '../../../shared/text.ts';
import { wordDiff } from '../../../shared/text-diff.ts';
import { editorHarness, turnClient } from '../../../test/editor-harness.ts';
import { type SeededRandom, seededRandom } from '../../../test/random.ts';
import { firstSeed } from '../../../test/seed.ts';
import { transactAs } from '../../../test/transact-as.ts';

const lines = (random: SeededRandom, count: number): string =>
  Array.from({ length: count }, () => `${random.pick(['a', 'b', 'ab', 'ba', 'a b'])}\n`).join('');

describe('what a turn does by itself', () => {
  it('A166 counts what its own commands did as known: a rewrite after them neither doubles nor drops it', async () => {
    const before = 'function f(){\n  return 1;\n}\nfunction g(){\n  return 2;\n}\n';
    const spaced = before.replaceAll('(){', '() {').replaceAll('  return', '    return');
    const commands: [name: string, run: (text: Y.Text) => void, after: string][] = [
      ['echo >>', (text) => text.insert(text.length, 'f();\n'), `${before}f();\n`],
      ['sed -i', (text) => applyEdits(text, wordDiff(before, spaced)), spaced],
      [
        'tee',
        (text) => {
          text.delete(0, text.length);
          text.insert(0, spaced);
        },
        spaced,
      ],
    ];
    for (const [name, run, after] of commands) {
      const { doc, editor, ann, text } = editorHarness(before);
      editor.read('a.ts');
      transactAs(doc)(turnClient, () => run(ann));
      expect(text()).toBe(after);
      ann.insert(ann.toJSON().indexOf('1;'), '1 + ');
      const content = after.replace('return 2', 'return 3');
      await editor.write('a.ts', content);
      expect(text(), name).toBe(content.replace('1;', '1 + 1;'));
      await editor.write('a.ts', after);
      expect(text(), name).toBe(after.replace('1;', '1 + 1;'));
    }
  });

  it('A166 follows its own changes among those of others, in 300 seeded cases', async () => {
    for (let seed = firstSeed; seed < firstSeed + 300; seed++) {
      const random = seededRandom(seed);
      const { doc, editor, ann, text } = editorHarness(lines(random, 8));
      setAgentPace(doc, 'instant');
      editor.read('a.ts');
      let known = text()!;
      let marks = 0;
      for (let step = 0; step < 6; step++) {
        const content = random.int(4) === 0 ? lines(random, 6) : known.replace(/b/, lines(random, 1));
        if (random.int(3) === 0) {
          ann.insert(random.int(ann.length + 1), '•');
          marks++;
        } else if (random.int(2) === 0) {
          await editor.write('a.ts', content);
          known = content;
        } else {
          // A command writes the file as it is, with one change.
          const now = ann.toJSON();
          const changed = now.replace(/a/, 'bb\na');
          transactAs(doc)(turnClient, () => applyEdits(ann, wordDiff(now, changed)));
          known = changed.replace(/•/g, '');
        }
        expect(text()!.replace(/•/g, ''), `seed ${seed}, step ${step}`).toBe(known);
        expect(text()!.match(/•/g)?.length ?? 0, `seed ${seed}, step ${step}`).toBe(marks);
      }
    }
  });
});
