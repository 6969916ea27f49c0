import { lazyAnswers } from '../../shared/lazy-answers.ts';
import type { Purged } from '../../shared/purge.ts';
import type { NewRoom } from '../../shared/session.ts';
import { type Call, read } from '../coder/api.ts';

/** Calls that only the owner may make. All reject with a `CommandError`. */

/** Revokes all links, including this page's own. @returns the new ones */
export const revokeLinks = async (call: Call): Promise<NewRoom['links']> =>
  read(lazyAnswers['POST links/revoke'], await call('POST', 'links/revoke')).links;

/** Purges a text from the whole room. @returns where it was found */
export const purge = async (call: Call, text: string): Promise<Purged> =>
  read(lazyAnswers['POST purge'], await call('POST', 'purge', { text })).purged;

/** Deletes the whole room. `id` repeats its id as a safeguard. */
export async function deleteRoom(call: Call, id: string): Promise<void> {
  await call('DELETE', '', { room: id });
}
