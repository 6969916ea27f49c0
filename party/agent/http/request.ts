import * as z from 'zod/mini';
import type { CoderAnswer, CoderCall } from '../../../shared/coder-answers.ts';
import { TandemError } from '../../../shared/errors.ts';
import { normalizePath } from '../../../shared/paths.ts';
import { canEdit, canSet, type Role, type User } from '../../../shared/roles.ts';

/** The caller, as their token says. */
export interface Caller {
  user: User;
  role: Role;
}

/** @param action completes the message, with the room as “it”. @throws TandemError `forbidden` */
export function assertOwner(caller: Caller, action = 'change its settings'): void {
  if (!canSet(caller.role)) {
    throw new TandemError('forbidden', `Only people with the owner link of a room can ${action}.`);
  }
}

/** @throws TandemError `forbidden` */
export function assertEditor(caller: Caller): void {
  if (!canEdit(caller.role)) {
    throw new TandemError(
      'forbidden',
      'You opened this room with a view link: you can read, but not change or run anything.',
    );
  }
}

/** The path of a call: the part of the URL after the room's id. */
export const callPath = (request: Request): string =>
  new URL(request.url).pathname.split('/').slice(4).join('/');

/** The room's id in the URL of a call. */
export const roomIdOf = (request: Request): string => new URL(request.url).pathname.split('/')[3] ?? '';

/** The JSON answer to a call; the call's schema says what is in it. */
export const answer = <Call extends CoderCall>(
  _call: Call,
  body: CoderAnswer<Call>,
  status = 200,
): Response => Response.json(body, { status });

/** The parsed JSON body. @throws TandemError `bad_request`, which says what is wrong where */
export async function readJson<T>(request: Request, schema: z.core.$ZodType<T>): Promise<T> {
  let body: unknown;
  try {
    body = JSON.parse(await readText(request));
  } catch (error) {
    if (error instanceof TandemError) throw error;
    throw new TandemError('bad_request', 'The body is not JSON.', { cause: error });
  }
  const parsed = z.safeParse(schema, body);
  if (parsed.success) return parsed.data;
  throw new TandemError('bad_request', `The body does not fit: ${z.prettifyError(parsed.error)}`);
}

/** As {@link readJson}, but undefined without a body. @throws TandemError `bad_request` */
export async function readJsonIfAny<T>(request: Request, schema: z.core.$ZodType<T>): Promise<T | undefined> {
  const hasBody = request.headers.get('content-length') !== '0' && request.body !== null;
  return hasBody ? readJson(request, schema) : undefined;
}

/** A whole number in the query, from 1 to `most`. @throws TandemError `bad_request` */
export function numberFrom(request: Request, name: string, usual: number, most: number): number {
  const text = new URL(request.url).searchParams.get(name);
  if (text === null) return usual;
  const parsed = numberSchema.safeParse(text);
  if (parsed.success && parsed.data <= most) return parsed.data;
  throw new TandemError('bad_request', `${name} must be a whole number from 1 to ${most}.`);
}
const numberSchema = z.pipe(z.coerce.number(), z.int().check(z.gte(1)));

/** The body as text. @throws TandemError `bad_request` for what is not UTF-8 text. */
export async function readText(request: Request): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(await request.arrayBuffer());
  } catch (error) {
    throw new TandemError('bad_request', 'A room holds text only (UTF-8); this is a binary file.', {
      cause: error,
    });
  }
}

/** Decodes and normalizes the file path in a URL. @throws TandemError `bad_request` */
export function pathFromUrl(encoded: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(encoded);
  } catch (error) {
    throw new TandemError('bad_request', 'The path in the URL is not percent-encoded UTF-8.', {
      cause: error,
    });
  }
  return normalizePath(decoded);
}

/** @throws TandemError `bad_request`: the path is right, the method is not. */
export function refuseMethod(request: Request, allowed: string): never {
  throw new TandemError('bad_request', `This takes ${allowed}, not ${request.method}.`);
}
