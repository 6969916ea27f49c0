import { describe, expect, it } from 'vitest';
import { asksBefore, setAsksBefore } from '../../../shared/approvals.ts';
import { fileIdAt, readAll, textOf as textIn } from '../../../shared/doc.ts';
import { ann, ben, Desk } from '../../../test/chat-harness.ts';
import { outputsOf, Scene, textOf } from '../../../test/turn-harness.ts';
import { commandModel } from '../models/commands/model.ts';

const before = 'export const add = (a, b) => a - b;\n';
const after = 'export const add = (a, b) => a + b;\n';
const mend = 'in add.ts replace "a - b" with "a + b"';
const refused = [{ error: { code: 'forbidden' } }];

/** A scene whose room wants to be asked before edits and runs. */
function asking(waitSeconds?: string): Scene {
  const scene = new Scene({ waitSeconds });
  for (const kind of ['edit', 'run'] as const) setAsksBefore(scene.doc, kind, true);
  return scene;
}

describe('a call that the room wants to be asked about', () => {
  it('A78 waits, shows what it would do, and does it when someone allows it', async () => {
    const scene = asking();
    scene.onAsked = ({ id }) => {
      expect(scene.file('add.ts')).toBe(before);
      void scene.approvals.decide(id, { decision: 'allow' }, ben);
    };
    const chunks = await scene.take(commandModel, mend);
    expect(scene.file('add.ts')).toBe(after);
    expect(outputsOf(chunks)).toMatchObject([{ added: 1, removed: 1 }]);
    expect(scene.asked).toMatchObject([
      {
        state: 'pending',
        tool: 'editFile',
        kind: 'edit',
        path: 'add.ts',
        diff: `@@ 1 @@\n-${before}+${after}`.trim(),
      },
      { state: 'allowed', by: ben },
    ]);
    expect(scene.shown).toContainEqual({ status: 'waiting' });
  });

  it('A78 asks about deleting and nothing else, unless the room wants it otherwise', async () => {
    const scene = new Scene();
    await scene.take(commandModel, `${mend} then run add.ts`);
    expect(scene.asked).toEqual([]);
    expect(scene.file('add.ts')).toBe(after);
    expect((['edit', 'delete', 'run'] as const).map((kind) => asksBefore(scene.doc, kind))).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('A69 A78 deletes and renames under its turn, a deletion only after a yes', async () => {
    const scene = new Scene();
    scene.onAsked = ({ id, kind, path }) => {
      expect({ kind, path, there: scene.file('sub.ts') }).toEqual({
        kind: 'delete',
        path: 'sub.ts',
        there: before,
      });
      void scene.approvals.decide(id, { decision: 'allow' }, ben);
    };
    const chunks = await scene.take(commandModel, 'rename add.ts to sub.ts then delete sub.ts');
    expect([...readAll(scene.doc).keys()]).not.toContain('sub.ts');
    expect([...readAll(scene.doc).keys()]).not.toContain('add.ts');
    expect(outputsOf(chunks)).toEqual([
      { path: 'add.ts', to: 'sub.ts' },
      { path: 'sub.ts', lines: 1 },
    ]);
    expect(textOf(chunks)).toContain('Put sub.ts with 1 line into the trash.');
  });

  it('A123 is shown whole, however long it is', async () => {
    const scene = asking();
    scene.onAsked = ({ id }) => void scene.approvals.decide(id, { decision: 'deny' }, ben);
    const lines = Array.from({ length: 2_000 }, (_, n) => `line ${n}`);
    await scene.take(commandModel, `create long.txt:\n\`\`\`\n${lines.join('\n')}\n\`\`\``);
    expect(scene.asked[0]?.diff).toBe(['@@ 1 @@', ...lines.map((line) => `+${line}`)].join('\n'));
    expect(scene.asked[0]).not.toHaveProperty('note');
  });

  it('A79 does nothing when it is denied, and the agent is told by whom and why', async () => {
    const scene = asking();
    scene.onAsked = ({ id }) =>
      void scene.approvals.decide(id, { decision: 'deny', reason: 'It is right.' }, ben);
    const chunks = await scene.take(commandModel, `${mend} then run add.ts`);
    expect(scene.file('add.ts')).toBe(before);
    expect(outputsOf(chunks)).toMatchObject(refused);
    expect(textOf(chunks)).toContain('Ben denied this; it was not done. The reason: It is right.');
    expect(scene.asked).toHaveLength(2);
  });

  it('A79 counts as denied when nobody answers in time', async () => {
    const scene = asking('0.02');
    const chunks = await scene.take(commandModel, 'run add.ts');
    expect(outputsOf(chunks)).toMatchObject(refused);
    expect(textOf(chunks)).toContain('Nobody answered');
    expect(scene.asked.map(({ state }) => state)).toEqual(['pending', 'expired']);
    const late = scene.approvals.decide(scene.asked[0]!.id, { decision: 'allow' }, ben);
    await expect(late).rejects.toMatchObject({ code: 'conflict' });
  });

  it('A80 is asked again when its target changed before the answer, and elsewhere is no change', async () => {
    const scene = asking();
    const text = textIn(scene.doc, fileIdAt(scene.doc, 'add.ts') ?? '');
    scene.onAsked = ({ id }) => {
      if (scene.asked.length === 1) text?.insert(text.length - 1, ' // subtracts');
      else text?.insert(0, '// first\n');
      void scene.approvals.decide(id, { decision: 'allow' }, ben);
    };
    await scene.take(commandModel, mend);
    expect(scene.file('add.ts')).toBe(`// first\n${after.replace('\n', ' // subtracts\n')}`);
    expect(scene.asked.map(({ state }) => state)).toEqual(['pending', 'allowed', 'pending', 'allowed']);
    expect(scene.asked[2]?.note).toContain('asked again');
    expect(scene.asked[2]?.diff).toContain('// subtracts');
  });

  it('A80 uses a yes once, and for what it was given for alone', async () => {
    const scene = asking();
    const key = { turn: 'T', step: 1, id: 'c' };
    const question = { key, hash: 'h', tool: 'run', kind: 'run' as const, path: 'add.ts' };
    const answer = scene.approvals.ask(question, new AbortController().signal);
    const { id } = scene.asked[0]!;
    expect(scene.approvals.consume(id, 'h')).toBe(false);
    await scene.approvals.decide(id, { decision: 'allow' }, ann);
    expect((await answer).state).toBe('allowed');
    expect(scene.approvals.consume(id, 'other')).toBe(false);
    expect(scene.approvals.consume(id, 'h')).toBe(true);
    expect(scene.approvals.consume(id, 'h')).toBe(false);
    await expect(scene.approvals.decide(id, { decision: 'deny' }, ben)).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('A154 is not asked again after a kill where a program had run for it', () => {
    const scene = asking();
    const ask = (call: string, kind: 'run' | 'edit'): void => {
      const key = { turn: call, step: 1, id: call };
      void scene.approvals.ask(
        { key, hash: 'h', tool: 'run', kind, path: 'add.ts' },
        new AbortController().signal,
      );
    };
    ask('asked', 'run');
    ask('ran', 'edit');
    expect(['asked', 'ran'].map((turn) => scene.approvals.waiting(turn))).toEqual(['asked', undefined]);
    expect(['asked', 'ran'].flatMap((turn) => scene.approvals.cancelPending(turn))).toMatchObject([
      { id: 'asked', hasRun: false },
      { id: 'ran', hasRun: true },
    ]);
  });

  it('A81 is asked about no more once someone says always', async () => {
    const scene = asking();
    scene.onAsked = ({ id }) => void scene.approvals.decide(id, { decision: 'always' }, ben);
    await scene.take(commandModel, 'run add.ts then run add.ts');
    expect(scene.asked.map(({ state, always }) => [state, always])).toEqual([
      ['pending', undefined],
      ['allowed', true],
    ]);
    expect([asksBefore(scene.doc, 'run'), asksBefore(scene.doc, 'edit')]).toEqual([false, true]);
  });

  it('A82 ends with a turn that is stopped', async () => {
    const scene = asking();
    scene.onAsked = () => scene.control.end('stopped', 'Ann');
    const chunks = await scene.take(commandModel, mend);
    expect(scene.file('add.ts')).toBe(before);
    expect(scene.asked.map(({ state }) => state)).toEqual(['pending', 'stopped']);
    expect(outputsOf(chunks)).toMatchObject([{ error: { code: 'conflict' } }]);
    expect(textOf(chunks)).toContain('Stopped by Ann.');
  });
});

it('A83 viewers see the questions, editors answer them, and each is counted while it waits', async () => {
  const desk = new Desk();
  setAsksBefore(desk.doc, 'edit', true);
  const asked = await desk.chat.ask({ text: 'append to a.txt: two' }, ann);
  await expect.poll(() => desk.state).toMatchObject({ pendingApprovals: 1, status: 'waiting' });
  const { id } = desk.asked[0]!;
  const list = await desk.call('GET', 'approvals', { role: 'viewer' });
  expect(await list.json()).toMatchObject({ approvals: [{ id, state: 'pending', path: 'a.txt' }] });
  const body = { decision: 'allow' };
  await expect(desk.call('POST', `approvals/${id}`, { body, role: 'viewer' })).rejects.toMatchObject({
    code: 'forbidden',
  });
  await expect(desk.call('POST', 'approvals/none', { body })).rejects.toMatchObject({ code: 'not_found' });
  expect(await (await desk.call('POST', `approvals/${id}`, { body, user: ben })).json()).toMatchObject({
    state: 'allowed',
    by: ben,
  });
  await desk.chat.replies(asked);
  expect(readAll(desk.doc).get('a.txt')).toBe('one\ntwo\n');
  expect(desk.state).toMatchObject({ pendingApprovals: 0, status: 'idle' });
});
