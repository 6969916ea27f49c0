import * as Y from 'yjs';
import { isApprovalKey } from '../../shared/approvals.ts';
import { isSettingKey } from '../../shared/meta.ts';
import { roots } from '../../shared/roots.ts';
import { held, type Place, type Places } from './places.ts';
import { anyDeleted } from './structs.ts';
import type { Deletion } from './update-reader.ts';

/** What an update does that not everyone may, or nobody. */
export interface RestrictedChanges {
  settings: boolean;
  approvals: boolean;
  /** What it puts where nobody may, in words for people. */
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
    const message = 'An edit of this page gives a file a path that is none.';
    return { holds: held.path | held.deleted, message };
  }
  if (place.root === roots.files) {
    return { holds: held.text | held.deleted, message: 'An edit of this page makes a file that is no text.' };
  }
  const isInFile = place.item === undefined ? isFileText(doc, place.type) : isNewFile(place.item);
  if (!isInFile) return undefined;
  // A picture or a mark in a text has a length and no characters: every later edit would miss by it.
  return {
    holds: held.string | held.deleted,
    message: 'An edit of this page puts something other than text into a file.',
  };
}

/** Looks through all that an update puts somewhere. Yields what each step costs. */
export function* restrictedChangesIn(doc: Y.Doc, places: Places): Generator<number, RestrictedChanges> {
  const deeds: RestrictedChanges = { settings: false, approvals: false, misplaced: undefined };
  const newFiles = places.textsIn(({ root }) => root === roots.files);
  for (const { place, holds } of places.all()) {
    yield 1;
    if (place.root === roots.meta && isSettingKey(place.key)) {
      deeds.settings = true;
      deeds.approvals ||= isApprovalKey(place.key ?? '');
    }
    const allowed = allowedIn(doc, place, (item) => newFiles.has(item));
    if (allowed && (holds & ~allowed.holds) !== 0) deeds.misplaced = allowed.message;
  }
  return deeds;
}

/** Whether deletions take a setting away. Yields what each step costs. */
export function* takesSetting(doc: Y.Doc, deletions: Iterable<Deletion>): Generator<number, boolean> {
  const meta: unknown = doc.getMap(roots.meta);
  return yield* anyDeleted(
    doc,
    deletions,
    (struct) =>
      struct instanceof Y.Item && struct.parent === meta && isSettingKey(struct.parentSub ?? undefined),
  );
}
