import type { FileEntry } from '../../shared/doc.ts';
import type { Present } from '../room.ts';

/** Where someone is: the name of the file, without its folders. */
export function whereabouts(one: Present, files: readonly FileEntry[]): string | undefined {
  return files
    .find((file) => file.id === one.file)
    ?.path.split('/')
    .at(-1);
}

/** What the agent does, in two or three words. */
export function agentActivity(agent: Present, files: readonly FileEntry[]): string {
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
