import type * as Y from 'yjs';
import { typingChunks } from '../../party/agent/edits/typing-chunks.ts';
import type { EditedRoom } from '../../party/agent/edits/edited-room.ts';
import { typingLimits } from '../../shared/limits.ts';
import type { Task } from './tasks.ts';

/** Two common ways in which agents write: the whole file anew, or at indices that were computed before. */
export async function writeCommonly(
  way: 'whole file' | 'integer index',
  edits: readonly Task[],
  on: { read: string; text: Y.Text; clientId: number; room: EditedRoom },
): Promise<void> {
  const { read, text, clientId, room } = on;
  if (way === 'whole file') {
    const content = edits.reduce((out, { search, replace }) => out.replace(search, () => replace), read);
    room.transactAs(
      clientId,
      () => {
        text.delete(0, text.length);
        text.insert(0, content);
      },
      'T',
    );
    return;
  }
  for (const { search, replace } of edits) {
    let at = Math.min(read.indexOf(search), text.length);
    room.transactAs(clientId, () => text.delete(at, Math.min(search.length, text.length - at)), 'T');
    for (const chunk of typingChunks(replace, 60)) {
      room.transactAs(clientId, () => text.insert(Math.min(at, text.length), chunk), 'T');
      at += chunk.length;
      await new Promise((resolve) => setTimeout(resolve, typingLimits.typingChunkMs));
    }
  }
}
