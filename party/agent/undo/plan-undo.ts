import type * as Y from 'yjs';
import { claimedPath, textOf } from '../../../shared/doc.ts';
import type { IdRange } from '../text/id-range.ts';
import { type PartPiece, type Piece, piecesOf } from './pieces.ts';
import type { TurnLedger } from './turn-ledger.ts';
import type { PartRecord, TurnRecord } from './turn-record.ts';
import { textAfter } from './text-after.ts';

type PlannedPiece = Piece & Pick<PartPiece, 'part'>;

/** The changes that undo or redo parts of a turn. */
export interface UndoPlan {
  hide: PlannedPiece[];
  show: PlannedPiece[];
  /** What would have to be shown, but its text is not kept any more: such a plan must not be applied. */
  lost: PlannedPiece[];
  /** First ids of what someone else has deleted since; it is never restored. */
  deletedByOthers: IdRange[];
  paths: { file: string; part: string; from: string | null; to: string | null }[];
  /** Files that go to the trash whole, their text untouched. */
  trashedFiles: ReadonlySet<string>;
}

/** Some parts of a turn, all of them undone or none, and whether they are to be undone. */
export interface PartsToggle {
  turn: TurnRecord;
  parts: readonly PartRecord[];
  undo: boolean;
}

/**
 * Plans undoing parts of a turn, or redoing them.
 *
 * A character is visible when the part that wrote it is not undone (people's text never is), no part that is not
 * undone has deleted it, and no person has. The order in which parts are undone plays no role, so any order ends the
 * same. When a character is hidden although no turn hides it, a person has deleted it: that is recorded before the part
 * changes its state.
 */
export function planToggle(doc: Y.Doc, ledger: TurnLedger, { turn, parts, undo }: PartsToggle): UndoPlan {
  const turns = [...ledger.turns.values()];
  /** @param undone whether this turn's part is */
  const isHidden = ({ client, clock }: IdRange, undone: boolean): boolean =>
    turns.some((each) => {
      const isUndone = each === turn ? undone : each.undone.has(client, clock);
      return (isUndone ? each.inserted : each.deleted).has(client, clock);
    });

  const plan = {
    hide: [] as PlannedPiece[],
    show: [] as PlannedPiece[],
    lost: [] as PlannedPiece[],
    deletedByOthers: [] as IdRange[],
  };
  for (const { deleted, collected, ...piece } of piecesOf(parts, { doc, ledger })) {
    const { first, file } = piece;
    // A file that went to the trash whole still has its text from before.
    const wasHidden = isHidden(first, turn.trashedFiles.has(file) ? undo : !undo);
    const isDeletedByOthers =
      ledger.deletedByOthers.has(first.client, first.clock) || (deleted && !wasHidden);
    if (isDeletedByOthers && deleted && !wasHidden) plan.deletedByOthers.push(first);
    const hidden = isDeletedByOthers || isHidden(first, undo);
    if (hidden && !deleted) plan.hide.push(piece);
    if (!hidden && deleted) (collected ? plan.lost : plan.show).push(piece);
  }
  const paths = planPaths(doc, turns, { turn, parts, undo });
  const leaving = paths.filter(({ to }) => to === null).map(({ file }) => file);
  // A file that the turn created stays when others wrote in it. One that the turn deleted goes again, with all its text.
  const kept = new Set(undo ? leaving.filter((file) => hasTextLeft(doc, file, plan)) : []);
  const trashedFiles = new Set(leaving.filter((file) => !kept.has(file)));
  return {
    hide: plan.hide.filter(({ file }) => !trashedFiles.has(file)),
    show: plan.show.filter(({ file }) => !trashedFiles.has(file)),
    lost: plan.lost.filter(({ file }) => !trashedFiles.has(file)),
    deletedByOthers: plan.deletedByOthers,
    paths: paths.filter(({ file }) => !kept.has(file)),
    trashedFiles,
  };
}

/** The parts that a plan changes something for. */
export const partsIn = ({ hide, show, lost, paths }: UndoPlan): Set<string> =>
  new Set([...hide, ...show, ...lost, ...paths].map(({ part }) => part));

/**
 * A file has a single path, so the turn's change is reverted only while the path is still the one it set. The
 * file gets the path it had before, or what that would be without the changes that are undone.
 */
function planPaths(
  doc: Y.Doc,
  turns: readonly TurnRecord[],
  { turn, parts, undo }: PartsToggle,
): UndoPlan['paths'] {
  const earlier = turns.slice(0, turns.indexOf(turn));
  return parts.flatMap(({ id, kind, file }) => {
    const own = kind === 'moved' ? netChange(turn, file) : undefined;
    if (!own) return [];
    const from = claimedPath(doc, file);
    let before = own.before;
    for (const each of earlier.toReversed()) {
      const change = each.undonePaths.has(file) ? netChange(each, file) : undefined;
      if (change?.after === before) before = change.before;
    }
    const [expected, to] = undo ? [own.after, before] : [before, own.after];
    return from === expected && from !== to ? [{ file, part: id, from, to }] : [];
  });
}

export function netChange(
  { paths }: TurnRecord,
  file: string,
): { before: string | null; after: string | null } | undefined {
  const changes = paths.filter((change) => change.file === file);
  const [first, last] = [changes.at(0), changes.at(-1)];
  return first && last && { before: first.before, after: last.after };
}

function hasTextLeft(doc: Y.Doc, file: string, { hide, show }: Pick<UndoPlan, 'hide' | 'show'>): boolean {
  const text = textOf(doc, file);
  return text !== undefined && textAfter(text, { hide, show }).text.trim() !== '';
}
