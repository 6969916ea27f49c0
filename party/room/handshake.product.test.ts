import { decodeJwt, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket as NodeSocket } from 'ws';
import { freePorts } from '../../scripts/ports.ts';
import { newRoomId } from '../../shared/ids.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { updateFrame } from '../../shared/protocol/frames.ts';
import { headCount, tokenFor } from '../../test/room-clients.ts';
import { RoomProcess } from '../../test/room-process.ts';
import { testSecret } from '../../test/test-room.ts';

const [port = 0, barePort = 0] = await freePorts(2);
const allowedOrigin = 'http://page.example';
const server = new RoomProcess(port, { ROOM_SECRET: testSecret, ALLOWED_ORIGINS: allowedOrigin });
const base = `127.0.0.1:${server.port}`;

/** A valid token of the room, with some of its claims changed. */
async function tokenWith(
  room: string,
  claims: Record<string, unknown>,
  { secret = testSecret, alg = 'HS256' } = {},
): Promise<string> {
  const token = new SignJWT({ ...decodeJwt(await tokenFor(room, 'ada')), ...claims });
  return token.setProtectedHeader({ alg }).sign(new TextEncoder().encode(`token:${secret}`));
}

beforeAll(() => server.start());
afterAll(() => server.destroy());

describe('handshake', () => {
  /** The close code and reason that a handshake gets. */
  const closeOf = (room: string, token: string, origin?: string): Promise<[number, string]> =>
    new Promise((resolve, reject) => {
      const options = origin === undefined ? {} : { origin };
      const socket = new NodeSocket(server.socketUrl(room, `token=${token}`), options);
      socket.on('close', (code, reason) => resolve([code, reason.toString()]));
      socket.on('error', reject);
      // It was admitted, and leaves.
      socket.on('message', (data: Buffer) => data[0] === 0 && socket.close(1000));
    });

  const room = newRoomId();
  const letIn = 1000;

  it.each([
    ['no Origin, as from anything but a browser', undefined, letIn],
    ['an allowed origin', allowedOrigin, letIn],
    ['the room server’s own address, where no page is', `http://${base}`, closeCode.role],
    ['a foreign origin', 'http://evil.example', closeCode.role],
    ['an opaque origin', 'null', closeCode.role],
    ['a look-alike by suffix', `${allowedOrigin}.evil.example`, closeCode.role],
    ['a look-alike by prefix', 'http://evil-page.example', closeCode.role],
    ['another port', `${allowedOrigin}:8080`, closeCode.role],
    ['another scheme', 'https://page.example', closeCode.role],
  ])('R1 K6 decides on a valid token with %s as Origin', async (_, origin, code) => {
    expect((await closeOf(room, await tokenFor(room, 'ada'), origin))[0]).toBe(code);
  });

  it('R1 accepts a token made like the forged ones, but with true claims', async () => {
    expect((await closeOf(room, await tokenWith(room, {})))[0]).toBe(letIn);
  });

  it.each([
    ['no token', () => ''],
    ['a token of another room', () => tokenFor(newRoomId(), 'ada')],
    ['a forged token', async () => `${(await tokenFor(room, 'ada')).slice(0, -4)}AAAA`],
    ['an expired token', () => tokenWith(room, { exp: Math.floor(Date.now() / 1_000) - 1 })],
    ['a token that never expires', () => tokenWith(room, { exp: undefined })],
    ['a token without a role', () => tokenWith(room, { role: undefined })],
    ['a token of an earlier epoch', () => tokenWith(room, { epoch: 0 })],
    [
      'a token signed with another secret',
      () => tokenWith(room, {}, { secret: 'another secret, as long as the real one is' }),
    ],
    ['a token signed with another algorithm', () => tokenWith(room, {}, { alg: 'HS512' })],
    ['an unsigned token', async () => new UnsecuredJWT(decodeJwt(await tokenFor(room, 'ada'))).encode()],
  ])('R1 K5 refuses %s', async (_, makeToken) => {
    const token = await makeToken();
    expect((await closeOf(room, token))[0]).toBe(closeCode.tokenEnded);
    // An allowed Origin does not replace a token.
    expect((await closeOf(room, token, allowedOrigin))[0]).toBe(closeCode.tokenEnded);
  });

  it('R1 closes an impossible room, whatever the token', async () => {
    expect((await closeOf('not-a-room', await tokenFor(room, 'ada')))[0]).toBe(closeCode.noRoom);
  });

  it('R1 H21 closes a socket that sends nonsense, and answers health without a room', async () => {
    const room = newRoomId();
    const socket = server.socket(room, `token=${await tokenFor(room, 'eve')}`);
    const closed = new Promise<number>((resolve) => {
      socket.addEventListener('close', ({ code }) => resolve(code));
    });
    socket.addEventListener('open', () => {
      for (let i = 0; i < 3; i++) socket.send(updateFrame(new Uint8Array([9, 9])) as Uint8Array<ArrayBuffer>);
    });
    expect(await closed).toBe(closeCode.malformed);
    const health = await fetch(`http://${base}/health`);
    expect(await health.json()).toEqual({ status: 'ok' });
    expect((await fetch(`http://${base}/parties/main/nothing`)).status).toBe(404);
    expect(await headCount(server, room)).toBe(0);
  });

  it('H20 H21 stores nothing for a client without a valid token, and tells it no head count', async () => {
    const before = server.files();
    const someRoom = newRoomId();
    const [forged, expired] = [
      `${(await tokenFor(someRoom, 'ada')).slice(0, -4)}AAAA`,
      await tokenWith(someRoom, { exp: Math.floor(Date.now() / 1_000) - 1 }),
    ];
    for (const token of ['', forged, expired, await tokenFor(newRoomId(), 'ada')]) {
      expect((await closeOf(someRoom, token))[0]).toBe(closeCode.tokenEnded);
      const headers = { authorization: `Bearer ${token}` };
      expect((await fetch(server.roomUrl(someRoom), { headers })).status).toBe(401);
    }
    expect(server.files()).toEqual(before);
    expect(await headCount(server, someRoom)).toBe(0);
    expect(server.files()).not.toEqual(before);
  });

  it('R1 serves no room without a secret, and says why', async () => {
    const bare = new RoomProcess(barePort, {});
    await bare.start();
    const socket = bare.socket(newRoomId(), 'token=x');
    const [code, reason] = await new Promise<[number, string]>((resolve) => {
      socket.addEventListener('close', (event) => resolve([event.code, event.reason]));
    });
    expect(code).toBe(closeCode.internal);
    expect(reason).toContain('ROOM_SECRET');
    await bare.destroy();
  });
});
