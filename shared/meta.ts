import type * as Y from 'yjs';
import { visibleLine } from './hidden.ts';
import { roomLimits } from './limits.ts';
import { roots } from './roots.ts';
import { cleanText } from './text.ts';

/**
 * The room's title and settings, run configurations under `run:`, and under `trash:` and its id where a deleted file
 * was, and when.
 */
export const metaOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap(roots.meta);

/** In one visible line, whatever someone wrote into the document. */
export function titleOf(doc: Y.Doc): string {
  const title = metaOf(doc).get('title');
  const shown = typeof title === 'string' ? visibleLine(title.slice(0, roomLimits.maxTitleLength)) : '';
  return shown === '' ? 'Untitled room' : shown;
}

export function setTitle(doc: Y.Doc, title: string, origin: unknown = null): void {
  doc.transact(
    () => metaOf(doc).set('title', cleanText(title).trim().slice(0, roomLimits.maxTitleLength)),
    origin,
  );
}

/** What an editor writes in `meta`: notes of the trash, run configurations. All else there are settings, its owner's. */
const editorsKeys = ['trash:', 'run:'];

/** Whether a key of `meta` is a setting of the room. */
export const isSettingKey = (key: string | undefined): boolean =>
  !editorsKeys.some((start) => key?.startsWith(start));

/** What `meta` has under keys that start so, without that start; anyone may have written anything there. */
export function metaValues(doc: Y.Doc, prefix: string): [key: string, value: unknown][] {
  return [...metaOf(doc)].flatMap(([key, value]) =>
    key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
  );
}

/** Sets a value of `meta`, or takes it away: null. The value is plain JSON. */
export function setMeta(doc: Y.Doc, key: string, value: object | null, origin: unknown = null): void {
  doc.transact(() => {
    if (value === null) metaOf(doc).delete(key);
    else metaOf(doc).set(key, value);
  }, origin);
}

export const purgeMarkKey = 'purged';

/** Under which client id the latest text was purged; undefined where none ever was. What a replica has of it tells when it is from. */
export function purgeMarkOf(doc: Y.Doc): number | undefined {
  const mark = metaOf(doc).get(purgeMarkKey);
  return typeof mark === 'number' ? mark : undefined;
}

/** How the agent's edits appear in this room: typed with a visible cursor, or at once. */
export type AgentPace = 'typed' | 'instant';

export const agentPaceOf = (doc: Y.Doc): AgentPace =>
  metaOf(doc).get('agentPace') === 'instant' ? 'instant' : 'typed';

export function setAgentPace(doc: Y.Doc, pace: AgentPace, origin: unknown = null): void {
  doc.transact(() => metaOf(doc).set('agentPace', pace), origin);
}
