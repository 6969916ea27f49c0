import { createSignal } from 'solid-js';
import * as z from 'zod/mini';
import { errorBodySchema } from '../shared/errors.ts';
import {
  nameSchema,
  type NewRoom,
  newRoomSchema,
  type Preview,
  previewSchema,
  type Session,
  sessionSchema,
} from '../shared/session.ts';
import { authLimits, pageLimits } from '../shared/limits.ts';
import { paletteSize } from '../shared/roles.ts';
import type { NewRoomRequest, Sample } from '../shared/samples.ts';
import { every } from '../shared/timers.ts';
import { hasClockJumped, serverNow, setServerTime } from './server-clock.ts';
import { keep } from './storage.ts';

/** A failed call to the server; the message is a sentence to show. */
export class CallError extends Error {
  /** The server's error code; `offline` when no server answered. */
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CallError';
    this.code = code;
  }
}

/** Whether the server refused the link itself, as opposed to a network or server failure. */
const isFinal = ({ code }: CallError): boolean => ['forbidden', 'not_found', 'unauthorized'].includes(code);

export const keptName = keep('name', nameSchema, '');
/** The palette index that this person chose for every room; 0 if they chose none. */
const keptColour = keep('colour', z.int().check(z.gte(0), z.lte(paletteSize)), 0);
const chosenColour = (): Pick<Appearance, 'color'> =>
  keptColour.get() === 0 ? {} : { color: keptColour.get() };
const { minUserSecretLength, maxUserSecretLength } = authLimits;
const keptSecret = keep(
  'person',
  z.string().check(z.minLength(minUserSecretLength), z.maxLength(maxUserSecretLength)),
  '',
);

/** The key for creating rooms on a server that requires one: visible ASCII, because it goes into a header. */
export const keptCreateKey = keep('create-key', z.string().check(z.regex(/^[\x21-\x7e]*$/)), '');

/** Identifies this browser's person across visits. It is sent to our own server only. */
function userSecret(): string {
  const kept = keptSecret.get();
  if (kept !== '') return kept;
  const secret = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(24))));
  keptSecret.set(secret);
  return secret;
}

async function post<T>(
  path: string,
  body: unknown,
  schema: z.ZodMiniType<T>,
  headers: Record<string, string> = {},
): Promise<T> {
  const response = await fetch(path, {
    method: 'POST',
    signal: AbortSignal.timeout(pageLimits.sessionTimeoutMs),
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  }).catch((error: unknown) => {
    throw new CallError('offline', 'The server does not answer. Check your connection and try again.', {
      cause: error,
    });
  });
  const json: unknown = await response.json().catch(() => undefined);
  const parsed = schema.safeParse(json);
  if (response.ok && parsed.success) return parsed.data;
  const failed = errorBodySchema.safeParse(json);
  if (failed.success) throw new CallError(failed.data.error.code, failed.data.error.message);
  throw new CallError('offline', `The server answered with status ${response.status}. Try again soon.`);
}

/** @throws CallError `unauthorized` when the server does not accept the stored create key. */
export function makeRoom(sample?: Sample): Promise<NewRoom> {
  const key = keptCreateKey.get();
  const body: NewRoomRequest = sample === undefined ? {} : { sample };
  return post('/api/rooms', body, newRoomSchema, key === '' ? {} : { Authorization: `Bearer ${key}` });
}

/** What a link opens, without entering. @throws CallError `not_found` or `forbidden` for a wrong link */
export const previewRoom = (room: string, key: string): Promise<Preview> =>
  post(`/api/rooms/${encodeURIComponent(room)}/preview`, { key }, previewSchema);

/** How someone appears to others. Without a chosen colour, it is derived from their user id. */
export interface Appearance {
  name: string;
  color?: number;
}

async function askForSession(room: string, key: string, { name, color }: Appearance): Promise<Session> {
  const session = await post(
    `/api/rooms/${encodeURIComponent(room)}/session`,
    { key, name, ...(color === undefined ? {} : { color }), userSecret: userSecret() },
    sessionSchema,
  );
  setServerTime(session.expiresAt - session.expiresInMs);
  return session;
}

/** A token is renewed when it has less than this left. */
const renewAheadMs = 2 * 60_000;
/** The shortest time between two renewals, whatever the clocks say. */
const renewPauseMs = 30_000;

/** One person's session in one room. It renews its token as long as the page is open. */
export interface RoomSession {
  room: string;
  key: () => string;
  session: () => Session;
  /** A valid token, renewed first if the last one has expired or was refused. @throws CallError */
  freshToken: () => Promise<string>;
  renew: () => Promise<void>;
  /** Why the server refuses further tokens; undefined while it issues them or cannot be reached. */
  ended: () => CallError | undefined;
  /** Changes this person's name, colour or both, here and for all rooms in this browser. */
  changeUser: (change: Partial<Appearance>) => Promise<void>;
  /** Switches to another key of the same room. Renewals wait for `change`, since the old key may be void already. */
  changeKey: (change: () => Promise<string>) => Promise<void>;
  close: () => void;
}

/**
 * @param onToken called with each new token, so that open sockets can use it
 * @throws CallError `not_found` or `forbidden` for a wrong link; `offline` when no server answers
 */
export async function openSession(
  room: string,
  firstKey: string,
  name: string,
  onToken: (token: string) => void,
): Promise<RoomSession> {
  const [session, setSession] = createSignal(
    await askForSession(room, firstKey, { name, ...chosenColour() }),
  );
  const [key, setKey] = createSignal(firstKey);
  let keyChange: Promise<unknown> = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  const schedule = (delayMs: number): void => {
    clearTimeout(timer);
    if (!closed)
      timer = setTimeout(() => void renew().catch(() => schedule(0)), Math.max(renewPauseMs, delayMs));
  };
  const leftMs = (): number => session().expiresAt - serverNow();
  const [ended, setEnded] = createSignal<CallError>();
  const replace = async (user: Appearance): Promise<void> => {
    await keyChange;
    try {
      setSession(await askForSession(room, key(), user));
      setEnded(undefined);
    } catch (error) {
      if (error instanceof CallError && isFinal(error)) setEnded(error);
      throw error;
    }
    schedule(leftMs() - renewAheadMs);
    onToken(session().token);
  };
  const renew = (): Promise<void> => replace(session().user);

  schedule(leftMs() - renewAheadMs);
  // After a sleep we do not know how much of the token's time is left, nor what countdowns should show.
  const stopWatching = every(renewPauseMs, () => {
    if (hasClockJumped() && !ended()) renew().catch(() => undefined);
  });
  return {
    room,
    key,
    session,
    freshToken: async () => {
      if (ended() || leftMs() < 5_000) await renew();
      return session().token;
    },
    renew,
    ended,
    changeUser: async (next) => {
      await replace({ ...session().user, ...next });
      // The name as typed, not as numbered by this room: in another room it may be free.
      if (next.name !== undefined) keptName.set(next.name);
      if (next.color !== undefined) keptColour.set(next.color);
    },
    changeKey: async (change) => {
      const changed = (async () => void setKey(await change()))();
      keyChange = changed.catch(() => undefined);
      await changed;
      await renew();
    },
    close: () => {
      closed = true;
      stopWatching();
      clearTimeout(timer);
    },
  };
}
