import { base64url, jwtVerify, SignJWT } from 'jose';
import * as z from 'zod/mini';
import { TandemError } from '../shared/errors.ts';
import { isRoomId } from '../shared/ids.ts';
import { authLimits } from '../shared/limits.ts';
import { agentUser, paletteSize, type Role, roleSchema, type User, userSchema } from '../shared/roles.ts';
import { epochOfKey, type NewRoom } from '../shared/session.ts';

/**
 * Room keys, people's ids and session tokens, all derived from one secret, without a database.
 * Links carry keys; sockets and calls carry tokens.
 */

/** Part of each key and token. When a room's owner raises it, all earlier links and sessions become void. */
export const firstEpoch = 1;
/** The error for a link of an earlier epoch. */
export const voidLink = 'The owner of this room has made new links, and this one is void. Ask for a new one.';

const claimsSchema = z.object({
  room: z.string(),
  role: roleSchema,
  user: userSchema,
  epoch: z.int().check(z.gte(firstEpoch)),
  /** Only in the coder's tokens: it may claim client ids for others and bring their structs. */
  service: z.optional(z.literal(true)),
  /** Seconds since the epoch. */
  exp: z.number(),
});
export type Claims = z.infer<typeof claimsSchema>;

/** @throws TandemError `unavailable` without a usable secret: then nothing may be served. */
export function requireSecret(secret: unknown): string {
  if (typeof secret !== 'string' || secret.length < authLimits.minSecretLength) {
    throw new TandemError(
      'unavailable',
      `ROOM_SECRET is not set: give the server a random text of at least ${authLimits.minSecretLength} characters.`,
    );
  }
  return secret;
}

/** The key in a room's link: an HMAC of room, role and epoch, prefixed with the epoch unless that is the first. */
export async function roomKey(
  secret: string,
  room: string,
  role: Role,
  epoch: number = firstEpoch,
): Promise<string> {
  const digest = base64url.encode((await hmac(secret, `key:${epoch}:${role}:${room}`)).subarray(0, 16));
  return epoch === firstEpoch ? digest : `${epoch}.${digest}`;
}

/** The links to a room, each with its key. */
export async function linksFor(secret: string, room: string, epoch: number): Promise<NewRoom['links']> {
  const link = async (role: Role): Promise<string> =>
    `/r/${room}#${await roomKey(secret, room, role, epoch)}`;
  return { owner: await link('owner'), edit: await link('editor'), view: await link('viewer') };
}

/**
 * The role that a key gives, and the epoch that it was made in; only the room knows whether that epoch is still valid.
 * @throws TandemError `not_found` for an invalid room id, `forbidden` for a wrong key.
 */
export async function readKey(
  secret: string,
  room: string,
  key: string,
): Promise<{ role: Role; epoch: number }> {
  if (!isRoomId(room)) throw new TandemError('not_found', 'There is no such room. Check the link.');
  const epoch = epochOfKey(key);
  for (const role of roleSchema.options) {
    if (equal(await roomKey(secret, room, role, epoch), key)) return { role, epoch };
  }
  throw new TandemError('forbidden', 'This link does not open the room. Ask for a new one.');
}

/**
 * The person behind a `userSecret`: id and default colour are always the same in this room, and differ in other rooms.
 */
export async function personOf(
  secret: string,
  room: string,
  userSecret: string,
  name: string,
  color?: number,
): Promise<User> {
  const digest = await hmac(secret, `user:${room}:${userSecret}`);
  return {
    id: base64url.encode(digest.subarray(0, 12)),
    name,
    color: color ?? 1 + ((digest[12] ?? 0) % paletteSize),
    kind: 'human',
  };
}

/** Signs a person's session. @returns the token and its expiry, in ms since the epoch and in ms from now */
export async function signSession(
  secret: string,
  session: { room: string; role: Role; user: User; epoch?: number },
): Promise<{ token: string; expiresAt: number; expiresInMs: number }> {
  const signed = await sign(secret, { epoch: firstEpoch, ...session }, authLimits.tokenTtlSeconds);
  return { ...signed, expiresInMs: signed.expiresAt - Date.now() };
}

/** The coder's token for its own room. */
export async function signService(secret: string, room: string, epoch: number = firstEpoch): Promise<string> {
  const claims = { room, role: 'editor', user: agentUser, epoch, service: true } as const;
  return (await sign(secret, claims, authLimits.serviceTokenTtlSeconds)).token;
}

/** The token in `Authorization: Bearer`. */
export const bearerOf = ({ headers }: { headers: { get(name: string): string | null } }): string | null =>
  /^Bearer (\S+)$/i.exec(headers.get('Authorization') ?? '')?.[1] ?? null;

/**
 * Checks that a caller may make rooms: anyone may, unless the server has a key for it.
 * @throws TandemError `unauthorized`
 */
export async function assertMayCreate(
  secret: string,
  createKey: string | undefined,
  given: string | null,
): Promise<void> {
  if (!createKey) return;
  if (given === null) {
    throw new TandemError(
      'unauthorized',
      'Making a room on this server needs a key. Ask whoever runs it for the key.',
    );
  }
  const [right, got] = [createKey, given].map((key) => keyedHash(secret, `create:${key}`));
  if (!equal((await right) ?? '', (await got) ?? '')) {
    throw new TandemError(
      'unauthorized',
      'This is not the key for new rooms. Ask whoever runs this server for it.',
    );
  }
}

/**
 * Verifies a token, except for its epoch, which the caller checks.
 * @throws TandemError `unauthorized` if it is missing, expired, forged or of another room
 */
export async function verifyToken(secret: string, room: string, token: string | null): Promise<Claims> {
  if (!token) throw new TandemError('unauthorized', 'This needs a token: open the room by its link first.');
  try {
    const { payload } = await jwtVerify(token.slice(0, authLimits.maxTokenLength), keyBytes(secret), {
      algorithms: ['HS256'],
      audience: room,
    });
    return claimsSchema.parse(payload);
  } catch (error) {
    throw new TandemError('unauthorized', 'The session has ended. Open the room by its link again.', {
      cause: error,
    });
  }
}

async function sign(
  secret: string,
  claims: Omit<Claims, 'exp'>,
  ttlSeconds: number,
): Promise<{ token: string; expiresAt: number }> {
  const exp = Math.floor(Date.now() / 1000) + ttlSeconds;
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience(claims.room)
    .setIssuedAt()
    .setExpirationTime(exp)
    .sign(keyBytes(secret));
  return { token, expiresAt: exp * 1000 };
}

/** Tokens and keys never share key material. */
const keyBytes = (secret: string): Uint8Array => new TextEncoder().encode(`token:${secret}`);

async function hmac(secret: string, text: string): Promise<Uint8Array> {
  const encoder = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(text)));
}

/** A pseudonym for a text: without the secret, nobody can find the text from it. */
export const keyedHash = async (secret: string, text: string): Promise<string> =>
  base64url.encode((await hmac(secret, text)).subarray(0, 12));

/** Compares in constant time, so that timing does not reveal where two texts differ. */
function equal(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ (b.charCodeAt(i) || 0);
  return difference === 0;
}
