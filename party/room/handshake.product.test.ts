import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket as NodeSocket } from 'ws';
import { freePorts } from '../../scripts/ports.ts';
import { newRoomId } from '../../shared/ids.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { updateFrame } from '../../shared/protocol/frames.ts';
import { RoomProcess } from '../../test/room-process.ts';
import { testSecret, userNamed } from '../../test/test-room.ts';
import { signSession } from '../auth.ts';

const [port = 0, barePort = 0] = await freePorts(2);
const allowedOrigin = 'http://page.example';
const server = new RoomProcess(port, { ROOM_SECRET: testSecret, ALLOWED_ORIGINS: allowedOrigin });
const base = `127.0.0.1:${server.port}`;

const tokenFor = async (room: string, name: string): Promise<string> =>
  (await signSession(testSecret, { room, role: 'editor', user: userNamed(name) })).token;

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
      // It was let in, and leaves.
      socket.on('message', (data: Buffer) => data[0] === 0 && socket.close(1000));
    });

  it('R1 gives each refusal its close code, over a real socket', async () => {
    const room = newRoomId();
    const token = await tokenFor(room, 'ada');
    const code = async (...handshake: Parameters<typeof closeOf>): Promise<number> =>
      (await closeOf(...handshake))[0];
    const letIn = 1000;
    expect(await code(room, token)).toBe(letIn);
    expect(await code(room, token, allowedOrigin)).toBe(letIn);
    expect(await code(room, token, `http://${base}`)).toBe(letIn);
    expect(await code(room, token, 'http://evil.example')).toBe(closeCode.role);
    expect(await code(room, token, `${allowedOrigin}.evil.example`)).toBe(closeCode.role);
    expect(await code(room, token, 'null')).toBe(closeCode.role);
    expect(await code(room, '')).toBe(closeCode.tokenEnded);
    expect(await code(room, await tokenFor(newRoomId(), 'ada'))).toBe(closeCode.tokenEnded);
    expect(await code(room, `${token.slice(0, -4)}AAAA`)).toBe(closeCode.tokenEnded);
    expect(await code('not-a-room', token)).toBe(closeCode.noRoom);
  });

  it('R1 closes a socket that sends nonsense, and answers health without a room', async () => {
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
    const there = await fetch(`http://${base}/parties/main/${room}`);
    expect(await there.json()).toEqual({ status: 'ok', connections: 0 });
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
