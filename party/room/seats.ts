import { roomLimits } from '../../shared/limits.ts';
import { canEdit } from '../../shared/roles.ts';
import type { Claims } from '../auth.ts';
import type { Writer } from './authors.ts';

/**
 * Whether there is a place for one more connection. The coder has a seat of its own: people would else be among themselves
 * in a room that cannot answer. Those who only look leave some to those who write.
 */
export function hasSeat({ service, role }: Claims, there: readonly Writer[]): boolean {
  if (service) return true;
  const people = there.filter((writer) => !writer.service);
  const viewers = people.filter((writer) => !canEdit(writer.role));
  return (
    people.length < roomLimits.maxSockets && (canEdit(role) || viewers.length < roomLimits.maxViewerSockets)
  );
}
