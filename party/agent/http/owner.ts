import * as z from 'zod/mini';
import { TandemError } from '../../../shared/errors.ts';
import { titleOf } from '../../../shared/meta.ts';
import { purgeRequestSchema } from '../../../shared/purge.ts';
import type { VerifiedCaller } from './authenticate.ts';
import { assertOwner, callPath, readJson, refuseMethod, roomIdOf } from './request.ts';
import type { OwnerParts } from '../owner/owner.ts';
import { ownWordWith } from '../owner/purge/records.ts';
import type { Replica } from '../replica/replica.ts';
import type { Sql } from '../storage/sql.ts';

/** The room's id, or its title: so that nobody deletes another room than they think. */
const deleteSchema = z.strictObject({ room: z.string().check(z.maxLength(200)) });

const isCall = (request: Request, method: string, path: string): boolean =>
  request.method === method && callPath(request) === path;

/**
 * Lets a caller go on whose room is there, and whose link is good. An owner's own call is the exception: it is asked for
 * again where its answer got lost, or where it could not be finished.
 * @throws TandemError `not_found`, `unavailable`, `unauthorized`
 */
export function assertOpen(
  request: Request,
  caller: VerifiedCaller,
  { links, removal, purge }: OwnerParts,
): void {
  if (!isCall(request, 'DELETE', '')) removal.assertThere();
  // Of a room that is deleted the tables are, too.
  if (!removal.isBegun && !isCall(request, 'POST', 'purge')) purge.assertOver();
  if (!(isCall(request, 'POST', 'links/revoke') && links.isRepeat(caller))) links.assertGood(caller);
}

/**
 * `POST links/revoke`: all links become void, the caller's own too, and the answer has the new ones.
 * `POST purge`: a text goes out of the room; the answer says where it was. `DELETE` of the room itself, named in the body. @returns undefined when the path is neither. @throws TandemError
 */
export async function handleOwner(
  request: Request,
  path: string,
  caller: VerifiedCaller,
  { owner: { links, removal, purge }, room, sql }: { owner: OwnerParts; room: Replica; sql: Sql },
): Promise<Response | undefined> {
  if (path === 'links/revoke') {
    if (request.method !== 'POST') refuseMethod(request, 'POST');
    assertOwner(caller, 'makes its links void');
    return Response.json({ links: await links.revoke(caller) });
  }
  if (path === 'purge') {
    if (request.method !== 'POST') refuseMethod(request, 'POST');
    assertOwner(caller, 'takes a text out of it');
    const { text } = await readJson(request, purgeRequestSchema);
    const word = ownWordWith(sql, text);
    if (word !== undefined) {
      throw new TandemError(
        'unprocessable',
        `Nothing was purged: the room’s own records have this text in a word of theirs, “${word}”. Take more of its line.`,
      );
    }
    return Response.json({ purged: await purge.run(text, caller.user) });
  }
  if (path !== '') return undefined;
  if (request.method !== 'DELETE') refuseMethod(request, 'DELETE');
  assertOwner(caller, 'deletes it');
  const { room: named } = await readJson(request, deleteSchema);
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
  return Response.json({ deleted: true });
}
