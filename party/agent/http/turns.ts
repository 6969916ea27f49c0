import { agentLimits } from '../../../shared/limits.ts';
import type { User } from '../../../shared/roles.ts';
import { turnRequestSchema } from '../../../shared/turn.ts';
import { answer, assertEditor, type Caller, numberFrom, readJsonIfAny, refuseMethod } from './request.ts';
import type { TurnUndo } from '../undo/turn-undo.ts';

/**
 * `GET turns`, `POST turns/<id>/undo`, `POST turns/<id>/redo`; `path` is the part of the URL after the room's id.
 * @returns undefined for any other path. @throws TandemError
 */
export async function handleTurns(
  request: Request,
  path: string,
  caller: Caller,
  parts: {
    turns: TurnUndo;
    version: () => number;
    recordUndo: (id: string, undoneBy: User | undefined) => Promise<void>;
  },
): Promise<Response | undefined> {
  const { turns, version, recordUndo } = parts;
  if (path === 'turns') {
    if (request.method !== 'GET') refuseMethod(request, 'GET');
    const limit = numberFrom(request, 'limit', agentLimits.listedTurns, agentLimits.listedTurns);
    return answer('GET turns', { turns: turns.list(limit) });
  }
  const match = /^turns\/([^/]+)\/(undo|redo)$/.exec(path);
  const [, id, verb] = match ?? [];
  if (id === undefined) return undefined;
  if (request.method !== 'POST') refuseMethod(request, 'POST');
  const to = verb === 'undo' ? 'undone' : 'done';
  const preview = (await readJsonIfAny(request, turnRequestSchema))?.preview;
  // Viewers too: whoever may read the room may read what would change in it.
  if (preview === true)
    return answer('POST turns/<id>/undo (preview)', { files: await turns.preview(id, to) });
  assertEditor(caller);
  const files = await turns.set(id, to, caller.user);
  await recordUndo(id, verb === 'undo' ? caller.user : undefined);
  return answer('POST turns/<id>/undo', { version: version(), files });
}
