import { readdirSync } from 'node:fs';
import { decodeJwt, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newRoomId } from '../shared/ids.ts';
import { closeCode } from '../shared/protocol/close.ts';
import type { NewRoom, Preview, Session } from '../shared/session.ts';
import { keyOf, newRoom as roomAt, Person, post, readAnswer } from '../test/people.ts';
import { Product } from '../test/product.ts';
import { signSession } from './auth.ts';

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

  it('R90 makes a room that begins with a sample, and refuses a sample that there is not', async () => {
    const filesOf = async (body?: unknown): Promise<string[]> => {
      const { room, links } = (await post<NewRoom>(api(), body)).json;
      const asked = { key: keyOf(links.view), name: 'Ada' };
      const session = (await post<Session>(`${api()}/${room}/session`, asked)).json;
      const { json } = await new Person(product.url, room, session).call('GET', 'files');
      return Object.keys(Object(json).files);
    };
    expect(await filesOf({ sample: 'kata' })).toContain('meetings.test.ts');
    expect(await filesOf({ sample: 'empty' })).toEqual([]);
    for (const body of [{}, { sample: 'typescript' }, { other: 1 }, [], undefined])
      expect(await filesOf(body)).toContain('src/greeting.ts');
    for (const sample of ['cobol', '', null, 7]) {
      const refused = await post(api(), { sample });
      expect([refused.status, refused.json.error?.message]).toEqual([
        400,
        'There is no such sample. A room can begin with one of: typescript, kata, worker, empty.',
      ]);
    }
    const { links } = (await post<NewRoom>(api(), { sample: 'kata' })).json;
    const room = links.edit.slice('/r/'.length, links.edit.indexOf('#'));
    for (const other of [room.replace('-kata', ''), room.replace('kata', 'empty')]) {
      const answer = await post(`${api()}/${other}/session`, { key: keyOf(links.edit), name: 'Ada' });
      expect(answer.json.error?.code, 'the key is for this room only').toBe('forbidden');
    }
  });

  it('R92 previews a room by a link’s key, seen by nobody', async () => {
    const { room, links } = (await post<NewRoom>(api(), { sample: 'worker' })).json;
    const preview = (key: string, of = room) => post<Preview>(`${api()}/${of}/preview`, { key });
    expect((await preview(keyOf(links.view))).json).toEqual({
      title: 'Guest book',
      people: [],
      role: 'viewer',
    });
    const { owner } = await newRoom();
    const peer = await owner.join();
    const key = keyOf(owner.session.links.edit!);
    await expect
      .poll(async () => (await preview(key, owner.room)).json)
      .toEqual({ title: 'Launch day', people: [owner.session.user], role: 'editor' });
    expect((await readAnswer(await owner.headCount())).json).toMatchObject({ connections: 1 });
    expect(peer.awareness.getStates().size).toBe(1);
    peer.destroy();
    for (const [wrong, status] of [
      [keyOf(links.edit), 403],
      ['nonsense', 403],
      ['', 400],
    ] as const)
      expect((await preview(wrong, owner.room)).status).toBe(status);
    expect((await preview(key, 'nowhere')).status).toBe(404);
    expect((await readAnswer(await fetch(`${api()}/${owner.room}/preview`))).json.error?.code).toBe(
      'bad_request',
    );
    expect((await owner.call('DELETE', '', { room: owner.room })).status).toBe(200);
    expect((await preview(key, owner.room)).status).toBe(404);
  });

  it('K20 K21 refuses names with hidden characters and the product’s own names, with the reason', async () => {
    const { room, links } = (await post<NewRoom>(api())).json;
    for (const name of ['A\nB', 'Ada\u202e', 'аgent']) {
      const answer = await post(`${api()}/${room}/session`, { key: keyOf(links.view), name });
      expect([answer.status, answer.json.error?.message]).toEqual([
        400,
        expect.stringMatching(/A name is|Choose/),
      ]);
    }
  });

  it('K22 numbers two people with the same name, also after a restart', async () => {
    const { room, links } = (await post<NewRoom>(api())).json;
    const nameOf = async (name: string, userSecret: string): Promise<string> => {
      const body = { key: keyOf(links.view), name, userSecret };
      return (await post<Session>(`${api()}/${room}/session`, body)).json.user.name;
    };
    expect(await nameOf('Ada', 'the first one’s secret')).toBe('Ada');
    expect(await nameOf('ADA', 'the second one’s secret')).toBe('ADA (2)');
    await product.kill('worker');
    await product.startPart('worker');
    expect(await nameOf('Ada', 'the second one’s secret')).toBe('Ada (2)');
    expect(await nameOf('Ada', 'the first one’s secret')).toBe('Ada');
  });

  it('H2 reports for each part whether it is ok', async () => {
    const health = await readAnswer(await fetch(`${product.url}/health`));
    expect(health.json).toEqual({ worker: 'ok', coder: 'ok', room: 'ok', executor: 'ok' });
    expect(health.status).toBe(200);
  });
});

describe('refused callers', () => {
  const filesKept = (): string[] =>
    readdirSync(product.state, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.startsWith('worker') || path.startsWith('room'))
      .sort();

  it('H20 leave nothing behind: no coder and no room is created for them', async () => {
    const { editor } = await newRoom();
    const user = editor.session.user;
    await editor.call('GET', 'files');
    const before = filesKept();
    for (let i = 0; i < 20; i++) {
      const room = newRoomId();
      const { token } = await signSession(product.secret, { room, role: 'owner', user });
      const claims = { ...decodeJwt(token), exp: Math.floor(Date.now() / 1000) - 1 };
      const ended = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256' })
        .sign(new TextEncoder().encode(`token:${product.secret}`));
      const forged = `${token.slice(0, -4)}AAAA`;
      for (const bad of ['', forged, ended, editor.session.token]) {
        const stranger = new Person(product.url, room, { ...editor.session, token: bad });
        expect((await stranger.call('GET', 'files', undefined, { 'x-tandem-caller': '{}' })).status).toBe(
          401,
        );
        expect(await (await stranger.watch()).dismissed()).toBe(closeCode.tokenEnded);
      }
    }
    for (let i = 0; i < 3; i++) expect((await fetch(`${product.url}/health`)).status).toBe(200);
    // Those of a room that is put to sleep meanwhile may go.
    expect(filesKept().filter((path) => !before.includes(path))).toEqual([]);
  });

  it('H3 cannot claim an identity in a header', async () => {
    const { owner, viewer } = await newRoom();
    const { user, role, expiresAt } = owner.session;
    const written = encodeURIComponent(JSON.stringify({ user, role, expiresAt }));
    const answer = await viewer.call('PUT', 'file/a.txt', 'mine', { 'x-tandem-caller': written });
    expect(answer.status).toBe(403);
  });
});

describe('pages', () => {
  it('H14 are served for the start page and rooms, and with 404 for every other address', async () => {
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
    // A page only answers GET and HEAD.
    for (const path of ['/', '/nowhere'])
      expect((await fetch(product.url + path, { method: 'POST', body: 'x' })).status).toBe(404);
  });
});
