import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { setAgentPace } from '../../../shared/meta.ts';
import { applyEdits } from '../../../shared/text.ts';
import { itemsOf } from '../../../shared/yjs-internals.ts';
import { editorHarness } from '../../../test/editor-harness.ts';
import { seededRandom } from '../../../test/random.ts';
import { planRewrite } from './plan.ts';

const block = (n: number): string[] => [
  `  it('case ${n}', () => {`,
  '    const desk = new Desk();',
  '    desk.open();',
  `    expect(desk.count).toBe(${n % 3});`,
  '    desk.close();',
  '  });',
  '',
];
const base = [...Array.from({ length: 8 }, (_, n) => block(n)).flat(), ''].join('\n');

it('A30 a rewrite of repetitive code lands between the lines that it was meant for, whatever others do to blocks', async () => {
  let made = 0;
  for (let seed = 0; seed < 250; seed++) {
    const random = seededRandom(seed);
    const { doc, editor, ann, text } = editorHarness(base);
    setAgentPace(doc, 'instant');
    editor.read('a.ts');
    const written = itemsOf(ann).next().value?.id;
    const lines = base.split('\n');
    const at = 1 + random.int(lines.length - 3);
    const content = [...lines.slice(0, at), '    MARK();', ...lines.slice(at)].join('\n');
    // The same change, made on a replica as of the read, and merged by Yjs itself.
    const replica = new Y.Doc({ gc: false });
    Y.applyUpdate(replica, Y.encodeStateAsUpdate(doc));
    const [merged] = [...replica.getMap<Y.Text>('files').values()];
    const plan = planRewrite(base, content);
    if (!('hunks' in plan) || !merged || !written) throw new Error('nothing to compare');
    applyEdits(merged, plan.hunks);
    for (let edits = 1 + random.int(2); edits > 0; edits--) changeBlock(ann, random);
    Y.applyUpdate(replica, Y.encodeStateAsUpdate(doc));
    const { incomplete } = await editor.write('a.ts', content);
    editor.close();
    if (incomplete !== undefined) {
      expect(text()).not.toContain('MARK');
      continue;
    }
    made++;
    const own = { ...written, end: written.clock + base.length };
    expect(behind(ann, own), `seed ${seed}`).toBe(behind(merged, own));
  }
  expect(made).toBeGreaterThan(225);
});

/** The clock of the last character before the mark that was there from the start, as far as any is left. */
function behind(text: Y.Text, { client, clock, end }: Y.ID & { end: number }): number | undefined {
  let left = text.toJSON().indexOf('    MARK');
  let last: number | undefined;
  for (const { id, length, deleted } of itemsOf(text)) {
    if (left <= 0) break;
    if (deleted) continue;
    if (id.client === client && id.clock >= clock && id.clock < end) last = id.clock + Math.min(length, left);
    left -= length;
  }
  return last;
}

/** Someone deletes some lines, or copies them to another place. */
function changeBlock(text: Y.Text, random: ReturnType<typeof seededRandom>): void {
  const lines = text.toJSON().split('\n');
  const offset = (line: number): number => lines.slice(0, line).join('\n').length + (line > 0 ? 1 : 0);
  const from = random.int(lines.length - 8);
  const count = 1 + random.int(7);
  if (random.int(2) === 0) text.delete(offset(from), offset(from + count) - offset(from));
  else text.insert(offset(random.int(lines.length - 1)), `${lines.slice(from, from + count).join('\n')}\n`);
}
