import { usageLimitsSchema } from '../../../shared/usage.ts';
import type { RoomBudget } from '../models/room-budget.ts';
import { answer, assertEditor, assertOwner, type Caller, readJson } from './request.ts';

/**
 * `GET usage`: what the room's turns have used; `PUT usage/limits`: what the owner allows them.
 * @returns undefined for any other call. @throws TandemError
 */
export async function handleUsage(
  request: Request,
  path: string,
  caller: Caller,
  budget: Pick<RoomBudget, 'usage' | 'setLimits'>,
): Promise<Response | undefined> {
  const call = `${request.method} ${path}`;
  if (call === 'PUT usage/limits') {
    assertOwner(caller, 'set what its agent may use');
    budget.setLimits(await readJson(request, usageLimitsSchema));
  } else if (call !== 'GET usage') return undefined;
  assertEditor(caller);
  return answer('GET usage', budget.usage);
}
