import { SignJWT, UnsecuredJWT } from 'jose';
import { authLimits } from '../shared/limits.ts';
import { describe, expect, it } from 'vitest';
import { TandemError } from '../shared/errors.ts';
import { newRoomId } from '../shared/ids.ts';
import { paletteSize } from '../shared/roles.ts';
import { sessionRequestSchema } from '../shared/session.ts';
import {
  assertMayCreate,
  personOf,
  readKey,
  requireSecret,
  roomKey,
  signService,
  signSession,
  verifyToken,
} from './auth.ts';

const secret = 'a secret that is long enough for tests';
const room = newRoomId();
const user = await personOf(secret, room, 'somebody-s-own-secret', 'Ana');

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'fine',
    (error: unknown) => (error instanceof TandemError ? error.code : error),
  );

describe('assertMayCreate', () => {
  it('H22 lets anyone make a room, or only who has the key if the server has one', async () => {
    const key = 'the key for new rooms';
    expect(await codeOf(assertMayCreate(secret, undefined, null))).toBe('fine');
    expect(await codeOf(assertMayCreate(secret, '', 'anything'))).toBe('fine');
    expect(await codeOf(assertMayCreate(secret, key, key))).toBe('fine');
    for (const given of [null, '', key.slice(1), `${key}s`, key.toUpperCase()])
      expect(await codeOf(assertMayCreate(secret, key, given)), `${given}`).toBe('unauthorized');
  });
});

describe('the keys in links', () => {
  it('K1 give the role they were made for, in their room only', async () => {
    for (const role of ['owner', 'editor', 'viewer'] as const) {
      const key = await roomKey(secret, room, role);
      expect(await readKey(secret, room, key)).toEqual({ role, epoch: 1 });
    }
    expect(await codeOf(readKey(secret, newRoomId(), await roomKey(secret, room, 'owner')))).toBe(
      'forbidden',
    );
    expect(await codeOf(readKey(secret, room, ''))).toBe('forbidden');
    expect(await codeOf(readKey(secret, 'lobby', 'x'))).toBe('not_found');
  });

  it('K10 name the epoch that they were made in, and are valid for no other', async () => {
    const [first, later] = [await roomKey(secret, room, 'editor'), await roomKey(secret, room, 'editor', 12)];
    expect(await readKey(secret, room, later)).toEqual({ role: 'editor', epoch: 12 });
    const digest = later.slice(later.indexOf('.') + 1);
    for (const key of [
      `1.${first}`,
      `2.${first}`,
      `13.${digest}`,
      `012.${digest}`,
      `12.${first}`,
      digest,
      '12.',
      '.',
    ])
      expect(await codeOf(readKey(secret, room, key)), key).toBe('forbidden');
  });

  it('K2 make the same person from the same secret, and another in another room', async () => {
    expect((await personOf(secret, room, 'somebody-s-own-secret', 'Ana B')).id).toBe(user.id);
    expect((await personOf(secret, newRoomId(), 'somebody-s-own-secret', 'Ana')).id).not.toBe(user.id);
  });

  it('W52 keep the colour that someone chose', async () => {
    const chosen = 1 + (user.color % paletteSize);
    const again = await personOf(secret, room, 'somebody-s-own-secret', 'Ana', chosen);
    expect(again).toEqual({ ...user, color: chosen });
    for (const color of [0, paletteSize + 1, 1.5]) {
      expect(sessionRequestSchema.safeParse({ key: 'k', name: 'Ana', color }).success).toBe(false);
    }
  });

  it('K3 need a secret of 32 characters', () => {
    expect(() => requireSecret(undefined)).toThrow(/ROOM_SECRET/);
    expect(() => requireSecret('short')).toThrow(/ROOM_SECRET/);
    expect(requireSecret(secret)).toBe(secret);
  });
});

describe('session tokens', () => {
  it('K4 carry room, role and user', async () => {
    const { token, expiresAt, expiresInMs } = await signSession(secret, { room, role: 'editor', user });
    expect(await verifyToken(secret, room, token)).toMatchObject({ room, role: 'editor', user });
    expect(expiresAt).toBeGreaterThan(Date.now());
    const ttlMs = authLimits.tokenTtlSeconds * 1_000;
    expect(expiresInMs, 'whole seconds').toBeGreaterThan(ttlMs - 2_000);
    expect(expiresInMs).toBeLessThanOrEqual(ttlMs);
    expect((await verifyToken(secret, room, await signService(secret, room))).service).toBe(true);
    const { token: later } = await signSession(secret, { room, role: 'editor', user, epoch: 3 });
    expect((await verifyToken(secret, room, later)).epoch).toBe(3);
  });

  it('K5 are refused when missing, forged, expired, unsigned or of another room', async () => {
    const { token } = await signSession(secret, { room, role: 'editor', user });
    const claims = { room, role: 'owner', user, epoch: 1 };
    const signed = (key: string, exp: number): Promise<string> =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256' })
        .setAudience(room)
        .setExpirationTime(exp)
        .sign(new TextEncoder().encode(key));
    const later = Math.floor(Date.now() / 1000) + 60;
    const refused: [room: string, token: string | null, secret?: string][] = [
      [room, null],
      [newRoomId(), token],
      [room, token, `${secret}!`],
      [room, `${token}x`],
      [room, await signed(secret, later)],
      [room, await signed(`token:${secret}`, later - 120)],
      [room, new UnsecuredJWT(claims).setAudience(room).setExpirationTime(later).encode()],
    ];
    for (const [inRoom, attempt, withSecret = secret] of refused) {
      expect(await codeOf(verifyToken(withSecret, inRoom, attempt))).toBe('unauthorized');
    }
  });
});
