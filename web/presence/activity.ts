import type { FileEntry } from '../../shared/doc.ts';
import type { User } from '../../shared/roles.ts';
import type { Attendee } from '../room/present.ts';
import type { Room } from '../room/room.ts';

/** The name of the file that someone has open, without its folders. */
export function whereabouts(one: Attendee, files: readonly FileEntry[]): string | undefined {
  return files
    .find((file) => file.id === one.file)
    ?.path.split('/')
    .at(-1);
}

/** The others who have a file open. */
export function othersIn(room: Room, fileId: string): User[] {
  const here = room.attendees().filter((one) => one.file === fileId && one.user.id !== room.user().id);
  return [...new Map(here.map(({ user }) => [user.id, user])).values()];
}

/** What the agent is doing, in two or three words. */
export function agentActivity(agent: Attendee, files: readonly FileEntry[]): string {
  const file = whereabouts(agent, files);
  switch (agent.status) {
    case 'thinking':
      return 'Thinking';
    case 'editing':
      return file === undefined ? 'Editing' : `Editing ${file}`;
    case 'executing':
      return 'Running code';
    case 'waiting':
      return 'Waiting for you';
    case 'idle':
    case undefined:
  }
  return 'Idle';
}
