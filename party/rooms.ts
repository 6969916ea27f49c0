import * as z from 'zod/mini';
import { TandemError } from '../shared/errors.ts';
import { newRoomId, newUlid } from '../shared/ids.ts';
import { deletedRoom } from '../shared/protocol/close.ts';
import { newRoomRequestSchema, sampleSchema } from '../shared/samples.ts';
import type { Role } from '../shared/roles.ts';
import type { LinkState } from '../shared/services.ts';
import {
  type NewRoom,
  type Preview,
  previewRequestSchema,
  roomPreviewSchema,
  type Session,
  sessionRequestSchema,
} from '../shared/session.ts';
import { firstEpoch, linksFor, personOf, readKey, signService, signSession, voidLink } from './auth.ts';

/**
 * `POST /api/rooms`. Stores nothing: a room's keys follow from its id and the secret, and what it begins with is part of
 * the id. A body that names no sample, whatever else it is, means the default one.
 * @throws TandemError `bad_request` for an unknown sample
 */
export async function createRoom(secret: string, request: Request): Promise<NewRoom> {
  const body: unknown = await request.json().catch(() => undefined);
  const isAsked = typeof body === 'object' && body !== null && 'sample' in body;
  const asked = isAsked ? newRoomRequestSchema.safeParse(body) : undefined;
  if (asked?.success === false) {
    const known = sampleSchema.options.join(', ');
    throw new TandemError('bad_request', `There is no such sample. A room can begin with one of: ${known}.`);
  }
  const room = newRoomId(asked?.data.sample);
  return { room, links: await linksFor(secret, room, firstEpoch) };
}

/** Returns the name that the room shows for someone who asks for `name`: numbered if someone else has it. */
export type ClaimName = (name: string, userId: string) => Promise<string>;
export type LinksOf = (epoch: number) => Promise<LinkState>;

/**
 * `POST /api/rooms/<room>/session`: exchanges a link's key, a name and optionally a colour for a token.
 * Without a `userSecret` the person is someone new each time.
 * @param linksOf called only for a key that is genuine
 * @throws TandemError `bad_request`, `not_found`, `forbidden`
 */
export async function openSession(
  secret: string,
  room: string,
  request: Request,
  linksOf: LinksOf,
  claimName: ClaimName,
): Promise<Session> {
  const { key, name, color, userSecret } = await bodyOf(request, sessionRequestSchema);
  const { role, epoch } = await openLink(secret, room, key, linksOf);
  const person = await personOf(secret, room, userSecret ?? newUlid(), name, color);
  const user = { ...person, name: await claimName(name, person.id) };
  const { owner, edit, view } = await linksFor(secret, room, epoch);
  const mine = { owner: { owner, edit, view }, editor: { edit, view }, viewer: { view } }[role];
  return { ...(await signSession(secret, { room, role, user, epoch })), role, user, links: mine };
}

/**
 * `POST /api/rooms/<room>/preview`: what a link opens, for someone who is to decide whether to enter.
 * @param askRoom called with a token of the room server; resolves to its answer
 * @throws TandemError `bad_request`, `not_found`, `forbidden`; `unavailable` when the room does not answer
 */
export async function previewRoom(
  secret: string,
  room: string,
  request: Request,
  linksOf: LinksOf,
  askRoom: (token: string) => Promise<Response>,
): Promise<Preview> {
  const { key } = await bodyOf(request, previewRequestSchema);
  const { role, epoch } = await openLink(secret, room, key, linksOf);
  const answer = await askRoom(await signService(secret, room, epoch)).catch(() => undefined);
  const preview = roomPreviewSchema.safeParse(await answer?.json().catch(() => undefined));
  if (!preview.success) throw new TandemError('unavailable', 'The room does not answer at the moment.');
  return { role, ...preview.data };
}

/** The role and epoch of a key whose link still opens the room. @throws TandemError `not_found`, `forbidden` */
async function openLink(
  secret: string,
  room: string,
  key: string,
  linksOf: LinksOf,
): Promise<{ role: Role; epoch: number }> {
  const opened = await readKey(secret, room, key);
  const links = await linksOf(opened.epoch);
  if (links === 'deleted') throw new TandemError('not_found', deletedRoom);
  if (links === 'void') throw new TandemError('forbidden', voidLink);
  return opened;
}

async function bodyOf<T>(request: Request, schema: z.ZodMiniType<T>): Promise<T> {
  const parsed = schema.safeParse(await request.json().catch(() => undefined));
  if (!parsed.success) {
    throw new TandemError('bad_request', `The body does not fit: ${z.prettifyError(parsed.error)}`);
  }
  return parsed.data;
}
