import { TandemError } from '../../../shared/errors.ts';
import { titleOf } from '../../../shared/meta.ts';
import { purgeRequestSchema } from '../../../shared/purge.ts';
import { roomDeletionSchema } from '../../../shared/session.ts';
import type { VerifiedCaller } from './authenticate.ts';
import { answer, assertOwner, callPath, readJson, refuseMethod, roomIdOf } from './request.ts';
import type { OwnerParts } from '../owner/owner.ts';
import { ownWordWith } from '../owner/purge/records.ts';
import type { Replica } from '../replica/replica.ts';
import type { Sql } from '../storage/sql.ts';

const isCall = (request: Request, method: string, path: string): boolean =>
  request.method === method && callPath(request) === path;

/**
 * Checks that the room still exists and the caller's link is valid. Calls that delete, purge or revoke are exempt from
 * their own effect, so that the owner can repeat one whose answer got lost or that could not be finished.
 * @throws TandemError `not_found`, `unavailable`, `unauthorized`
 */
export function assertOpen(
  request: Request,
  caller: VerifiedCaller,
  { links, removal, purge }: OwnerParts,
): void {
  if (!isCall(request, 'DELETE', '')) removal.assertThere();
  // A deleted room has no tables any more.
  if (!removal.isBegun && !isCall(request, 'POST', 'purge')) purge.assertOver();
  if (!(isCall(request, 'POST', 'links/revoke') && links.isRepeat(caller))) links.assertGood(caller);
}

/**
 * `POST links/revoke`: makes all links void, the caller's own too, and answers with new ones.
 * `POST purge`: purges a text from the room, and answers where it was.
 * `DELETE` of the room itself, with its title or id in the body.
 * @returns undefined for any other path. @throws TandemError
 */
export async function handleOwner(
  request: Request,
  path: string,
  caller: VerifiedCaller,
  { owner: { links, removal, purge }, room, sql }: { owner: OwnerParts; room: Replica; sql: Sql },
): Promise<Response | undefined> {
  if (path === 'links/revoke') {
    if (request.method !== 'POST') refuseMethod(request, 'POST');
    assertOwner(caller, 'make its links void');
    return answer('POST links/revoke', { links: await links.revoke(caller) });
  }
  if (path === 'purge') {
    if (request.method !== 'POST') refuseMethod(request, 'POST');
    assertOwner(caller, 'purge a text from it');
    const { text } = await readJson(request, purgeRequestSchema);
    const word = ownWordWith(sql, text);
    if (word !== undefined) {
      throw new TandemError(
        'unprocessable',
        `Nothing was purged: this text is part of “${word}”, a word that the room’s own records need. Include more of its line.`,
      );
    }
    return answer('POST purge', { purged: await purge.run(text, caller.user) });
  }
  if (path !== '') return undefined;
  if (request.method !== 'DELETE') refuseMethod(request, 'DELETE');
  assertOwner(caller, 'delete it');
  const { room: named } = await readJson(request, roomDeletionSchema);
  const isMeant = async (): Promise<boolean> => {
    if (removal.isBegun || named === roomIdOf(request)) return true;
    await room.join();
    return named === titleOf(room.doc);
  };
  if (!(await isMeant())) {
    throw new TandemError(
      'unprocessable',
      'Nothing was deleted: `room` has to be the title or the id of this room.',
    );
  }
  await removal.run();
  return answer('DELETE', { deleted: true });
}
