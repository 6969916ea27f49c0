import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewRoom } from '../shared/session.ts';
import { keyOf, newRoom as roomAt, post, readAnswer } from '../test/people.ts';
import { Product } from '../test/product.ts';

const product = new Product();
beforeAll(() => product.start());
afterAll(() => product.stop());

const api = (): string => `${product.url}/api/rooms`;
const newRoom = (): ReturnType<typeof roomAt> => roomAt(product.url);

describe('rooms and sessions', () => {
  it('H1 makes a room with three links, and a session from each link’s key', async () => {
    const made = await post<NewRoom>(api());
    expect(made.status).toBe(201);
    const { room, links } = made.json;
    for (const link of Object.values(links)) expect(link.startsWith(`/r/${room}#`)).toBe(true);
    const { owner, editor, viewer } = await newRoom();
    expect([owner, editor, viewer].map(({ session }) => session.role)).toEqual(['owner', 'editor', 'viewer']);
    expect(Object.keys(owner.session.links)).toEqual(['owner', 'edit', 'view']);
    expect(Object.keys(editor.session.links)).toEqual(['edit', 'view']);
    expect(Object.keys(viewer.session.links)).toEqual(['view']);
    expect(editor.session.user).toMatchObject({ name: 'Ada', kind: 'human' });
    expect(editor.session.expiresAt).toBeGreaterThan(Date.now());
  });

  it('H1 refuses a wrong key, an unknown room, a bad body, a wrong method and a foreign Origin', async () => {
    const { room, links } = (await post<NewRoom>(api())).json;
    const session = `${api()}/${room}/session`;
    const body = { key: keyOf(links.edit), name: 'Ada' };
    expect((await post(session, { key: 'nonsense', name: 'Ada' })).json.error?.code).toBe('forbidden');
    expect((await post(`${api()}/nowhere/session`, body)).status).toBe(404);
    expect((await post(session, { ...body, name: ' ' })).status).toBe(400);
    expect((await readAnswer(await fetch(api()))).json.error?.code).toBe('bad_request');
    expect((await post(session, body, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await post(session, body, { origin: product.url })).status).toBe(200);
  });

  it('H2 says of each part whether it is ok', async () => {
    const health = await readAnswer(await fetch(`${product.url}/health`));
    expect(health.json).toEqual({ worker: 'ok', coder: 'ok', room: 'ok', executor: 'ok' });
    expect(health.status).toBe(200);
  });
});

describe('pages', () => {
  it('H14 are the start page and rooms, and elsewhere what says that there is none', async () => {
    const [{ owner }, isPage] = [await newRoom(), expect.stringContaining('<title>Tandem')];
    for (const [path, status] of [
      ['/', 200],
      [`/r/${owner.room}`, 200],
      ['/nowhere', 404],
      ['/json/version', 404],
      ['/index.html/x', 404],
    ] as const) {
      const answer = await fetch(product.url + path);
      expect([answer.status, await answer.text()], path).toEqual([status, isPage]);
    }
  });
});
