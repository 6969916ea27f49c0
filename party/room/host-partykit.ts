import type * as Party from 'partykit/server';
import { isRoomId } from '../../shared/ids.ts';
import { storageLimits } from '../../shared/limits.ts';
import { after } from '../../shared/timers.ts';
import { requestAllowed } from '../../shared/origins.ts';
import { RoomCore } from './core.ts';
import type { RoomHost, RoomStorage } from './host.ts';
import type { Session } from './session.ts';

/** Puts a room on PartyKit. */
export default class PartyKitRoom implements Party.Server {
  readonly #core: RoomCore;
  readonly #env: Party.Room['env'];
  readonly #sessions = new WeakMap<Party.Connection, Session>();

  constructor(room: Party.Room) {
    const host: RoomHost = {
      id: room.id,
      env: room.env,
      storage: storageOn(room.storage),
      now: () => Date.now(),
      after,
    };
    this.#core = new RoomCore(host);
    this.#env = room.env;
  }

  /** `GET /health`: whether the server is up; touches no room. */
  static onFetch(request: Party.Request, { env }: Party.FetchLobby): Response | undefined {
    if (!requestAllowed(request, env['ALLOWED_ORIGINS'])) return forbidden();
    return new URL(request.url).pathname === '/health' ? Response.json({ status: 'ok' }) : undefined;
  }

  /** The handshake is answered when this resolves, so no message comes before the document is loaded. */
  async onConnect(connection: Party.Connection, { request }: Party.ConnectionContext): Promise<void> {
    const session = await this.#core.accept(connection, request);
    if (session) this.#sessions.set(connection, session);
  }

  onMessage(message: string | ArrayBuffer | ArrayBufferView, connection: Party.Connection): void {
    const session = this.#sessions.get(connection);
    if (session) this.#core.message(session, toMessage(message));
  }

  onClose(connection: Party.Connection): void {
    const session = this.#sessions.get(connection);
    // This workerd leaves the closing handshake to us.
    session?.close(1000, '');
    if (session) this.#core.leave(session);
  }

  onError(connection: Party.Connection): void {
    this.onClose(connection);
  }

  /** `GET /parties/main/<room>`: how many are in a room. */
  onRequest(request: Party.Request): Response | Promise<Response> {
    if (!requestAllowed(request, this.#env['ALLOWED_ORIGINS'])) return forbidden();
    const room = new URL(request.url).pathname.split('/').at(-1) ?? '';
    if (!isRoomId(room))
      return Response.json(
        { error: { code: 'not_found', message: 'There is no such room.' } },
        { status: 404 },
      );
    return Response.json({ status: 'ok', connections: this.#core.size });
  }
}

const forbidden = (): Response =>
  Response.json(
    { error: { code: 'forbidden', message: 'This site may not open rooms here.' } },
    { status: 403 },
  );

function toMessage(message: string | ArrayBuffer | ArrayBufferView): string | Uint8Array {
  if (typeof message === 'string') return message;
  if (message instanceof ArrayBuffer) return new Uint8Array(message);
  return new Uint8Array(message.buffer, message.byteOffset, message.byteLength);
}

/** A room's storage on PartyKit's. One transaction a write; a put or delete takes at most 128 keys. */
export function storageOn(storage: Party.Storage): RoomStorage {
  return {
    list: (prefix) => storage.list({ prefix }),
    async write(puts, deletes) {
      const entries = [...puts];
      if (deletes.length === 0 && entries.length <= storageLimits.maxKeysPerPut) {
        // One put of several keys is a transaction already, and the cheaper one.
        await storage.put(Object.fromEntries(entries));
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
  };
}
