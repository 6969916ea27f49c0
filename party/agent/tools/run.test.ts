import { describe, expect, it } from 'vitest';
import { type AskKind, setAsksBefore } from '../../../shared/approvals.ts';
import { deleteFile, fileIdAt, textOf } from '../../../shared/doc.ts';
import type { HostCall } from '../../../shared/host.ts';
import { outputs } from '../../../test/calling-model.ts';
import { ben } from '../../../test/chat-harness.ts';
import type { TestProgram } from '../../../test/sandbox-tools.ts';
import { TurnHarness } from '../../../test/turn-harness.ts';

const write = (path: string, text: string): HostCall => ({
  op: 'writeFile',
  path: `/work/${path}`,
  data: new TextEncoder().encode(text),
});
const read = (path: string): HostCall => ({ op: 'readFile', path: `/work/${path}` });
const unlink = (path: string): HostCall => ({ op: 'unlink', path: `/work/${path}` });
const inShell = (call: HostCall): HostCall => ({ ...call, shell: true }) as HostCall;
const textIn = (answer: unknown): string => new TextDecoder().decode((answer as { value: Uint8Array }).value);

const poem = 'one\ntwo\nthree\nfour\n';
const changed = poem.replace('two', '2');

/** A room with a poem and a program, in which only the kinds in `asks` need approval. */
function roomWith(asks: readonly AskKind[], program: TestProgram): TurnHarness {
  const harness = new TurnHarness();
  harness.write('poem.txt', poem);
  harness.write('data.json', '{}\n');
  harness.write('main.ts', 'the program');
  for (const kind of ['edit', 'delete', 'bash'] as const)
    setAsksBefore(harness.doc, kind, asks.includes(kind));
  harness.programs.set('main.ts', program);
  return harness;
}
const running = (harness: TurnHarness): Promise<unknown[]> => outputs(harness, ['run', { entry: 'main.ts' }]);
const answering = (
  harness: TurnHarness,
  decision: 'allow' | 'deny',
  before: (question: number) => void = () => {},
) => {
  harness.onAsked = ({ id }) => {
    before(questionsOf(harness).length);
    void harness.approvals.decide(id, { decision }, ben);
  };
};
const questionsOf = (harness: TurnHarness) => harness.asked.filter(({ state }) => state === 'pending');
const type = (harness: TurnHarness, path: string, behind: string, typed: string): void => {
  const text = textOf(harness.doc, fileIdAt(harness.doc, path) ?? '');
  text?.insert(text.toJSON().indexOf(behind) + behind.length, typed);
};

describe('A151 a change by a run of the agent', () => {
  it('is made in a copy, shown when the run has ended, and applied as one update when allowed', async () => {
    const seen: string[] = [];
    const harness = roomWith(['edit', 'delete'], async (call) => {
      await call(write('poem.txt', changed));
      await call(write('new.txt', 'new\n'));
      await call(unlink('data.json'));
      seen.push(textIn(await call(read('poem.txt'))));
    });
    answering(harness, 'allow', () => {
      expect(harness.file('poem.txt')).toBe(poem);
      expect(harness.file('data.json')).toBe('{}\n');
    });
    let updates = 0;
    harness.doc.on('update', () => void updates++);
    const [output] = await running(harness);
    expect(seen, 'it sees its own changes').toEqual([changed]);
    expect(harness.asked).toMatchObject([
      {
        tool: 'run',
        kind: 'edit',
        path: 'data.json, new.txt, poem.txt',
        diff: ' data.json (deleted)\n@@ 1 @@\n-{}\n new.txt (new)\n@@ 1 @@\n+new\n poem.txt\n@@ 2 @@\n-two\n+2',
        note: 'This is what the program would change; it has run already. It deletes data.json.',
      },
      { state: 'allowed' },
    ]);
    expect(output).toMatchObject({
      state: 'succeeded',
      output: 'the program',
      changed: ['Deletes data.json.', 'Writes poem.txt.', 'Writes new.txt.'],
    });
    expect(updates).toBe(1);
    expect([harness.file('poem.txt'), harness.file('new.txt'), harness.file('data.json')]).toEqual([
      changed,
      'new\n',
      undefined,
    ]);
    expect(harness.doc.store.clients.has(7), 'under the turn’s client id').toBe(true);
  });

  it.each<[string, AskKind[], HostCall[], { kind: AskKind; path: string } | undefined]>([
    ['an edit as an edit', ['edit'], [write('new.txt', 'x')], { kind: 'edit', path: 'new.txt' }],
    [
      'a deletion as a deletion',
      ['delete'],
      [write('new.txt', 'x'), unlink('poem.txt')],
      { kind: 'delete', path: 'poem.txt' },
    ],
    [
      'a command’s write as a command',
      ['bash'],
      [inShell(write('new.txt', 'x'))],
      { kind: 'bash', path: 'new.txt' },
    ],
    [
      'a command’s deletion as a deletion',
      ['delete'],
      [inShell(unlink('poem.txt'))],
      { kind: 'delete', path: 'poem.txt' },
    ],
    [
      'replacing another file as a deletion',
      ['delete'],
      [{ op: 'rename', path: '/work/data.json', to: '/work/poem.txt' }],
      { kind: 'delete', path: 'data.json' },
    ],
    ['an edit not at all where only deletions are', ['delete'], [write('new.txt', 'x')], undefined],
    [
      'saving through a temporary file of its own as an edit',
      ['delete'],
      [write('t', 'x'), { op: 'rename', path: '/work/t', to: '/work/poem.txt' }],
      undefined,
    ],
    ['writing the same text not at all', ['edit'], [write('poem.txt', poem)], undefined],
    ['making and removing a file not at all', ['edit', 'delete'], [write('t', 'x'), unlink('t')], undefined],
    [
      'writing to its /tmp not at all',
      ['edit'],
      [{ ...write('x', 'x'), path: '/tmp/x' } as HostCall],
      undefined,
    ],
  ])('is asked about by its kind: %s', async (_, asks, calls, question) => {
    const harness = roomWith(asks, async (call) => {
      for (const each of calls) expect(await call(each)).not.toHaveProperty('error');
    });
    answering(harness, 'allow');
    const [output] = await running(harness);
    expect(output).not.toHaveProperty('error');
    expect(questionsOf(harness).map(({ kind, path }) => ({ kind, path }))).toEqual(
      question ? [question] : [],
    );
    if (calls.some((call) => call.op === 'writeFile' && call.path === '/work/new.txt'))
      expect(harness.file('new.txt')).toBe('x');
  });

  it('is written at once where it needs no approval', async () => {
    const harness = roomWith([], async (call) => {
      await call(write('new.txt', 'x'));
      expect(harness.file('new.txt')).toBe('x');
    });
    expect(await running(harness)).toMatchObject([{ state: 'succeeded' }]);
    expect(harness.asked).toEqual([]);
  });

  it('is dropped when denied: the files stay as they were, and the agent gets the output and who denied it', async () => {
    const harness = roomWith(['delete'], async (call) => void (await call(unlink('poem.txt'))));
    answering(harness, 'deny');
    const [output] = await running(harness);
    expect(output).toMatchObject({
      state: 'succeeded',
      output: 'the program',
      changed: [],
      note: 'About the program’s changes: Denied by Ben. The room’s files are as they were before the run.',
    });
    expect(harness.file('poem.txt')).toBe(poem);
  });

  it('is dropped when the turn is stopped, and not asked about when the run is stopped', async () => {
    const harness = roomWith(['delete'], async (call) => void (await call(unlink('poem.txt'))));
    harness.onAsked = () => harness.control.end('stopped', 'Ann');
    await running(harness);
    expect(harness.asked.map(({ state }) => state)).toEqual(['pending', 'stopped']);
    const other = roomWith(['delete'], async (call) => {
      await call(unlink('poem.txt'));
      other.control.end('stopped', 'Ann');
    });
    await running(other);
    expect(other.asked).toEqual([]);
    expect([harness.file('poem.txt'), other.file('poem.txt')]).toEqual([poem, poem]);
  });

  it('is asked about in addition to the run where both need approval', async () => {
    const harness = roomWith(['edit'], async (call) => void (await call(write('new.txt', 'x'))));
    setAsksBefore(harness.doc, 'run', true);
    answering(harness, 'allow');
    await running(harness);
    expect(questionsOf(harness).map(({ tool, kind }) => [tool, kind])).toEqual([
      ['run', 'run'],
      ['run', 'edit'],
    ]);
    expect(harness.file('new.txt')).toBe('x');
  });
});

describe('A152 an approval of a run’s changes', () => {
  const edits: TestProgram = async (call) => {
    await call(read('data.json'));
    await call(write('poem.txt', changed));
    await call(write('new.txt', 'new\n'));
  };

  it.each<[string, (harness: TurnHarness) => void, Record<string, string>]>([
    ['another file', (harness) => type(harness, 'main.ts', 'the', ' typed'), { 'poem.txt': changed }],
    [
      'other lines of a file that it changed',
      (harness) => type(harness, 'poem.txt', 'four', '!'),
      { 'poem.txt': changed.replace('four', 'four!') },
    ],
  ])('holds 8 times of 8 while someone types in %s', async (_, typing, files) => {
    for (let n = 0; n < 8; n++) {
      const harness = roomWith(['edit'], edits);
      answering(harness, 'allow', () => typing(harness));
      await running(harness);
      expect(questionsOf(harness)).toHaveLength(1);
      for (const [path, text] of Object.entries({ 'new.txt': 'new\n', ...files }))
        expect(harness.file(path)).toBe(text);
    }
  });

  it.each<[string, (harness: TurnHarness) => void, string, Record<string, string | undefined>]>([
    [
      'typed in the same line',
      (harness) => type(harness, 'poem.txt', 'two', '!'),
      'asked again',
      { 'poem.txt': poem.replace('two', '2!') },
    ],
    [
      'deleted the file',
      (harness) => deleteFile(harness.doc, fileIdAt(harness.doc, 'poem.txt') ?? ''),
      '“poem.txt” was deleted meanwhile',
      { 'poem.txt': undefined, 'new.txt': 'new\n' },
    ],
    [
      'taken a path',
      (harness) => harness.write('new.txt', 'Ann’s'),
      'asked again',
      { 'new.txt': 'Ann’s', 'new (2).txt': 'new\n' },
    ],
    [
      'typed in what it read',
      (harness) => type(harness, 'data.json', '{', ' '),
      '“data.json” changed since the program read it',
      { 'data.json': '{     }\n', 'poem.txt': changed },
    ],
  ])(
    'is asked for again when someone has %s, without running the program again',
    async (_, typing, note, files) => {
      let runs = 0;
      const harness = roomWith(['edit'], async (call) => {
        runs++;
        await edits(call);
      });
      answering(harness, 'allow', (question) => {
        // Someone keeps typing in the file that it read: the question mentions that only once.
        if (question === 1) typing(harness);
        if (files['data.json'] !== undefined)
          for (let n = 0; n < 2; n++) type(harness, 'data.json', '{', ' ');
      });
      await running(harness);
      expect(runs).toBe(1);
      expect(questionsOf(harness)).toHaveLength(2);
      expect(questionsOf(harness)[1]?.note).toContain(note);
      for (const [path, text] of Object.entries(files)) expect(harness.file(path)).toBe(text);
    },
  );
});
