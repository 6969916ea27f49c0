import * as Y from 'yjs';
import { claimedPath } from '../../../shared/doc.ts';
import { agentPaceOf } from '../../../shared/meta.ts';
import type { LocalPresence } from '../../../shared/presence.ts';
import { type EditedRoom, peopleAt } from './edited-room.ts';
import type { TypingSurface } from './typing.ts';

/** Lets the agent type in one file of a room. */
export function typingSurface(
  room: EditedRoom,
  {
    id,
    text,
    signal,
    transact,
  }: { id: string; text: Y.Text; signal: AbortSignal; transact: TypingSurface['transact'] },
): TypingSurface {
  return {
    transact,
    showCursor: (index) => room.setPresence({ ...placeIn(id, text, index), status: 'editing' }),
    peopleAt: () => peopleAt(room, id),
    fileExists: () => claimedPath(room.doc, id) !== null,
    now: () => Date.now(),
    instant: agentPaceOf(room.doc) === 'instant',
    sleep: (ms) => sleep(ms, signal),
    get stopped() {
      return signal.aborted;
    },
  };
}

/**
 * The agent's cursor in a file. It sticks to the character after it: the next chunks come before that one and move the
 * cursor at once, although presence is sent less often.
 */
export function placeIn(
  file: string,
  text: Y.Text,
  index: number,
): Required<Pick<LocalPresence, 'file' | 'selection'>> {
  const position: Record<string, unknown> = Y.relativePositionToJSON(
    Y.createRelativePositionFromTypeIndex(text, Math.min(index, text.length)),
  );
  return { file, selection: { anchor: position, head: position } };
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
