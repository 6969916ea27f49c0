import * as Y from 'yjs';
import { isApprovalKey } from '../../shared/approvals.ts';
import { isSettingKey } from '../../shared/meta.ts';
import { roots } from '../../shared/roots.ts';
import { held, type Place, type Places } from './places.ts';
import { anyDeleted } from './structs.ts';
import type { Deletion } from './update-reader.ts';

/** What an update does that only some people may do, or nobody. */
export interface RestrictedChanges {
  settings: boolean;
  approvals: boolean;
  /** What it puts where nobody may put it, in words for people. */
  misplaced: string | undefined;
}

const isFileText = (doc: Y.Doc, type: unknown): boolean =>
  type instanceof Y.Text && type.parent === doc.getMap(roots.files);

/** What may stand in a place; undefined: anything. */
function allowedIn(
  doc: Y.Doc,
  place: Place,
  isNewFile: (item: string) => boolean,
): { holds: number; message: string } | undefined {
  if (place.root === roots.paths) {
    const message = 'An edit from this page gives a file an invalid path.';
    return { holds: held.path | held.deleted, message };
  }
  if (place.root === roots.files) {
    return {
      holds: held.text | held.deleted,
      message: 'An edit from this page creates a file that is not text.',
    };
  }
  const isInFile = place.item === undefined ? isFileText(doc, place.type) : isNewFile(place.item);
  if (!isInFile) return undefined;
  // An embed or a formatting mark in a text has a length but no characters: it would shift every later edit.
  return {
    holds: held.string | held.deleted,
    message: 'An edit from this page puts something other than text into a file.',
  };
}

/** Checks everything that an update puts anywhere. Yields the cost of each step. */
export function* restrictedChangesIn(doc: Y.Doc, places: Places): Generator<number, RestrictedChanges> {
  const changes: RestrictedChanges = { settings: false, approvals: false, misplaced: undefined };
  const newFiles = places.textsIn(({ root }) => root === roots.files);
  for (const { place, holds } of places.all()) {
    yield 1;
    if (place.root === roots.meta && isSettingKey(place.key)) {
      changes.settings = true;
      changes.approvals ||= isApprovalKey(place.key ?? '');
    }
    const allowed = allowedIn(doc, place, (item) => newFiles.has(item));
    if (allowed && (holds & ~allowed.holds) !== 0) changes.misplaced = allowed.message;
  }
  return changes;
}

/** Whether deletions remove a setting. Yields the cost of each step. */
export function* takesSetting(doc: Y.Doc, deletions: Iterable<Deletion>): Generator<number, boolean> {
  const meta: unknown = doc.getMap(roots.meta);
  return yield* anyDeleted(
    doc,
    deletions,
    (struct) =>
      struct instanceof Y.Item && struct.parent === meta && isSettingKey(struct.parentSub ?? undefined),
  );
}
