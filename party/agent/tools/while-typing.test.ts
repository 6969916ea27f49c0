import { describe, expect, it } from 'vitest';
import type * as Y from 'yjs';
import { type AskKind, setAsksBefore } from '../../../shared/approvals.ts';
import { deleteFile, fileIdAt, renameFile, textOf } from '../../../shared/doc.ts';
import { outputs } from '../../../test/calling-model.ts';
import { ben } from '../../../test/chat-harness.ts';
import { TurnHarness } from '../../../test/turn-harness.ts';

const poem = 'one\ntwo\nthree\nfour\n';

/** A room with a poem and notes, in which someone types right before each question is answered. */
class Typed extends TurnHarness {
  constructor(asks: readonly AskKind[], typing: (harness: Typed, question: number) => void, most = 9) {
    super();
    this.write('poem.txt', poem);
    this.write('notes.md', 'notes\n');
    for (const kind of asks) setAsksBefore(this.doc, kind, true);
    this.onAsked = ({ id }) => {
      typing(this, this.questions.length);
      const decision = this.questions.length > most ? 'deny' : 'allow';
      void this.approvals.decide(id, { decision }, ben);
    };
  }

  get questions() {
    return this.asked.filter(({ state }) => state === 'pending');
  }

  id(path: string): string {
    return fileIdAt(this.doc, path) ?? '';
  }

  text(path: string): Y.Text {
    const text = textOf(this.doc, this.id(path));
    if (!text) throw new Error(`no ${path}`);
    return text;
  }

  /** Types right after the text `behind`. */
  type(path: string, behind: string, typed: string): void {
    const text = this.text(path);
    text.insert(text.toJSON().indexOf(behind) + behind.length, typed);
  }
}

const typeNotes = (harness: Typed): void => harness.text('notes.md').insert(0, 'typed ');

describe('A101 A150 an approval of a command', () => {
  it.each<[string, string, (harness: Typed) => void, Record<string, string>]>([
    ['in another file', 'echo new > n.txt', typeNotes, { 'n.txt': 'new\n' }],
    ['in another file, while the clock goes on', 'date +%s%N > n.txt', typeNotes, {}],
    [
      'in other lines of the file',
      'sed -i s/two/2/ poem.txt',
      (harness) => harness.type('poem.txt', 'four', ' and more'),
      { 'poem.txt': 'one\n2\nthree\nfour and more\n' },
    ],
    [
      'in a file that it read without using the text',
      'grep -rl three . > found.txt',
      (harness) => harness.type('notes.md', 'notes', ' typed'),
      { 'found.txt': 'poem.txt\n', 'notes.md': 'notes typed\n' },
    ],
    [
      'in other lines of what it only writes, while the clock goes on',
      'date +%s%N >> poem.txt',
      (harness) => harness.type('poem.txt', 'two', ' and more'),
      {},
    ],
    [
      'over the line next to its own',
      'echo five >> poem.txt',
      (harness) => harness.text('poem.txt').delete(poem.indexOf('four'), 'four\n'.length),
      { 'poem.txt': 'one\ntwo\nthree\nfive\n' },
    ],
    ['in another file than it deletes', 'rm poem.txt', typeNotes, { 'notes.md': 'typed notes\n' }],
  ])('holds 8 times of 8 while someone types %s', async (_, command, typing, files) => {
    for (let n = 0; n < 8; n++) {
      const harness = new Typed([], typing);
      const [output] = await outputs(harness, ['bash', { command }]);
      expect(output).toMatchObject({ exitCode: 0 });
      expect(output).not.toMatchObject({ changed: [] });
      expect(harness.questions).toHaveLength(1);
      for (const [path, text] of Object.entries(files)) expect(harness.file(path)).toBe(text);
    }
  });

  it.each<[string, string, (harness: Typed) => void, Record<string, string | undefined>]>([
    [
      'typed in the same line',
      'sed -i s/two/2/ poem.txt',
      (harness) => harness.type('poem.txt', 'two', '!'),
      { 'poem.txt': 'one\n2!\nthree\nfour\n' },
    ],
    [
      'typed in what it overwrites',
      'echo one > poem.txt',
      (harness) => harness.type('poem.txt', 'two', '!'),
      { 'poem.txt': 'one\n' },
    ],
    [
      'typed in what it copies',
      'cp notes.md copy.md',
      (harness) => harness.type('notes.md', 'notes', '!'),
      { 'copy.md': 'notes!\n' },
    ],
    [
      'moved the file',
      'echo five >> poem.txt',
      (harness) => renameFile(harness.doc, harness.id('poem.txt'), 'lines.txt'),
      { 'poem.txt': 'five\n', 'lines.txt': poem },
    ],
    [
      'deleted the file',
      'sed -i s/two/2/ poem.txt; echo x > x.txt',
      (harness) => deleteFile(harness.doc, harness.id('poem.txt')),
      { 'poem.txt': undefined, 'x.txt': 'x\n' },
    ],
    [
      'taken the path',
      'echo new > n.txt',
      (harness) => harness.write('n.txt', 'Ann’s\n'),
      { 'n.txt': 'new\n' },
    ],
    [
      'typed in what it deletes',
      'rm poem.txt',
      (harness) => harness.type('poem.txt', 'four', '!'),
      { 'poem.txt': undefined },
    ],
  ])(
    'is asked for again, showing what it would do now, when someone has %s',
    async (_, command, typing, files) => {
      const harness = new Typed([], (self, question) => question === 1 && typing(self));
      await outputs(harness, ['bash', { command }]);
      expect(harness.questions).toHaveLength(2);
      expect(harness.questions[1]?.note).toContain('asked again');
      for (const [path, text] of Object.entries(files)) expect(harness.file(path)).toBe(text);
    },
  );
});

describe('A80 an approval of another tool, while someone types elsewhere', () => {
  it.each<[AskKind, [string, object][], (harness: Typed) => void, Record<string, string | undefined>]>([
    [
      'edit',
      [['editFile', { path: 'poem.txt', edits: [{ search: 'two', replace: '2' }] }]],
      (harness) => harness.type('poem.txt', 'four', ' and more'),
      { 'poem.txt': 'one\n2\nthree\nfour and more\n' },
    ],
    [
      'edit',
      [
        ['readFile', { path: 'poem.txt' }],
        ['writeFile', { path: 'poem.txt', content: poem.replace('two', '2') }],
      ],
      (harness) => harness.type('poem.txt', 'four', ' and more'),
      { 'poem.txt': 'one\n2\nthree\nfour and more\n' },
    ],
    ['edit', [['writeFile', { path: 'new.txt', content: 'new\n' }]], typeNotes, { 'new.txt': 'new\n' }],
    [
      'edit',
      [['renameFile', { path: 'poem.txt', to: 'lines.txt' }]],
      (harness) => harness.type('poem.txt', 'four', '!'),
      { 'lines.txt': poem.replace('four', 'four!') },
    ],
    ['delete', [['deleteFile', { path: 'poem.txt' }]], typeNotes, { 'poem.txt': undefined }],
    ['run', [['run', { entry: 'add.ts' }]], typeNotes, {}],
  ])('for %s %j holds', async (kind, calls, typing, files) => {
    const harness = new Typed([kind], typing);
    const answers = await outputs(harness, ...calls);
    expect(answers.at(-1)).not.toHaveProperty('error');
    expect(harness.questions).toHaveLength(1);
    for (const [path, text] of Object.entries(files)) expect(harness.file(path)).toBe(text);
  });
});

it('A153 A126 an approval of a run covers the program’s own files: a change to one is asked again, and what was shown is run', async () => {
  const harness = new Typed(['run'], (self, question) => {
    if (question === 1) self.type('add.ts', 'a - b', ' - 1');
    else self.write('late.ts', '');
  });
  const [output] = await outputs(harness, ['run', { entry: 'add.ts' }]);
  expect(harness.questions).toHaveLength(2);
  expect(output).toMatchObject({ output: expect.stringContaining('a - b - 1') });
});
