import { TandemError } from '../../../shared/errors.ts';
import { terminalRequestSchema } from '../../../shared/terminal.ts';
import { answer, assertEditor, type Caller, readJson, refuseMethod } from './request.ts';
import type { Terminal } from '../terminal/terminal.ts';

/**
 * `GET terminal`, `POST terminal`, `GET terminal/<id>`, `POST terminal/<id>/stop`; `path` is the part of the URL after the room's id.
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
    if (request.method === 'GET') return answer('GET terminal', { lines: terminal.list() });
    if (request.method !== 'POST') refuseMethod(request, 'GET or POST');
    assertEditor(caller);
    const { command, tty } = await readJson(request, terminalRequestSchema);
    return answer('POST terminal', await terminal.start(command, caller.user, tty), 202);
  }
  if (action !== undefined && action !== 'stop') return undefined;
  const method = action === 'stop' ? 'POST' : 'GET';
  if (request.method !== method) refuseMethod(request, method);
  if (action === 'stop') assertEditor(caller);
  if (!/^\d{1,15}$/.test(id)) throw new TandemError('not_found', 'There is no such command in this room.');
  if (action === undefined) return answer('GET terminal/<id>', terminal.get(Number(id)));
  return answer('POST terminal/<id>/stop', await terminal.stop(Number(id)));
}
