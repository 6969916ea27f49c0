import type * as Y from 'yjs';
import { visibleLine } from './hidden.ts';
import { roomLimits } from './limits.ts';
import { roots } from './roots.ts';
import { cleanText } from './text.ts';

/**
 * The room's title and settings, run configurations under `run:`, and under `trash:` and a file's id, where a deleted
 * file was and when it was deleted.
 */
export const metaOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap(roots.meta);

/** The title as one visible line, whatever the document contains. */
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

/**
 * Keys of `meta` that editors may write: notes of the trash, run configurations. All others are the owner's settings.
 */
const editorsKeys = ['trash:', 'run:'];

/** Whether a key of `meta` is a setting of the room. */
export const isSettingKey = (key: string | undefined): boolean =>
  !editorsKeys.some((start) => key?.startsWith(start));

/** The entries of `meta` whose key has the prefix, without it. The values are not validated: anyone can write them. */
export function metaValues(doc: Y.Doc, prefix: string): [key: string, value: unknown][] {
  return [...metaOf(doc)].flatMap(([key, value]) =>
    key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
  );
}

/** Sets a value of `meta`, plain JSON; null removes it. */
export function setMeta(doc: Y.Doc, key: string, value: object | null, origin: unknown = null): void {
  doc.transact(() => {
    if (value === null) metaOf(doc).delete(key);
    else metaOf(doc).set(key, value);
  }, origin);
}

export const purgeMarkKey = 'purged';

/**
 * The client id of the latest purge; undefined if there was none. A replica that lacks it dates from before the purge.
 */
export function purgeMarkOf(doc: Y.Doc): number | undefined {
  const mark = metaOf(doc).get(purgeMarkKey);
  return typeof mark === 'number' ? mark : undefined;
}

/** Whether viewers may write in the chat, to the people there: a setting of the owner. */
export const viewersMayWrite = (doc: Y.Doc): boolean => metaOf(doc).get('viewersWrite') === true;

export function setViewersMayWrite(doc: Y.Doc, may: boolean, origin: unknown = null): void {
  doc.transact(() => metaOf(doc).set('viewersWrite', may), origin);
}

/** How the agent's edits appear in this room: typed with a visible cursor, or instantly. */
export type AgentPace = 'typed' | 'instant';

export const agentPaceOf = (doc: Y.Doc): AgentPace =>
  metaOf(doc).get('agentPace') === 'instant' ? 'instant' : 'typed';

export function setAgentPace(doc: Y.Doc, pace: AgentPace, origin: unknown = null): void {
  doc.transact(() => metaOf(doc).set('agentPace', pace), origin);
}
