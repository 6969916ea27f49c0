import * as z from 'zod/mini';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileIdAt, textOf } from '../../../shared/doc.ts';
import type { NewRoom } from '../../../shared/session.ts';
import { type Turn, turnChangeSchema, turnSchema } from '../../../shared/turn.ts';
import { newRoom, Page, until } from '../../../test/page.ts';
import { Product } from '../../../test/product.ts';

const product = new Product();
beforeAll(() => product.start());
afterAll(async () => {
  for (const page of Page.all) page.close();
  await product.stop();
});

const before = 'one\ntwo\nthree\n';

describe('turns over HTTP', () => {
  let room: NewRoom;
  let ann: Page;
  let ben: Page;
  beforeAll(async () => {
    room = await newRoom(product.url);
    ann = await Page.join(product.url, room, 'Ann');
    ben = await Page.join(product.url, room, 'Ben');
    await ann.call('PUT', 'file/a.txt', before);
  });

  const turns = async (): Promise<Turn[]> =>
    z.array(turnSchema).parse((await ann.call<{ turns: unknown }>('GET', 'turns')).turns);
  const bothShow = (text: string): Promise<void> =>
    until(text, () => ann.text('a.txt') === text && ben.text('a.txt') === text);

  it('A44 undoes a turn, with a preview, and redoes it after a SIGKILL of the coder', async () => {
    const [reply] = await ann.ask('in a.txt replace "two" with "two and a half"');
    const turn = reply!.metadata!.turn!;
    expect(reply!.metadata!.files).toEqual([{ path: 'a.txt', added: 1, removed: 1 }]);
    expect(await turns()).toMatchObject([{ id: turn, state: 'done', files: reply!.metadata!.files }]);

    const asked = await ben.call('POST', `turns/${turn}/undo`, JSON.stringify({ preview: true }));
    const file = fileIdAt(ann.doc, 'a.txt')!;
    const counts = { added: 1, removed: 1, diff: '@@ 2 @@\n-two and a half\n+two' };
    const part = { id: expect.stringContaining(file), kind: 'text', kept: false, ...counts };
    const change = { path: 'a.txt', file, ...counts, left: [], parts: [part] };
    expect(asked).toEqual({ files: [change] });
    await bothShow('one\ntwo and a half\nthree\n');

    const version = ann.state!.version;
    const answer = await ben.call<{ version: number; files: unknown }>('POST', `turns/${turn}/undo`);
    expect(z.array(turnChangeSchema).parse(answer.files)).toEqual([change]);
    expect(answer.version).toBeGreaterThan(version);
    await bothShow(before);
    for (const page of [ann, ben]) {
      await until('who undid it', () => page.transcript.at(-1)?.metadata?.undoneBy?.name === 'Ben');
    }
    expect((await ben.fetch('POST', `turns/${turn}/undo`)).status).toBe(409);

    const text = textOf(ben.doc, fileIdAt(ben.doc, 'a.txt')!)!;
    text.insert(text.toJSON().indexOf('two'), 'not ');
    await bothShow('one\nnot two\nthree\n');
    await product.kill('worker');
    await product.startPart('worker');
    await Promise.all([ann.watch(), ben.watch()]);
    expect(await turns()).toMatchObject([{ id: turn, state: 'undone' }]);
    await ann.call('POST', `turns/${turn}/redo`, '{}');
    await bothShow('one\nnot two and a half\nthree\n');
    expect((await ann.history()).at(-1)?.metadata?.undoneBy).toBeUndefined();
  });

  it('A194 A196 A198 undoes one part, keeps the other, and tells every page', async () => {
    await ann.call('PUT', 'file/b.txt', before);
    const [reply] = await ann.ask('in b.txt replace "three" with "3"');
    const turn = reply!.metadata!.turn!;
    const body = JSON.stringify({ preview: true });
    const { files } = await ben.call<{ files: unknown }>('POST', `turns/${turn}/undo`, body);
    const [change] = z.array(turnChangeSchema).parse(files);
    expect(change?.parts).toHaveLength(1);
    const post = (verb: string, parts: object[]): Promise<Response> =>
      ben.fetch('POST', `turns/${turn}/${verb}`, JSON.stringify({ parts }));
    expect((await post('undo', [{ part: 'nothing' }])).status).toBe(409);
    expect((await post('undo', [])).status).toBe(400);
    expect((await post('keep', [{ path: 'b.txt' }])).status).toBe(200);
    expect((await turns())[0]).toMatchObject({
      id: turn,
      by: { name: 'Ann' },
      request: 'in b.txt replace "three" with "3"',
      model: 'commands',
      state: 'done',
      open: 0,
    });
    expect((await post('undo', [{ part: change!.parts[0]!.id }])).status).toBe(200);
    await until('undone', () => ann.text('b.txt') === before && ben.text('b.txt') === before);
    expect((await post('undo', [{ path: 'b.txt' }])).status).toBe(409);
  });

  it('A48 lets only editors undo, and only turns that exist', async () => {
    const key = new URL(room.links.view, product.url).hash.slice(1);
    const made = await fetch(`${product.url}/api/rooms/${room.room}/session`, {
      method: 'POST',
      body: JSON.stringify({ key, name: 'Vic' }),
    });
    const { token } = (await made.json()) as { token: string };
    const viewer = (method: string, path: string): Promise<Response> =>
      fetch(`${product.url}/agents/coder/${room.room}/${path}`, {
        method,
        headers: { Authorization: `Bearer ${token}` },
      });
    const [{ id } = { id: '' }] = await turns();
    expect((await viewer('GET', 'turns')).status).toBe(200);
    expect((await viewer('POST', `turns/${id}/undo`)).status).toBe(403);
    expect((await ann.fetch('POST', 'turns/nothing/undo')).status).toBe(404);
    expect((await ann.fetch('GET', `turns/${id}/undo`)).status).toBe(400);
    expect((await ann.fetch('GET', 'turns?limit=0')).status).toBe(400);
    expect((await ann.fetch('POST', `turns/${id}/undo`, '{"previw": true}')).status).toBe(400);
  });
});
