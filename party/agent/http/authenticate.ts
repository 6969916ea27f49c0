import * as z from 'zod/mini';
import { tokenFrameSchema } from '../../../shared/chat-requests.ts';
import { TandemError } from '../../../shared/errors.ts';
import { closeCode } from '../../../shared/protocol/close.ts';
import { roleSchema, userSchema } from '../../../shared/roles.ts';
import { bearerOf, requireSecret, verifyToken } from '../../auth.ts';

const callerHeader = 'x-tandem-caller';
const callerSchema = z.object({
  user: userSchema,
  role: roleSchema,
  /** The epoch of the link that the session came from. */
  epoch: z.int(),
  /** When the token expires, in ms since the epoch. */
  expiresAt: z.number(),
  /** The network address that quotas count calls by. */
  address: z.string(),
});
export type VerifiedCaller = z.infer<typeof callerSchema>;
/** What a token says about the caller. */
type Bearer = Omit<VerifiedCaller, 'address'>;

export const isUpgrade = (request: Request): boolean =>
  request.headers.get('Upgrade')?.toLowerCase() === 'websocket';

/**
 * Verifies the caller's token, from `Authorization: Bearer` on HTTP and from `?token=` on sockets.
 * @throws TandemError `unauthorized`, or `unavailable` without a secret
 */
export async function verifyCaller(request: Request, room: string, secret: unknown): Promise<Bearer> {
  const token = isUpgrade(request) ? new URL(request.url).searchParams.get('token') : bearerOf(request);
  return callerBy(token, room, secret);
}

async function callerBy(token: string | null, room: string, secret: unknown): Promise<Bearer> {
  const { user, role, epoch, exp } = await verifyToken(requireSecret(secret), room, token);
  return { user, role, epoch, expiresAt: exp * 1000 };
}

/**
 * An open socket's caller under a fresh token. `before` is the socket's state.
 * @throws TandemError `unauthorized` for an invalid token, `forbidden` for someone else's
 */
export async function renewedCaller(
  before: unknown,
  token: string,
  room: string,
  secret: unknown,
): Promise<VerifiedCaller> {
  const now = await callerBy(token, room, secret);
  const { user, address } = callerSchema.parse(before);
  if (user.id !== now.user.id) {
    throw new TandemError('forbidden', 'This token is for someone else.');
  }
  return { ...now, address };
}

/** The request for the coder: the verified caller replaces the token, and any such header from the client. */
export function forCoder(request: Request, caller: VerifiedCaller): Request {
  if (isUpgrade(request)) return handshakeFor(request, caller);
  const forwarded = new Request(request);
  forwarded.headers.delete('Authorization');
  forwarded.headers.set(callerHeader, encodeCaller(caller));
  return forwarded;
}

/**
 * Keeps only the handshake itself of a client's request: the SDK would read connection ids, transports and sub-agents from
 * URL and headers.
 */
function handshakeFor(request: Request, caller: VerifiedCaller): Request {
  const headers = new Headers({ [callerHeader]: encodeCaller(caller) });
  for (const [name, value] of request.headers) {
    if (/^(upgrade|connection|sec-websocket-.*)$/i.test(name)) headers.set(name, value);
  }
  const { origin, pathname } = new URL(request.url);
  return new Request(origin + pathname.split('/').slice(0, 4).join('/'), { headers });
}

const encodeCaller = (caller: VerifiedCaller): string => encodeURIComponent(JSON.stringify(caller));

/** The caller that {@link forCoder} wrote. Trusted, because only the Worker can reach a coder. */
export function callerOf(request: Request): VerifiedCaller {
  return callerSchema.parse(JSON.parse(decodeURIComponent(request.headers.get(callerHeader) ?? '')));
}

/** The close code and reason for an error. */
export function closeFor(error: unknown): { code: number; reason: string } {
  if (!(error instanceof TandemError)) {
    return { code: closeCode.tryLater, reason: 'Something went wrong on the server.' };
  }
  const { code, message: reason } = error;
  if (code === 'unauthorized') return { code: closeCode.tokenEnded, reason };
  if (code === 'not_found') return { code: closeCode.deleted, reason };
  return { code: code === 'forbidden' ? closeCode.role : closeCode.tryLater, reason };
}

export function refuseSocket(error: unknown): Response {
  const { code, reason } = closeFor(error);
  return closedSocket(code, reason);
}

/** A browser cannot read the status of a refused handshake, so the socket is accepted and closed with the reason. */
export function closedSocket(code: number, reason: string): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.close(code, reason);
  return new Response(null, { status: 101, webSocket: client });
}

/** The token in a token frame; undefined for any other frame. */
export const readTokenFrame = (message: unknown): string | undefined =>
  tokenFrameSchema.safeParse(parseFrame(message)).data?.token;

/** Frames of the agents SDK that only read what everyone can see. All others are commands, which go over HTTP. */
const readOnlyTypes = new Set(['cf_agent_stream_resume_request', 'cf_agent_stream_resume_ack']);

export function isReadOnlyFrame(message: unknown): boolean {
  const frame = z.object({ type: z.string() }).safeParse(parseFrame(message));
  return frame.success && readOnlyTypes.has(frame.data.type);
}

function parseFrame(message: unknown): unknown {
  if (typeof message !== 'string') return undefined;
  try {
    return JSON.parse(message);
  } catch {
    // Not JSON, so neither our frame nor the SDK's.
    return undefined;
  }
}
