import type * as Y from 'yjs';
import { pathOf } from '../../../shared/doc.ts';
import { TandemError } from '../../../shared/errors.ts';
import type { ReadSnapshots } from './read-snapshots.ts';

/** A file that the agent last saw at `path`, where there is none now. */
interface MovedFile {
  id: string;
  path: string;
  /** Where people have moved it; undefined when they deleted it. */
  to: string | undefined;
}

/** The file that people have moved away from a path since the agent read it there. */
export function movedFrom(doc: Y.Doc, path: string, readSnapshots: ReadSnapshots): MovedFile | undefined {
  for (const id of readSnapshots.keys()) {
    if (readSnapshots.get(id)?.path === path) return { id, path, to: pathOf(doc, id) };
  }
  return undefined;
}

export const movedMessage = ({ path, to }: MovedFile): string =>
  to === undefined
    ? `“${path}” was deleted since it was read.`
    : `“${path}” was renamed to “${to}” since it was read.`;

/**
 * Refuses to make a file at a path whose file is elsewhere now: the agent means that one. The agent knows it from then
 * on, and may make the new file all the same.
 * @throws TandemError `conflict`
 */
export function assertNotMoved(doc: Y.Doc, path: string, readSnapshots: ReadSnapshots): void {
  const moved = movedFrom(doc, path, readSnapshots);
  const snapshot = moved && readSnapshots.get(moved.id);
  if (!moved || !snapshot) return;
  readSnapshots.set(moved.id, { ...snapshot, path: moved.to });
  const instead = moved.to === undefined ? '' : ` Write to “${moved.to}”.`;
  throw new TandemError(
    'conflict',
    `${movedMessage(moved)} Nothing was written.${instead} If a new “${path}” is wanted, repeat this call.`,
  );
}
