import { decisionSchema } from '../../../shared/approvals.ts';
import { answer, assertEditor, assertOwner, type Caller, readJson, refuseMethod } from './request.ts';
import type { Approvals } from '../approvals/approvals.ts';

/**
 * `GET approvals`, `POST approvals/<id>`; `path` is the part of the URL after the room's id.
 * @returns undefined for any other path. @throws TandemError
 */
export async function handleApprovals(
  request: Request,
  path: string,
  caller: Caller,
  approvals: Approvals,
): Promise<Response | undefined> {
  const [head, id, ...rest] = path.split('/');
  if (head !== 'approvals' || rest.length > 0) return undefined;
  if (id === undefined) {
    if (request.method !== 'GET') refuseMethod(request, 'GET');
    return answer('GET approvals', { approvals: approvals.list() });
  }
  if (request.method !== 'POST') refuseMethod(request, 'POST');
  assertEditor(caller);
  const decision = await readJson(request, decisionSchema);
  // “Always” changes a setting of the room, which only the owner may.
  if (decision.decision === 'always') assertOwner(caller);
  return answer('POST approvals/<id>', await approvals.decide(decodeURIComponent(id), decision, caller.user));
}
