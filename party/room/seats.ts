import { hasSeat } from '../../shared/seats.ts';
import type { Claims } from '../auth.ts';
import type { Writer } from './authors.ts';

/**
 * Whether there is a place for one more connection. The coder has a seat of its own: people would else be among themselves
 * in a room that cannot answer.
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
