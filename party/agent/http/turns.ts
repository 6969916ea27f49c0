import { agentLimits } from '../../../shared/limits.ts';
import type { User } from '../../../shared/roles.ts';
import { keepRequestSchema, type Turn, turnRequestSchema } from '../../../shared/turn.ts';
import {
  answer,
  assertEditor,
  type Caller,
  numberFrom,
  readJson,
  readJsonIfAny,
  refuseMethod,
} from './request.ts';
import type { TurnUndo } from '../undo/turn-undo.ts';

/** What a person did to a turn. */
export interface UndoRecord {
  by: User;
  undo: boolean;
  /** Not to the whole turn. */
  part: boolean;
}

/**
 * `GET turns`, and `POST turns/<id>/` with `undo`, `redo` or `keep`; `path` is the part of the URL after the room's id.
 * @returns undefined for any other path. @throws TandemError
 */
export async function handleTurns(
  request: Request,
  path: string,
  caller: Caller,
  parts: {
    turns: TurnUndo;
    version: () => number;
    recordUndo: (turn: Turn, record: UndoRecord) => Promise<void>;
  },
): Promise<Response | undefined> {
  const { turns, version, recordUndo } = parts;
  if (path === 'turns') {
    if (request.method !== 'GET') refuseMethod(request, 'GET');
    const limit = numberFrom(request, 'limit', agentLimits.listedTurns, agentLimits.listedTurns);
    return answer('GET turns', { turns: turns.list(limit) });
  }
  const match = /^turns\/([^/]+)\/(undo|redo|keep)$/.exec(path);
  const [, id, verb] = match ?? [];
  if (id === undefined) return undefined;
  if (request.method !== 'POST') refuseMethod(request, 'POST');
  if (verb === 'keep') {
    assertEditor(caller);
    const { parts: names } = await readJson(request, keepRequestSchema);
    return answer('POST turns/<id>/keep', { turn: await turns.keep(id, names) });
  }
  const { preview, parts: names } = (await readJsonIfAny(request, turnRequestSchema)) ?? {};
  const toggle = { id, undo: verb === 'undo', names };
  // Viewers too: whoever may read the room may read what would change in it.
  if (preview === true)
    return answer('POST turns/<id>/undo (preview)', { files: await turns.preview(toggle) });
  assertEditor(caller);
  const files = await turns.set(toggle, caller.user);
  await recordUndo(turns.get(id), { by: caller.user, undo: toggle.undo, part: names !== undefined });
  return answer('POST turns/<id>/undo', { version: version(), files });
}
