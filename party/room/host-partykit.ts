import type * as Party from 'partykit/server';
import * as z from 'zod/mini';
import { errorResponse, rateLimited, TandemError } from '../../shared/errors.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { isRoomId } from '../../shared/ids.ts';
import { titleOf } from '../../shared/meta.ts';
import { storageLimits, wireLimits } from '../../shared/limits.ts';
import { after } from '../../shared/timers.ts';
import type { RoomPreview } from '../../shared/session.ts';
import { requestAllowed } from '../../shared/origins.ts';
import { bearerOf, requireSecret, verifyToken } from '../auth.ts';
import { authorizeHandshake, type Refusal, turnAway } from './handshake.ts';
import { RoomCore } from './core.ts';
import { unreadable } from './entrance.ts';
import { Flooders } from './flooders.ts';
import { listEntries } from './list-entries.ts';
import type { RoomHost, RoomStorage } from './host.ts';
import { closeQuietly, type Session } from './session.ts';
import { SteadyClock } from './steady-clock.ts';

const flooders = new Flooders();
const clock = new SteadyClock();
const refusalPath = '/refusal';
const previewPath = '/preview';

/** Runs a room on PartyKit. */
export default class PartyKitRoom implements Party.Server {
  /**
   * Saves memory: otherwise this runtime keeps some 640 bytes of each WebSocket message for good. A room
   * never hibernates while someone is connected, because its timer runs.
   */
  readonly options: Party.ServerOptions = { hibernate: true };
  readonly #room: Party.Room;
  readonly #core: RoomCore;
  readonly #sessions = new WeakMap<Party.Connection, Session>();

  constructor(room: Party.Room) {
    const host: RoomHost = {
      id: room.id,
      env: room.env,
      storage: storageOn(room.storage),
      flooders,
      now: clock.now,
      wallMs: () => Date.now(),
      after,
      letGo: () => reset(room),
    };
    this.#room = room;
    this.#core = new RoomCore(host);
  }

  /**
   * Connections outlive an object that was dropped, but their sessions are lost: clients have to reconnect.
   */
  onStart(): void {
    for (const connection of this.#room.getConnections())
      closeQuietly(connection, closeCode.restarting, 'The room has restarted.');
  }

  /** `GET /health`: whether the server is up; touches no room. */
  static onFetch(request: Party.Request, { env }: Party.FetchLobby): Response | undefined {
    if (!requestAllowed(request, env['ALLOWED_ORIGINS'])) return errorResponse(foreign());
    return new URL(request.url).pathname === '/health' ? Response.json({ status: 'ok' }) : undefined;
  }

  /**
   * PartyKit creates a room's database as soon as the room is addressed, so a client without a token is
   * refused before that. A refused client gets a socket that the room never accepts: this runtime does not
   * end an accepted one that is closed before anything has come over it.
   */
  static async onBeforeConnect(
    request: Party.Request,
    { id, env, parties }: Party.Lobby,
  ): Promise<Party.Request | Response> {
    const admission = await authorizeHandshake({ id, env, flooders, now: clock.now }, request);
    const refusal = 'code' in admission ? admission : await refusalOf(parties, id, request);
    if (!refusal) return request;
    if (refusal.code === closeCode.flood) {
      // No socket: the runtime reads what comes over one even after it is closed, and that costs time.
      return errorResponse(rateLimited(refusal.reason, wireLimits.floodCooldownMs));
    }
    const { 0: client, 1: server } = new WebSocketPair();
    server.accept();
    turnAway(server, refusal.code, refusal.reason);
    return new Response(null, { status: 101, webSocket: client });
  }

  static async onBeforeRequest(
    request: Party.Request,
    { id, env }: Party.Lobby,
  ): Promise<Party.Request | Response> {
    try {
      if (!requestAllowed(request, env['ALLOWED_ORIGINS'])) throw foreign();
      if (!isRoomId(id)) throw new TandemError('not_found', 'There is no such room. Check the link.');
      await verifyToken(requireSecret(env['ROOM_SECRET']), id, bearerOf(request));
      return request;
    } catch (error) {
      return errorResponse(error);
    }
  }

  /** The handshake is answered when this resolves, so no message comes before the document is loaded. */
  async onConnect(connection: Party.Connection, { request }: Party.ConnectionContext): Promise<void> {
    try {
      const session = await this.#core.accept(connection, request);
      if (session) this.#sessions.set(connection, session);
    } catch (error) {
      // Without a session, nothing that comes over it would ever be answered.
      console.error('tandem: a connection could not be admitted', error);
      closeQuietly(connection, closeCode.internal, 'The room could not take this connection.');
    }
  }

  onMessage(message: string | ArrayBuffer | ArrayBufferView, connection: Party.Connection): void {
    const session = this.#sessions.get(connection);
    if (session) this.#core.message(session, toMessage(message));
  }

  onClose(connection: Party.Connection): void {
    const session = this.#sessions.get(connection);
    if (session) this.#core.leave(session);
  }

  onError(connection: Party.Connection): void {
    this.onClose(connection);
  }

  /**
   * `GET /parties/main/<room>`: how many connections a room has; needs one of its tokens.
   * `GET /parties/main/<room>/refusal`: why a connection with this token would be closed: `{code, reason}` or
   * null.
   * `GET /parties/main/<room>/preview`: its title and who is in it.
   */
  async onRequest(request: Party.Request): Promise<Response> {
    const { id, env } = this.#room;
    const claims = await verifyToken(requireSecret(env['ROOM_SECRET']), id, bearerOf(request));
    const { pathname } = new URL(request.url);
    const isConnecting = pathname.endsWith(refusalPath);
    if (isConnecting) await this.#core.entrance.awaitSeat(claims);
    const refusal = await this.#core.entrance.refusal(claims);
    if (isConnecting) return Response.json(refusal ?? null);
    if (refusal?.code === closeCode.tokenEnded)
      return errorResponse(new TandemError('unauthorized', refusal.reason));
    if (pathname.endsWith(previewPath)) return previewOf(refusal, this.#core);
    return Response.json({ status: 'ok', connections: this.#core.size });
  }
}

async function previewOf(refusal: Refusal | undefined, core: RoomCore): Promise<Response> {
  try {
    if (refusal) throw new TandemError('unavailable', refusal.reason);
    const { doc } = await core.loaded();
    const preview: RoomPreview = { title: titleOf(doc), people: core.presence.people() };
    return Response.json(preview);
  } catch (error) {
    return errorResponse(error);
  }
}

const refusalSchema = z.nullable(z.object({ code: z.number(), reason: z.string() }));

/** Asks a room why it would refuse this connection. @returns undefined if it would not. */
async function refusalOf(
  parties: Party.Lobby['parties'],
  id: string,
  { url }: Party.Request,
): Promise<Refusal | undefined> {
  try {
    const headers = { authorization: `Bearer ${new URL(url).searchParams.get('token')}` };
    const answer = await parties['main']?.get(id).fetch(refusalPath, { headers });
    return refusalSchema.parse(await answer?.json()) ?? undefined;
  } catch (error) {
    return unreadable(error);
  }
}

const foreign = (): TandemError => new TandemError('forbidden', 'This site may not open rooms here.');

function toMessage(message: string | ArrayBuffer | ArrayBufferView): string | Uint8Array {
  if (typeof message === 'string') return message;
  if (message instanceof ArrayBuffer) return new Uint8Array(message);
  return new Uint8Array(message.buffer, message.byteOffset, message.byteLength);
}

/**
 * Makes the runtime drop this object, as it does when blocked work fails: the memory is freed, the files are
 * closed, and the next call creates it again.
 */
function reset(room: Party.Room): void {
  room
    .blockConcurrencyWhile(() => Promise.reject(new Error('the room was deleted or purged')))
    .catch(() => {
      // The rejection is what drops the object.
    });
}

/**
 * A room's storage on top of PartyKit's. Each write is one transaction; one put or delete takes at most 128
 * keys.
 */
export function storageOn(storage: Party.Storage): RoomStorage {
  const own: RoomStorage = {
    list: (prefix) => listEntries((range) => storage.list(range), prefix),
    async write(puts, deletes) {
      const entries = [...puts];
      if (deletes.length === 0 && entries.length <= storageLimits.maxKeysPerPut) {
        // One put of several keys is already a transaction, and cheaper. Messages go on arriving meanwhile: held back, they
        // would come one by one between writes, and each would cost a write of its own.
        await storage.put(Object.fromEntries(entries), { allowConcurrency: true });
        await storage.sync();
        return;
      }
      await storage.transaction(async (transaction) => {
        for (let at = 0; at < entries.length; at += storageLimits.maxKeysPerPut) {
          await transaction.put(Object.fromEntries(entries.slice(at, at + storageLimits.maxKeysPerPut)));
        }
        for (let at = 0; at < deletes.length; at += storageLimits.maxKeysPerPut) {
          await transaction.delete(deletes.slice(at, at + storageLimits.maxKeysPerPut));
        }
      });
      await storage.sync();
    },
    async replaceAll(puts) {
      // This runtime leaves what it deletes in free pages of the file; the next start of the server removes
      // those.
      const keys = [...(await own.list('')).keys()];
      await own.write(
        puts,
        keys.filter((key) => !puts.has(key)),
      );
    },
  };
  return own;
}
