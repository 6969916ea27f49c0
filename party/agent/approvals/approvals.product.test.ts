import { afterAll, beforeAll, expect, it } from 'vitest';
import { setAsksBefore } from '../../../shared/approvals.ts';
import { newRoom, Page, until } from '../../../test/page.ts';
import { Product } from '../../../test/product.ts';

const product = new Product();
beforeAll(() => product.start());
afterAll(async () => {
  for (const page of Page.all) page.close();
  await product.stop();
});

it('A84 a kill while a question waits neither grants nor loses it', async () => {
  const room = await newRoom(product.url);
  const ann = await Page.join(product.url, room, 'Ann', 'owner');
  await ann.call('PUT', 'file/a.txt', 'one\n');
  setAsksBefore(ann.doc, 'edit', true);
  await ann.ask('read a.txt');
  await ann.askLater('append to a.txt: two');
  await until('the question', () => ann.state?.pendingApprovals === 1);
  expect(ann.state?.status).toBe('waiting');
  await product.kill('worker');
  await product.startPart('worker');
  const ben = await Page.join(product.url, room, 'Ben');
  await until('the end', () => ben.state?.status === 'idle' && ben.state.pendingApprovals === 0);
  await expect(
    ben.call('POST', 'approvals/any', JSON.stringify({ decision: 'always' })),
    'A81 a setting is the owner’s',
  ).rejects.toThrow('owner link');
  const { approvals } = (await ben.call('GET', 'approvals')) as {
    approvals: { id: string; state: string }[];
  };
  expect(approvals.map(({ state }) => state)).toEqual(['cut']);
  await expect(
    ben.call('POST', `approvals/${approvals[0]?.id}`, JSON.stringify({ decision: 'allow' })),
  ).rejects.toThrow('settled already');
  expect(JSON.stringify(await ben.history())).toContain('restarted before anyone answered');
  expect(ben.text('a.txt')).toBe('one\n');
});
