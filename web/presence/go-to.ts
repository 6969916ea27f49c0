import type { User } from '../../shared/roles.ts';
import type { Present, Room } from '../room.ts';
import { say } from '../ui/toast.tsx';
import { whereabouts } from './activity.ts';
import type { Follow } from './follow.ts';

/** Name and whereabouts. */
export function whoAndWhere(one: Present, room: Room): string {
  const file = whereabouts(one, room.files());
  return file === undefined ? one.user.name : `${one.user.name}, in ${file}`;
}

/** What comes next with someone: to go to them, to follow them, to let them go. */
export function nextStep(follow: Follow, user: User): string {
  const gaze = follow.target();
  if (gaze?.userId !== user.id) return 'Go to their cursor';
  return gaze.following ? 'Stop following' : 'Follow';
}

/** @param somewhere they are in a file */
export function takeStep(follow: Follow, user: User, somewhere: boolean, onGone: () => void): void {
  if (follow.next(user.id) === 'left') return;
  onGone();
  if (!somewhere) say(`${user.name} has no file open now.`);
}
