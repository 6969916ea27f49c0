import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { seededRandom } from '../test/random.ts';
import { firstSeed } from '../test/seed.ts';
import { applyEdits, cleanText, plainText } from './text.ts';
import { smallestDiff, wordDiff } from './text-diff.ts';

function apply(before: string, after: string, diff = smallestDiff): { result: string; touched: number } {
  const doc = new Y.Doc();
  const text = doc.getText('t');
  text.insert(0, before);
  const edits = diff(before, after);
  doc.transact(() => applyEdits(text, edits));
  return {
    result: text.toJSON(),
    touched: edits.reduce((sum, edit) => sum + edit.remove + edit.insert.length, 0),
  };
}

describe('smallestDiff', () => {
  it('touches only what differs', () => {
    const before = 'function add(a, b) {\n  return a - b;\n}\n';
    const after = before.replace('-', '+');
    expect(apply(before, after)).toEqual({ result: after, touched: 2 });
  });

  it('never splits an emoji', () => {
    for (const [before, after] of [
      ['a😀b', 'a😁b'],
      ['😀', '😀😁'],
      ['x👩‍👩‍👧y', 'x👩‍👩‍👦y'],
    ] as const) {
      for (const edit of smallestDiff(before, after)) {
        expect(edit.insert.isWellFormed()).toBe(true);
        expect(before.slice(edit.index, edit.index + edit.remove).isWellFormed()).toBe(true);
      }
      expect(apply(before, after).result).toBe(after);
    }
  });

  it('turns any text into any other, in large texts too', () => {
    const random = seededRandom(firstSeed + 7);
    const line = (): string =>
      random.pick(['let a = 1;', '}', '', 'if (x) {', '😀 é', `const n = ${random.int(99)};`]);
    for (let round = 0; round < 200; round++) {
      const size = round % 20 === 0 ? 900 : random.int(12);
      const lines = Array.from({ length: size }, line);
      const before = lines.join('\n');
      for (let i = random.int(6); i >= 0; i--)
        lines.splice(random.int(lines.length + 1), random.int(3), line());
      const after = lines.join('\n');
      expect(apply(before, after).result).toBe(after);
    }
  });

  it('keeps a change in a large text small', () => {
    const lines = Array.from({ length: 2_000 }, (_, i) => `line ${i}`);
    const before = lines.join('\n');
    lines[50] = 'line fifty';
    lines.splice(1_500, 1);
    expect(apply(before, lines.join('\n')).touched).toBeLessThan(40);
  });
});

describe('wordDiff', () => {
  it('A56 replaces words whole, and keeps words that grow at one end', () => {
    expect(wordDiff('aa1 = bb1', 'pp1 = qq1')).toEqual([
      { index: 0, remove: 3, insert: 'pp1' },
      { index: 6, remove: 3, insert: 'qq1' },
    ]);
    expect(wordDiff('greet(x)', 'greeting(x)')).toEqual([{ index: 5, remove: 0, insert: 'ing' }]);
    expect(wordDiff('name', 'fullname')).toEqual([{ index: 0, remove: 0, insert: 'full' }]);
  });

  it('A56 takes each character of a script without spaces for a word', () => {
    expect(wordDiff('// 計算する合計\n', '// 計算した合計\n')).toEqual([
      { index: 5, remove: 2, insert: 'した' },
    ]);
    expect(wordDiff('一aa = bb', '一cc = bb')).toEqual([{ index: 1, remove: 2, insert: 'cc' }]);
  });

  it('A56 yields the wanted text, in ascending edits that never overlap', () => {
    const random = seededRandom(firstSeed + 56);
    const words = ['alpha', 'beta1', ' ', '\n', '(', ')', '🙂', 'é', '  ', 'alphabet'];
    const text = (): string => Array.from({ length: random.int(60) }, () => random.pick(words)).join('');
    for (let i = 0; i < 500; i++) {
      const [before, after] = [text(), text()];
      expect(apply(before, after, wordDiff).result).toBe(after);
      let end = -1;
      for (const { index, remove } of wordDiff(before, after)) {
        expect(index).toBeGreaterThanOrEqual(end);
        end = index + remove;
      }
    }
  });

  it('A114 changes the most similar line, and removes or adds its neighbours whole', () => {
    const four = '  const aa4 = bb4(cc4);\n';
    const five = '  const aa5 = bb5(cc5);\n';
    const wrapped = '  const aa5 = nn5(bb5, cc5);\n';
    expect(wordDiff(four + five, wrapped)).toEqual([
      { index: 0, remove: four.length, insert: '' },
      ...wordDiff(five, wrapped).map((edit) => ({ ...edit, index: edit.index + four.length })),
    ]);
    const inIf = `  if (x) {\n  ${five}    // why\n  }\n`;
    expect(wordDiff(five, inIf)).toEqual([
      { index: 0, remove: 0, insert: '  if (x) {\n  ' },
      { index: five.length, remove: 0, insert: '    // why\n  }\n' },
    ]);
  });

  it('A114 finds similar lines in a group of a hundred', () => {
    const lines = Array.from({ length: 100 }, (_, i) => `const name${i} = call${i}(first, second);`);
    const after = lines.slice(1).map((line) => line.replace('first', 'third'));
    const edits = wordDiff(lines.join('\n'), after.join('\n'));
    expect(edits).toHaveLength(100);
    expect(edits.slice(1).every(({ remove, insert }) => remove === 5 && insert === 'third')).toBe(true);
  });

  it('does not compare two large texts word by word', () => {
    const [before, after] = ['a b c d '.repeat(5_000), 'e f g h '.repeat(5_000)];
    expect(wordDiff(before, after)).toEqual([{ index: 0, remove: before.length, insert: after }]);
  });
});

describe('cleanText', () => {
  it('keeps LF only and no half of a surrogate pair', () => {
    expect(cleanText('a\r\nb\rc\n')).toBe('a\nb\nc\n');
    expect(cleanText('x\ud83d').isWellFormed()).toBe(true);
  });

  it('R48 plainText counts an embedded object as one character, so that later edits land correctly', () => {
    const text = new Y.Doc().getText('t');
    text.insert(0, 'const a = 1;');
    text.insertEmbed(0, { x: 1 });
    text.insertEmbed(3, { x: 1 });
    text.format(0, 4, { bold: true });
    const before = plainText(text);
    expect(before).toHaveLength(text.length);
    applyEdits(text, smallestDiff(before, before.replace('a = 1', 'a = 2')));
    expect(text.toJSON()).toBe('const a = 2;');
  });
});

it('A199 puts a replacement between what others type at both ends of the replaced word at the same time', () => {
  const replicas = (['type', 'replace', 'type'] as const).map((does, n) => {
    const doc = new Y.Doc({ gc: false });
    doc.clientID = does === 'replace' ? 9 : 1 + n;
    return doc;
  });
  const [left, agent, right] = replicas as [Y.Doc, Y.Doc, Y.Doc];
  left.getText('t').insert(0, 'one two three');
  const base = Y.encodeStateAsUpdate(left);
  Y.applyUpdate(agent, base);
  Y.applyUpdate(right, base);
  // Its cache of positions points to either side of the word.
  agent.getText('t').insert('one two'.length, '!');
  agent.getText('t').delete('one two'.length, 1);
  agent.transact(() => applyEdits(agent.getText('t'), [{ index: 4, remove: 3, insert: 'TWO' }]));
  left.getText('t').insert(4, '<');
  right.getText('t').insert('one two'.length, '>');
  const updates = replicas.map((doc) => Y.encodeStateAsUpdate(doc));
  for (const doc of replicas) for (const update of updates) Y.applyUpdate(doc, update);
  expect(replicas.map((doc) => doc.getText('t').toJSON())).toEqual(Array(3).fill('one <TWO> three'));
});
