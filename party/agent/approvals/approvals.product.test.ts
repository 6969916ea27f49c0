import { isToolUIPart } from 'ai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Approval, setAsksBefore } from '../../../shared/approvals.ts';
import { agentLimits } from '../../../shared/limits.ts';
import { newRoom, Page, until } from '../../../test/page.ts';
import { Product } from '../../../test/product.ts';

const product = new Product();
beforeAll(() => product.start());
afterAll(async () => {
  for (const page of Page.all) page.close();
  await product.stop();
});

const questions = async (page: Page): Promise<Approval[]> =>
  (await page.call<{ approvals: Approval[] }>('GET', 'approvals')).approvals;

async function killed(): Promise<void> {
  await product.kill('worker');
  await product.startPart('worker');
}

it('A84 A110 a question survives kills, is answered once, and the turn goes on from there', async () => {
  const room = await newRoom(product.url);
  const ann = await Page.join(product.url, room, 'Ann', 'owner');
  await ann.call('PUT', 'file/a.txt', 'one\n');
  setAsksBefore(ann.doc, 'edit', true);
  await ann.reachCoder();
  await ann.ask('read a.txt');
  const { id } = await ann.askLater('list then append to a.txt: two then read a.txt');
  await until('the question', () => ann.state?.pendingApprovals === 1);
  const [asked] = await questions(ann);
  await killed();
  // Killed again as soon as the coder wakes: the same question is still pending.
  await ann.watch();
  await killed();
  const ben = await Page.join(product.url, room, 'Ben');
  await until('the wait', () => ben.state?.status === 'waiting' && ben.state.pendingApprovals === 1);
  await expect(
    ben.call('POST', 'approvals/any', JSON.stringify({ decision: 'always' })),
    'A81 a setting is the owner’s',
  ).rejects.toThrow('owner link');
  expect(await questions(ben), 'A84 the same, with the same time').toEqual([asked]);
  const allow = JSON.stringify({ decision: 'allow' });
  expect(await ben.call('POST', `approvals/${asked?.id}`, allow)).toMatchObject({ state: 'allowed' });
  await expect(ben.call('POST', `approvals/${asked?.id}`, allow)).rejects.toThrow('settled already');
  await until('the end', () => ben.state?.status === 'idle' && ben.state.pendingApprovals === 0);
  await until('the text', () => ben.text('a.txt') === 'one\ntwo\n');
  const history = await ben.history();
  expect(history.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
  expect(history[2]?.id).toBe(id);
  const reply = history[3]!;
  expect(reply.parts.filter(isToolUIPart).map(({ type, state }) => `${type} ${state}`)).toEqual([
    'tool-listFiles output-available',
    'tool-readFile output-available',
    'tool-editFile output-available',
    'tool-readFile output-available',
  ]);
  expect(reply.metadata?.ended).toBeUndefined();
  expect(reply.metadata?.files).toMatchObject([{ path: 'a.txt' }]);
  expect(JSON.stringify(reply.parts)).toContain('a.txt, 2 lines:');
  expect(await questions(ben)).toMatchObject([{ id: asked?.id, state: 'allowed', by: { name: 'Ben' } }]);
});

it('A111 a turn that goes on after a kill keeps what it had spent before', async () => {
  const room = await newRoom(product.url);
  const ann = await Page.join(product.url, room, 'Ann', 'owner');
  await ann.call('PUT', 'file/a.txt', 'one\n');
  const steps = [
    ...Array<string>(agentLimits.turnSteps.usual - 2).fill('list'),
    'delete a.txt',
    'list',
    'list',
  ];
  await ann.askLater(steps.join(' then '));
  await until('the question', () => ann.state?.pendingApprovals === 1 && ann.state.status === 'waiting');
  await killed();
  await ann.watch();
  await until('the wait', () => ann.state?.status === 'waiting');
  const [asked] = await questions(ann);
  await ann.call('POST', `approvals/${asked?.id}`, JSON.stringify({ decision: 'allow' }));
  await until('the end', () => ann.state?.status === 'idle' && ann.state.pendingApprovals === 0);
  const reply = (await ann.history()).at(-1)!;
  expect(reply.parts.filter(isToolUIPart)).toHaveLength(agentLimits.turnSteps.usual);
  expect(reply.metadata?.ended).toBe('steps');
  await until('what was allowed', () => ann.text('a.txt') === undefined);
});

it('A80 A84 after a kill an approval covers what was shown: a changed target is asked again, a denial holds', async () => {
  const room = await newRoom(product.url);
  const ann = await Page.join(product.url, room, 'Ann', 'owner');
  await ann.call('PUT', 'file/a.txt', 'one\n');
  await ann.askLater('delete a.txt');
  await until('the question', () => ann.state?.pendingApprovals === 1 && ann.state.status === 'waiting');
  const [asked] = await questions(ann);
  await killed();
  const ben = await Page.join(product.url, room, 'Ben');
  await until('the wait', () => ben.state?.status === 'waiting');
  await ann.call('PUT', 'file/a.txt', 'one\nmore\n');
  await ann.call('POST', `approvals/${asked?.id}`, JSON.stringify({ decision: 'allow' }));
  await until('a new question', async () => (await questions(ann)).length === 2);
  const [, anew] = await questions(ann);
  expect(anew).toMatchObject({ state: 'pending', note: expect.stringContaining('asked again') });
  const deny = JSON.stringify({ decision: 'deny', reason: 'I need it' });
  await ann.call('POST', `approvals/${anew?.id}`, deny);
  await until('the end', async () => JSON.stringify(await ann.history()).includes('I need it'));
  await until('idle', () => ben.state?.status === 'idle' && ben.state.pendingApprovals === 0);
  await expect.poll(() => ann.text('a.txt'), { timeout: 20_000 }).toBe('one\nmore\n');
});
