import * as z from 'zod/mini';
import { TandemError } from '../shared/errors.ts';
import { newUlid } from '../shared/ids.ts';
import type { Role } from '../shared/roles.ts';
import { type NewRoom, type Session, sessionRequestSchema } from '../shared/session.ts';
import { personOf, roleOfKey, roomKey, signSession } from './auth.ts';

/** `POST /api/rooms`. A room needs no making: its keys follow from its id and the secret. */
export async function createRoom(secret: string, room: string): Promise<NewRoom> {
  return { room, links: await linksFor(secret, room) };
}

/** The name that a room calls someone by, who wants to be called `name`: with a number where someone else has it. */
export type ClaimName = (room: string, name: string, userId: string) => Promise<string>;

/**
 * `POST /api/rooms/<room>/session`: a link's key, a name and, if chosen, a colour for a token.
 * Without a `userSecret` the person is someone new each time.
 * @throws TandemError `bad_request`, `not_found`, `forbidden`
 */
export async function openSession(
  secret: string,
  room: string,
  request: Request,
  claimName: ClaimName,
): Promise<Session> {
  const parsed = sessionRequestSchema.safeParse(await request.json().catch(() => undefined));
  if (!parsed.success) {
    throw new TandemError('bad_request', `The body does not fit: ${z.prettifyError(parsed.error)}`);
  }
  const { key, name, color, userSecret } = parsed.data;
  const role = await roleOfKey(secret, room, key);
  const person = await personOf(secret, room, userSecret ?? newUlid(), name, color);
  const user = { ...person, name: await claimName(room, name, person.id) };
  const { owner, edit, view } = await linksFor(secret, room);
  const links = { owner: { owner, edit, view }, editor: { edit, view }, viewer: { view } }[role];
  return { ...(await signSession(secret, { room, role, user })), role, user, links };
}

async function linksFor(secret: string, room: string): Promise<NewRoom['links']> {
  const link = async (role: Role): Promise<string> => `/r/${room}#${await roomKey(secret, room, role)}`;
  return { owner: await link('owner'), edit: await link('editor'), view: await link('viewer') };
}
