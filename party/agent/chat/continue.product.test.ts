import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Turn } from '../../../shared/turn.ts';
import { setTurnLimit } from '../../../shared/turn-limits.ts';
import { type Message, newRoom, Page, until } from '../../../test/page.ts';
import { Product } from '../../../test/product.ts';

const product = new Product();
beforeAll(() => product.start());
afterAll(async () => {
  for (const page of Page.all) page.close();
  await product.stop();
});

const saidIn = ({ parts }: Message): string =>
  parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('');

it('A185 A190 A191 each part of a continued turn can be undone, also once its message was asked again', async () => {
  const room = await newRoom(product.url);
  const ann = await Page.join(product.url, room, 'Ann', 'owner');
  const ben = await Page.join(product.url, room, 'Ben');
  await ann.call('PUT', 'file/a.txt', 'one\n');
  setTurnLimit(ann.doc, 'steps', 3);
  await ann.reachCoder();
  const [cut] = await ben.ask('append to a.txt: two then append to a.txt: three');
  expect(cut?.metadata).toMatchObject({ ended: 'steps', files: [{ path: 'a.txt', added: 1 }] });
  expect(saidIn(cut!)).toContain('Stopped after 3 steps');
  const body = JSON.stringify({ turn: cut?.id });
  const { messages } = await ben.call<{ messages: Message[] }>('POST', 'chat/continue', body);
  expect(messages[0]?.metadata).toMatchObject({ files: [{ path: 'a.txt', added: 1 }] });
  const text = async (): Promise<string> => (await ann.fetch('GET', 'file/a.txt')).text();
  expect(await text()).toBe('one\ntwo\nthree\n');
  const turns = async (): Promise<string[]> =>
    (await ann.call<{ turns: Turn[] }>('GET', 'turns')).turns.map(({ id, state }) => `${id} ${state}`);
  const [first, second] = [cut?.id ?? '', messages[0]?.id ?? ''];
  expect(await turns()).toEqual([`${second} done`, `${first} done`]);
  for (const page of [ann, ben]) await until('one transcript', () => page.transcript.length === 4);
  expect(ann.transcript).toEqual(ben.transcript);

  await ann.call('POST', `turns/${first}/undo`, '{}');
  expect(await text()).toBe('one\nthree\n');
  await ann.call('POST', `turns/${first}/redo`, '{}');
  setTurnLimit(ann.doc, 'steps', 50);
  await ann.reachCoder();
  const request = ann.transcript[0]?.id;
  await ben.call('POST', `chat/messages/${request}/resend`, JSON.stringify({ message: 'list' }));
  await until('the new answer', () => ann.transcript.length === 2 && ann.state?.status === 'idle');
  expect(JSON.stringify(ann.transcript)).not.toContain('three');
  expect(await turns()).toEqual([`${second} done`, `${first} done`]);
  for (const turn of [first, second]) await ben.call('POST', `turns/${turn}/undo`, '{}');
  expect(await text()).toBe('one\n');
});
