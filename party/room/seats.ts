import { hasSeat } from '../../shared/seats.ts';
import type { Claims } from '../auth.ts';
import type { Writer } from './authors.ts';

/**
 * Whether there is a seat for one more connection. The coder has one of its own: otherwise a room full of
 * people would have no agent to answer them.
 */
export function mayEnter({ service, role }: Claims, there: readonly Writer[]): boolean {
  const people = there.filter((writer) => !writer.service);
  return (
    service === true ||
    hasSeat(
      role,
      people.map((writer) => writer.role),
    )
  );
}
