import type { User } from '../../shared/roles.ts';
import type { Present } from '../room/present.ts';
import type { Room } from '../room/room.ts';
import { showToast } from '../ui/toast.tsx';
import { whereabouts } from './activity.ts';
import type { Follow } from './follow.ts';

/** Name and whereabouts. */
export function whoAndWhere(one: Present, room: Room): string {
  const file = whereabouts(one, room.files());
  return file === undefined ? one.user.name : `${one.user.name}, in ${file}`;
}

/** A label for what the next click does: go to someone, follow them, or stop following. */
export function nextStep(follow: Follow, user: User): string {
  const followTarget = follow.target();
  if (followTarget?.userId !== user.id) return 'Go to their cursor';
  return followTarget.following ? 'Stop following' : 'Follow';
}

/** @param hasFile whether they have a file open */
export function takeStep(follow: Follow, user: User, hasFile: boolean, onGoTo: () => void): void {
  if (follow.next(user.id) === 'left') return;
  onGoTo();
  if (!hasFile) showToast(`${user.name} has no file open now.`);
}
