import { TandemError } from '../../../shared/errors.ts';
import { terminalRequestSchema } from '../../../shared/terminal.ts';
import { assertEditor, type Caller, readJson, refuseMethod } from './request.ts';
import type { Terminal } from '../terminal/terminal.ts';

/**
 * `GET terminal`, `POST terminal`, `POST terminal/<id>/stop`; `path` is the part of the URL after the room's id.
 * @returns undefined for any other path. @throws TandemError
 */
export async function handleTerminal(
  request: Request,
  path: string,
  caller: Caller,
  terminal: Terminal,
): Promise<Response | undefined> {
  const [head, id, action, ...rest] = path.split('/');
  if (head !== 'terminal' || rest.length > 0) return undefined;
  if (id === undefined) {
    if (request.method === 'GET') return Response.json({ lines: terminal.list() });
    if (request.method !== 'POST') refuseMethod(request, 'GET or POST');
    assertEditor(caller);
    const { command } = await readJson(request, terminalRequestSchema);
    return Response.json(await terminal.start(command, caller.user), { status: 202 });
  }
  if (action !== 'stop') return undefined;
  if (request.method !== 'POST') refuseMethod(request, 'POST');
  assertEditor(caller);
  if (!/^\d{1,15}$/.test(id)) throw new TandemError('not_found', 'There is no such command in this room.');
  return Response.json(await terminal.stop(Number(id)));
}
