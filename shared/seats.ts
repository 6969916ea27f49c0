import { roomLimits } from './limits.ts';
import { canEdit, type Role } from './roles.ts';

/**
 * Whether one more person with this role may join a room, or watch its agent.
 * @param present the roles of everyone who is there, without the coder
 */
export function hasSeat(role: Role, present: readonly Role[]): boolean {
  const viewers = present.filter((one) => !canEdit(one));
  return (
    present.length < roomLimits.maxSockets && (canEdit(role) || viewers.length < roomLimits.maxViewerSockets)
  );
}
