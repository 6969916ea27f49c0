import * as z from 'zod/mini';
import { TandemError } from '../../shared/errors.ts';
import { agentLimits } from '../../shared/limits.ts';
import type { User } from '../../shared/roles.ts';
import { turnRequestSchema } from '../../shared/turn.ts';
import { assertEditor, type Caller, readJson, refuseMethod } from './http.ts';
import type { Turns } from './turns/turns.ts';

const limitSchema = z.pipe(z.coerce.number(), z.int().check(z.gte(1), z.lte(agentLimits.listedTurns)));

/**
 * `GET turns`, `POST turns/<id>/undo`, `POST turns/<id>/redo`; `path` is what follows the room's id.
 * @returns undefined when the path is none of these. @throws TandemError
 */
export async function handleTurns(
  request: Request,
  path: string,
  caller: Caller,
  parts: {
    turns: Turns;
    version: () => number;
    tell: (id: string, undoneBy: User | undefined) => Promise<void>;
  },
): Promise<Response | undefined> {
  const { turns, version, tell } = parts;
  if (path === 'turns') {
    if (request.method !== 'GET') refuseMethod(request, 'GET');
    const asked = new URL(request.url).searchParams.get('limit') ?? agentLimits.listedTurns;
    const limit = limitSchema.safeParse(asked);
    if (!limit.success) {
      throw new TandemError('bad_request', `limit is a number from 1 to ${agentLimits.listedTurns}.`);
    }
    return Response.json({ turns: turns.list(limit.data) });
  }
  const match = /^turns\/([^/]+)\/(undo|redo)$/.exec(path);
  const [, id, verb] = match ?? [];
  if (id === undefined) return undefined;
  if (request.method !== 'POST') refuseMethod(request, 'POST');
  const to = verb === 'undo' ? 'undone' : 'done';
  const hasBody = request.headers.get('content-length') !== '0' && request.body !== null;
  const { preview } = hasBody ? await readJson(request, turnRequestSchema) : {};
  // Who may read the room may read what would change in it.
  if (preview === true) return Response.json({ files: await turns.preview(id, to) });
  assertEditor(caller);
  const files = await turns.set(id, to, caller.user);
  await tell(id, verb === 'undo' ? caller.user : undefined);
  return Response.json({ version: version(), files });
}
