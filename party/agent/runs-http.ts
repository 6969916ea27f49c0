import * as z from 'zod/mini';
import { TandemError } from '../../shared/errors.ts';
import { runLimits } from '../../shared/limits.ts';
import { runRequestSchema } from '../../shared/run.ts';
import { assertEditor, type Caller, readJson, refuseMethod } from './http.ts';
import type { Runs } from './runs.ts';

const limitSchema = (max: number) => z.pipe(z.coerce.number(), z.int().check(z.gte(1), z.lte(max)));

/**
 * `POST execute`, `POST runs`, `GET runs`, `GET runs/<id>`, `POST runs/<id>/stop`, `GET actions`; `path` is what follows the room's id.
 * @returns undefined when the path is none of these. @throws TandemError
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
    const limit = limitOf(request, runLimits.listedActions, runLimits.keptActions);
    return Response.json({ actions: runs.actions(limit) });
  }
  if (rest.length > 0 || (head !== 'execute' && head !== 'runs')) return undefined;
  if (head === 'execute') {
    if (runId !== undefined) return undefined;
    if (request.method !== 'POST') refuseMethod(request, 'POST');
    assertEditor(caller);
    const run = await runs.start(await readJson(request, runRequestSchema), caller.user);
    return Response.json(await runs.finished(run.runId));
  }
  if (runId === undefined) {
    if (request.method === 'GET')
      return Response.json({ runs: runs.list(limitOf(request, runLimits.joinedRuns, runLimits.keptRuns)) });
    if (request.method !== 'POST') refuseMethod(request, 'GET or POST');
    assertEditor(caller);
    const run = await runs.start(await readJson(request, runRequestSchema), caller.user);
    return Response.json({ runId: run.runId }, { status: 202 });
  }
  if (action === undefined) {
    if (request.method !== 'GET') refuseMethod(request, 'GET');
    const { run, output, actions } = runs.get(runId);
    return Response.json({ ...run, output, actions });
  }
  if (action !== 'stop') return undefined;
  if (request.method !== 'POST') refuseMethod(request, 'POST');
  assertEditor(caller);
  return Response.json({ state: (await runs.stop(runId)).state });
}

function limitOf(request: Request, usual: number, most: number): number {
  const limit = new URL(request.url).searchParams.get('limit');
  if (limit === null) return usual;
  const parsed = limitSchema(most).safeParse(limit);
  if (parsed.success) return parsed.data;
  throw new TandemError('bad_request', `limit is a whole number from 1 to ${most}.`);
}
