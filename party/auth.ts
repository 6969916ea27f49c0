import { base64url, jwtVerify, SignJWT } from 'jose';
import * as z from 'zod/mini';
import { TandemError } from '../shared/errors.ts';
import { isRoomId } from '../shared/ids.ts';
import { authLimits } from '../shared/limits.ts';
import { agentUser, paletteSize, type Role, roleSchema, type User, userSchema } from '../shared/roles.ts';
import { epochOfKey, type NewRoom } from '../shared/session.ts';

/**
 * Room keys, people's ids and session tokens, all made from one secret; no database.
 * A key is what a link carries, a token what a socket or a call carries.
 */

const minSecretLength = 32;
/** Part of each key and token: a room's owner who raises it ends all links and sessions made before. */
export const firstEpoch = 1;
/** What whoever comes by a link of an earlier epoch is told. */
export const voidLink = 'The owner of this room has made new links, and this one is void. Ask for a new one.';

const claimsSchema = z.object({
  room: z.string(),
  role: roleSchema,
  user: userSchema,
  epoch: z.int().check(z.gte(firstEpoch)),
  /** Only the coder's tokens: may claim client ids for others and bring their structs. */
  service: z.optional(z.literal(true)),
  /** Seconds since the epoch. */
  exp: z.number(),
});
export type Claims = z.infer<typeof claimsSchema>;

/** @throws TandemError `unavailable` when there is no usable secret: without one nothing may be served. */
export function requireSecret(secret: unknown): string {
  if (typeof secret !== 'string' || secret.length < minSecretLength) {
    throw new TandemError(
      'unavailable',
      `ROOM_SECRET is not set: give the server a random text of at least ${minSecretLength} characters.`,
    );
  }
  return secret;
}

/** The key in a room's link: an HMAC of room, role and epoch, behind the epoch unless that is the first. */
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
 * The role that a key gives, and the epoch that it was made in: whether that is still the room's is for the room to say.
 * @throws TandemError `not_found` for no room id, `forbidden` for a wrong key.
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

/** The person behind a `userSecret` in this room: always the same id, and no other room's; so is the colour, unless they chose one. */
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

/** A person's session. @returns the token and when it ends: in ms since 1970, and in ms from now. */
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
 * Whether a caller may make rooms: everyone, unless the server is set up with a key for it.
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
      'This server makes rooms for those who have its key. Ask whoever runs it for the key.',
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

/** @throws TandemError `unauthorized` for a token that is missing, ended, forged or of another room; of its epoch the caller judges. */
export async function verifyToken(secret: string, room: string, token: string | null): Promise<Claims> {
  if (!token) throw new TandemError('unauthorized', 'This needs a token: open the room by its link first.');
  try {
    const { payload } = await jwtVerify(token.slice(0, authLimits.maxTokenBytes), keyBytes(secret), {
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

/** A text that stands for another, which nobody finds from it without the secret. */
export const keyedHash = async (secret: string, text: string): Promise<string> =>
  base64url.encode((await hmac(secret, text)).subarray(0, 12));

/** In time that does not tell where two texts differ. */
function equal(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ (b.charCodeAt(i) || 0);
  return difference === 0;
}
