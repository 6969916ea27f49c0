import { describe, expect, it } from 'vitest';
import { asksBefore, setAsksBefore } from '../../../shared/approvals.ts';
import { fileIdAt, readAll, textOf as textIn } from '../../../shared/doc.ts';
import { ann, ben, ChatHarness } from '../../../test/chat-harness.ts';
import { outputsOf, TurnHarness, textOf } from '../../../test/turn-harness.ts';
import { commandModel } from '../models/commands/model.ts';

const before = 'export const add = (a, b) => a - b;\n';
const after = 'export const add = (a, b) => a + b;\n';
const mend = 'in add.ts replace "a - b" with "a + b"';
const refused = [{ error: { code: 'forbidden' } }];

/** A harness whose room asks before edits and runs. */
function asking(waitSeconds?: string): TurnHarness {
  const harness = new TurnHarness({ waitSeconds });
  for (const kind of ['edit', 'run'] as const) setAsksBefore(harness.doc, kind, true);
  return harness;
}

describe('a call that needs approval', () => {
  it('A78 waits, shows what it would do, and runs when someone allows it', async () => {
    const harness = asking();
    harness.onAsked = ({ id }) => {
      expect(harness.file('add.ts')).toBe(before);
      void harness.approvals.decide(id, { decision: 'allow' }, ben);
    };
    const chunks = await harness.take(commandModel, mend);
    expect(harness.file('add.ts')).toBe(after);
    expect(outputsOf(chunks)).toMatchObject([{ added: 1, removed: 1 }]);
    expect(harness.asked).toMatchObject([
      {
        state: 'pending',
        tool: 'editFile',
        kind: 'edit',
        path: 'add.ts',
        diff: `@@ 1 @@\n-${before}+${after}`.trim(),
      },
      { state: 'allowed', by: ben },
    ]);
    expect(harness.shown).toContainEqual({ status: 'waiting' });
  });

  it('A78 is by default only one that deletes a file', async () => {
    const harness = new TurnHarness();
    await harness.take(commandModel, `${mend} then run add.ts`);
    expect(harness.asked).toEqual([]);
    expect(harness.file('add.ts')).toBe(after);
    expect((['edit', 'delete', 'run'] as const).map((kind) => asksBefore(harness.doc, kind))).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('A69 A78 deletes and renames under its turn, deleting only once allowed', async () => {
    const harness = new TurnHarness();
    harness.onAsked = ({ id, kind, path }) => {
      expect({ kind, path, there: harness.file('sub.ts') }).toEqual({
        kind: 'delete',
        path: 'sub.ts',
        there: before,
      });
      void harness.approvals.decide(id, { decision: 'allow' }, ben);
    };
    const chunks = await harness.take(commandModel, 'rename add.ts to sub.ts then delete sub.ts');
    expect([...readAll(harness.doc).keys()]).not.toContain('sub.ts');
    expect([...readAll(harness.doc).keys()]).not.toContain('add.ts');
    expect(outputsOf(chunks)).toEqual([
      { path: 'add.ts', to: 'sub.ts' },
      { path: 'sub.ts', lines: 1 },
    ]);
    expect(textOf(chunks)).toBe('Done.');
  });

  it('A123 is shown in full, however long it is', async () => {
    const harness = asking();
    harness.onAsked = ({ id }) => void harness.approvals.decide(id, { decision: 'deny' }, ben);
    const lines = Array.from({ length: 2_000 }, (_, n) => `line ${n}`);
    await harness.take(commandModel, `create long.txt:\n\`\`\`\n${lines.join('\n')}\n\`\`\``);
    expect(harness.asked[0]?.diff).toBe(['@@ 1 @@', ...lines.map((line) => `+${line}`)].join('\n'));
    expect(harness.asked[0]).not.toHaveProperty('note');
  });

  it('A79 does nothing when it is denied, and the agent learns by whom and why', async () => {
    const harness = asking();
    harness.onAsked = ({ id }) =>
      void harness.approvals.decide(id, { decision: 'deny', reason: 'It is right.' }, ben);
    const chunks = await harness.take(commandModel, `${mend} then run add.ts`);
    expect(harness.file('add.ts')).toBe(before);
    expect(outputsOf(chunks)).toMatchObject(refused);
    expect(textOf(chunks)).toContain('Denied by Ben. The reason: It is right.');
    expect(harness.asked).toHaveLength(2);
  });

  it('A79 counts as denied when nobody answers in time', async () => {
    const harness = asking('0.02');
    const chunks = await harness.take(commandModel, 'run add.ts');
    expect(outputsOf(chunks)).toMatchObject(refused);
    expect(textOf(chunks)).toContain('Nobody answered');
    expect(harness.asked.map(({ state }) => state)).toEqual(['pending', 'expired']);
    const late = harness.approvals.decide(harness.asked[0]!.id, { decision: 'allow' }, ben);
    await expect(late).rejects.toMatchObject({ code: 'conflict' });
  });

  it('A80 is asked again when its target changed before the answer, but not for changes elsewhere', async () => {
    const harness = asking();
    const text = textIn(harness.doc, fileIdAt(harness.doc, 'add.ts') ?? '');
    harness.onAsked = ({ id }) => {
      if (harness.asked.length === 1) text?.insert(text.length - 1, ' // subtracts');
      else text?.insert(0, '// first\n');
      void harness.approvals.decide(id, { decision: 'allow' }, ben);
    };
    await harness.take(commandModel, mend);
    expect(harness.file('add.ts')).toBe(`// first\n${after.replace('\n', ' // subtracts\n')}`);
    expect(harness.asked.map(({ state }) => state)).toEqual(['pending', 'allowed', 'pending', 'allowed']);
    expect(harness.asked[2]?.note).toContain('asked again');
    expect(harness.asked[2]?.diff).toContain('// subtracts');
  });

  it('A80 uses an approval once, and only for what it was granted for', async () => {
    const harness = asking();
    const key = { turn: 'T', step: 1, id: 'c' };
    const question = { key, hash: 'h', tool: 'run', kind: 'run' as const, path: 'add.ts' };
    const answer = harness.approvals.ask(question, new AbortController().signal);
    const { id } = harness.asked[0]!;
    expect(harness.approvals.consume(id, 'h')).toBe(false);
    await harness.approvals.decide(id, { decision: 'allow' }, ann);
    expect((await answer).state).toBe('allowed');
    expect(harness.approvals.consume(id, 'other')).toBe(false);
    expect(harness.approvals.consume(id, 'h')).toBe(true);
    expect(harness.approvals.consume(id, 'h')).toBe(false);
    await expect(harness.approvals.decide(id, { decision: 'deny' }, ben)).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('A154 is not asked about again after a kill when its program had already run', () => {
    const harness = asking();
    const ask = (call: string, kind: 'run' | 'edit'): void => {
      const key = { turn: call, step: 1, id: call };
      void harness.approvals.ask(
        { key, hash: 'h', tool: 'run', kind, path: 'add.ts' },
        new AbortController().signal,
      );
    };
    ask('asked', 'run');
    ask('ran', 'edit');
    expect(['asked', 'ran'].map((turn) => harness.approvals.resumePending(turn))).toEqual([
      'asked',
      undefined,
    ]);
    expect(['asked', 'ran'].flatMap((turn) => harness.approvals.cancelPending(turn))).toMatchObject([
      { id: 'asked', hasRun: false },
      { id: 'ran', hasRun: true },
    ]);
  });

  it('A81 needs no approval any more once someone chooses always', async () => {
    const harness = asking();
    harness.onAsked = ({ id }) => void harness.approvals.decide(id, { decision: 'always' }, ben);
    await harness.take(commandModel, 'run add.ts then run add.ts');
    expect(harness.asked.map(({ state, always }) => [state, always])).toEqual([
      ['pending', undefined],
      ['allowed', true],
    ]);
    expect([asksBefore(harness.doc, 'run'), asksBefore(harness.doc, 'edit')]).toEqual([false, true]);
  });

  it('A82 ends with a turn that is stopped', async () => {
    const harness = asking();
    harness.onAsked = () => harness.control.end('stopped', 'Ann');
    const chunks = await harness.take(commandModel, mend);
    expect(harness.file('add.ts')).toBe(before);
    expect(harness.asked.map(({ state }) => state)).toEqual(['pending', 'stopped']);
    expect(outputsOf(chunks)).toMatchObject([{ error: { code: 'stopped' } }]);
    expect(textOf(chunks)).toContain('Stopped by Ann.');
  });
});

it('A83 viewers see the questions, editors answer them, and the state counts the pending ones', async () => {
  const harness = new ChatHarness();
  setAsksBefore(harness.doc, 'edit', true);
  const asked = await harness.chat.ask({ text: 'append to a.txt: two' }, ann);
  await expect.poll(() => harness.state).toMatchObject({ pendingApprovals: 1, status: 'waiting' });
  const { id } = harness.asked[0]!;
  const list = await harness.call('GET', 'approvals', { role: 'viewer' });
  expect(await list.json()).toMatchObject({ approvals: [{ id, state: 'pending', path: 'a.txt' }] });
  const body = { decision: 'allow' };
  await expect(harness.call('POST', `approvals/${id}`, { body, role: 'viewer' })).rejects.toMatchObject({
    code: 'forbidden',
  });
  await expect(harness.call('POST', 'approvals/none', { body })).rejects.toMatchObject({ code: 'not_found' });
  expect(await (await harness.call('POST', `approvals/${id}`, { body, user: ben })).json()).toMatchObject({
    state: 'allowed',
    by: ben,
  });
  await harness.chat.replies(asked);
  expect(readAll(harness.doc).get('a.txt')).toBe('one\ntwo\n');
  expect(harness.state).toMatchObject({ pendingApprovals: 0, status: 'idle' });
});
