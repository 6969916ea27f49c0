import { createSignal } from 'solid-js';
import * as z from 'zod/mini';
import { errorBodySchema } from '../shared/errors.ts';
import { nameSchema, type NewRoom, newRoomSchema, type Session, sessionSchema } from '../shared/session.ts';
import { pageLimits } from '../shared/limits.ts';
import { paletteSize } from '../shared/roles.ts';
import { serverNow, setServerTime } from './server-clock.ts';
import { keep } from './storage.ts';

/** A call to the server that failed, with a sentence for whoever waits. */
export class CallError extends Error {
  /** The server's error code; `offline` when no server answered. */
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CallError';
    this.code = code;
  }
}

/** The link itself is refused, as opposed to trouble on the way. */
const isFinal = ({ code }: CallError): boolean => ['forbidden', 'not_found', 'unauthorized'].includes(code);

export const keptName = keep('name', nameSchema, '');
/** The palette index that this person chose for themselves, in every room; 0 where they did not. */
const keptColour = keep('colour', z.int().check(z.gte(0), z.lte(paletteSize)), 0);
const chosenColour = (): Pick<Appearance, 'color'> =>
  keptColour.get() === 0 ? {} : { color: keptColour.get() };
const keptSecret = keep('person', z.string().check(z.minLength(16), z.maxLength(200)), '');

/** What this person was given to make rooms with, on a server that asks for it: visible ASCII, as a header takes it. */
export const keptCreateKey = keep('create-key', z.string().check(z.regex(/^[\x21-\x7e]*$/)), '');

/** This browser's proof of being the same person tomorrow. It goes to our own server only. */
function userSecret(): string {
  const kept = keptSecret.get();
  if (kept !== '') return kept;
  const made = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(24))));
  keptSecret.set(made);
  return made;
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
  throw new CallError('offline', `The server answered ${response.status} and nothing more. Try again soon.`);
}

/** @throws CallError `unauthorized` where the server asks for another key than the kept one. */
export function makeRoom(): Promise<NewRoom> {
  const key = keptCreateKey.get();
  return post('/api/rooms', {}, newRoomSchema, key === '' ? {} : { Authorization: `Bearer ${key}` });
}

/** How someone wants to be seen. Without a colour they have the one that follows from who they are. */
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

/** A token is renewed when it has less than this left, */
const renewAheadMs = 2 * 60_000;
/** and not again before this, whatever the clocks say. */
const renewPauseMs = 30_000;

/** One person's right to be in one room, kept fresh as long as the page is open. */
export interface RoomSession {
  room: string;
  key: () => string;
  session: () => Session;
  /** A token that is good now: renewed first when it has ended, or was refused. @throws CallError */
  freshToken: () => Promise<string>;
  renew: () => Promise<void>;
  /** Why the server gives no token any more; undefined as long as it does, or cannot be asked. */
  ended: () => CallError | undefined;
  /** Gives this person another name or colour, or both: here, and kept for all rooms in this browser. */
  changeUser: (change: Partial<Appearance>) => Promise<void>;
  /** Goes on under another key of the same room: until `change` has told it, the one before may be void already. */
  changeKey: (change: () => Promise<string>) => Promise<void>;
  close: () => void;
}

/**
 * @param onToken called with each new token, so that open sockets can take it over
 * @throws CallError `not_found`, `forbidden` for a wrong link; `offline` without a server
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
      // As it was written: in another room nobody else may have it.
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
      clearTimeout(timer);
    },
  };
}
