import { errorResponse, TandemError } from '../shared/errors.ts';
import { isRoomId } from '../shared/ids.ts';
import { httpLimits } from '../shared/limits.ts';
import { requestAllowed } from '../shared/origins.ts';
import { closeCode } from '../shared/protocol/close.ts';
import { closedSocket, forCoder, isUpgrade, refuseSocket, verifyCaller } from './agent/http/authenticate.ts';
import { assertMayCreate, bearerOf, requireSecret } from './auth.ts';
import type { Env } from './env.ts';
import { health } from './health.ts';
import { addressOf } from './quotas/address.ts';
import { serverQuotas } from './quotas/spend.ts';
import { createRoom, openSession, previewRoom } from './rooms.ts';

export { Coder } from './agent/coder.ts';
export { Quotas } from './quotas/quotas.ts';
export { RunHost } from './run-host.ts';

/** The Worker's entry: routes only. */
export default {
  async fetch(request, env): Promise<Response> {
    try {
      return await route(request, env);
    } catch (error) {
      if (!(error instanceof TandemError)) console.error('tandem: a request failed', error);
      await discardBody(request);
      return errorResponse(error);
    }
  },
} satisfies ExportedHandler<Env>;

async function route(request: Request, env: Env): Promise<Response> {
  if (!requestAllowed(request, env.ALLOWED_ORIGINS)) {
    throw new TandemError(
      'forbidden',
      'This server does not answer requests for this site or host name. Whoever runs it must add the origin to ALLOWED_ORIGINS.',
    );
  }
  const { pathname } = new URL(request.url);
  const [area = '', ...path] = pathname.slice(1).split('/');
  switch (area) {
    case 'health':
      if (path.length > 0) break;
      assertMethod(request, 'GET');
      return health(env);
    case 'api':
      return api(await bounded(request), env, path);
    case 'agents':
      return toCoder(request, env, path);
    case 'parties':
      return toRoom(request, env);
    default:
      return page(request, env, area);
  }
  throw noSuchCall();
}

/** A file of the page, or the page itself: for a room, and with status 404 for an unknown address. */
async function page(request: Request, env: Env, area: string): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') throw noSuchCall();
  const root = new Request(new URL('/', request.url), request);
  if (area === 'r') return env.ASSETS.fetch(root);
  const file = await env.ASSETS.fetch(request);
  if (file.status !== 404) return file;
  const { body, headers } = await env.ASSETS.fetch(root);
  return new Response(body, { status: 404, headers });
}

async function api(request: Request, env: Env, path: string[]): Promise<Response> {
  const [rooms, room, call, ...rest] = path;
  const secret = requireSecret(env.ROOM_SECRET);
  if (rooms !== 'rooms' || rest.length > 0) throw noSuchCall();
  if (room === undefined) {
    assertMethod(request, 'POST');
    await assertMayCreate(secret, env.CREATE_KEY, bearerOf(request));
    const made = await createRoom(secret, request);
    await serverQuotas(env).spend('rooms', await addressOf(request, secret, env));
    return Response.json(made, { status: 201 });
  }
  if (call !== 'session' && call !== 'preview') throw noSuchCall();
  assertMethod(request, 'POST');
  await serverQuotas(env).spend('sessions', await addressOf(request, secret, env));
  // Addressed only after the key is verified, because a coder creates its database when addressed.
  const coder = () => env.Coder.get(env.Coder.idFromName(room));
  const linksOf = async (epoch: number) => coder().linksOf(epoch);
  if (call === 'preview') {
    const askRoom = (token: string) => {
      const headers = { authorization: `Bearer ${token}` };
      return fetch(new URL(`/parties/main/${room}/preview`, env.ROOM_URL), { headers });
    };
    return Response.json(await previewRoom(secret, room, request, linksOf, askRoom));
  }
  const claimName = async (name: string, userId: string) => coder().claimName(name, userId);
  return Response.json(await openSession(secret, room, request, linksOf, claimName));
}

/**
 * `/agents/coder/<room>/…`. A coder creates its database when addressed, so callers without a token are refused before.
 */
async function toCoder(request: Request, env: Env, path: string[]): Promise<Response> {
  const [agent, room] = path;
  if (agent !== 'coder') throw noSuchCall();
  const secret = requireSecret(env.ROOM_SECRET);
  if (room === undefined || !isRoomId(room)) {
    if (isUpgrade(request)) return closedSocket(closeCode.noRoom, 'There is no such room. Check the link.');
    throw new TandemError('not_found', 'There is no such room. Check the link.');
  }
  try {
    const verified = await verifyCaller(request, room, secret);
    const caller = { ...verified, address: await addressOf(request, secret, env) };
    return await env.Coder.get(env.Coder.idFromName(room)).fetch(forCoder(await bounded(request), caller));
  } catch (error) {
    if (error instanceof TandemError && isUpgrade(request)) return refuseSocket(error);
    throw error;
  }
}

/** Forwards to the room server, including sockets. */
async function toRoom(request: Request, env: Env): Promise<Response> {
  requireSecret(env.ROOM_SECRET);
  if (!env.ROOM_URL) {
    throw new TandemError('unavailable', 'ROOM_URL is not set: give the Worker the URL of the room server.');
  }
  const { pathname, search } = new URL(request.url);
  try {
    return await fetch(new Request(new URL(pathname + search, env.ROOM_URL), await bounded(request)));
  } catch (error) {
    if (error instanceof TandemError) throw error;
    throw new TandemError('unavailable', 'The room server cannot be reached at the moment.', {
      cause: error,
    });
  }
}

/** The request with its body read, so that no larger one reaches the parts behind. @throws TandemError `too_large` */
async function bounded(request: Request): Promise<Request> {
  if (!request.body) return request;
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of request.body.values({ preventCancel: true })) {
    bytes += piece.byteLength;
    if (bytes > httpLimits.maxBodyBytes) {
      throw new TandemError('too_large', `A body can be at most ${httpLimits.maxBodyBytes / 1024} KiB.`);
    }
    pieces.push(piece);
  }
  return new Request(request.url, {
    method: request.method,
    headers: request.headers,
    body: await new Blob(pieces).arrayBuffer(),
  });
}

/**
 * Reads the rest of a refused request. An unread body would close the connection, and with it might lose the response
 * and the next request.
 */
async function discardBody({ body }: Request): Promise<void> {
  if (!body || body.locked) return;
  try {
    let bytes = 0;
    for await (const piece of body) {
      bytes += piece.byteLength;
      if (bytes > httpLimits.maxDiscardedBytes) return;
    }
  } catch {
    // The client is gone.
  }
}

function assertMethod(request: Request, method: string): void {
  if (request.method !== method) {
    throw new TandemError('bad_request', `This takes ${method}, not ${request.method}.`);
  }
}

const noSuchCall = (): TandemError => new TandemError('not_found', 'There is no such call.');
