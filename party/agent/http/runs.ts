import { runLimits } from '../../../shared/limits.ts';
import { runRequestSchema } from '../../../shared/run.ts';
import { answer, assertEditor, type Caller, numberFrom, readJson, refuseMethod } from './request.ts';
import type { Runs } from '../runs/runs.ts';

/**
 * `POST execute`, `POST runs`, `GET runs`, `GET runs/<id>`, `POST runs/<id>/stop`, `GET actions`; `path` is the part of the
 * URL after the room's id. @returns undefined for any other path. @throws TandemError
 */
export async function handleRuns(
  request: Request,
  path: string,
  caller: Caller,
  runs: Runs,
): Promise<Response | undefined> {
  const [head, runId, action, ...rest] = path.split('/');
  if (head === 'actions' && runId === undefined) {
    if (request.method !== 'GET') refuseMethod(request, 'GET');
    const limit = numberFrom(request, 'limit', runLimits.listedActions, runLimits.keptActions);
    return answer('GET actions', { actions: runs.actions(limit) });
  }
  if (rest.length > 0 || (head !== 'execute' && head !== 'runs')) return undefined;
  if (head === 'execute') {
    if (runId !== undefined) return undefined;
    if (request.method !== 'POST') refuseMethod(request, 'POST');
    assertEditor(caller);
    const run = await runs.start(await readJson(request, runRequestSchema), caller.user);
    return answer('POST execute', await runs.finished(run.runId));
  }
  if (runId === undefined) {
    if (request.method === 'GET')
      return answer('GET runs', {
        runs: runs.list(numberFrom(request, 'limit', runLimits.joinedRuns, runLimits.keptRuns)),
      });
    if (request.method !== 'POST') refuseMethod(request, 'GET or POST');
    assertEditor(caller);
    const run = await runs.start(await readJson(request, runRequestSchema), caller.user);
    return answer('POST runs', { runId: run.runId }, 202);
  }
  if (action === undefined) {
    if (request.method !== 'GET') refuseMethod(request, 'GET');
    const { run, output, actions } = runs.get(runId);
    return answer('GET runs/<id>', { ...run, output, actions });
  }
  if (action !== 'stop') return undefined;
  if (request.method !== 'POST') refuseMethod(request, 'POST');
  assertEditor(caller);
  return answer('POST runs/<id>/stop', { state: (await runs.stop(runId)).state });
}
