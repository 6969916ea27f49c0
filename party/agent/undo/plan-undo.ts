import * as Y from 'yjs';
import { allTexts, claimedPath } from '../../../shared/doc.ts';
import type { IdRange } from '../text/id-range.ts';
import { cutAt, IdSet } from './id-set.ts';
import type { TurnLedger, TurnRecord } from './turn-ledger.ts';
import { itemsIn } from './record-turn.ts';
import { textAfter } from './text-after.ts';

/** Characters by their first ids, and where they are now. */
interface Piece {
  first: IdRange;
  at: IdRange;
  /** Id of their file. */
  file: string;
}

/** The changes that undo or redo a turn. */
export interface UndoPlan {
  hide: Piece[];
  show: Piece[];
  /** First ids of what someone else has deleted since; it is never restored. */
  deletedByOthers: IdRange[];
  paths: { file: string; from: string | null; to: string | null }[];
  /** Files that go to the trash whole, their text untouched. */
  trashedFiles: ReadonlySet<string>;
}

/**
 * Plans undoing a turn that is done, or redoing one that is undone.
 *
 * A character is visible when the turn that wrote it is done (people's text always counts as done), no turn
 * that is done has deleted it, and no person has. The order in which turns are undone plays no part, so any
 * order ends the same. When a character is hidden although no turn hides it, a person has deleted it: that is
 * recorded before the turn changes its state.
 */
export function planToggle(doc: Y.Doc, ledger: TurnLedger, turn: TurnRecord): UndoPlan {
  const turns = [...ledger.turns.values()];
  const undone = new Set(turns.filter((each) => each.undone));
  const undoneAfter = new Set(undone);
  if (!undoneAfter.delete(turn)) undoneAfter.add(turn);
  const isHidden = (by: ReadonlySet<TurnRecord>, { client, clock }: IdRange): boolean =>
    turns.some((each) => (by.has(each) ? each.inserted : each.deleted).has(client, clock));

  const plan = { hide: [] as Piece[], show: [] as Piece[], deletedByOthers: [] as IdRange[] };
  for (const { deleted, first, at, file } of touchedBy(turn, { doc, ledger })) {
    const wasHidden = isHidden(undone, first) && !turn.trashedFiles.has(file);
    const isDeletedByOthers =
      ledger.deletedByOthers.has(first.client, first.clock) || (deleted && !wasHidden);
    if (isDeletedByOthers && deleted && !wasHidden) plan.deletedByOthers.push(first);
    const hidden = isDeletedByOthers || isHidden(undoneAfter, first);
    if (hidden && !deleted) plan.hide.push({ first, at, file });
    if (!hidden && deleted) plan.show.push({ first, at, file });
  }
  const paths = planPaths(doc, turns, turn);
  const leaving = paths.filter(({ to }) => to === null).map(({ file }) => file);
  const kept = new Set(leaving.filter((file) => hasTextLeft(doc, file, plan)));
  const trashedFiles = new Set(leaving.filter((file) => !kept.has(file)));
  return {
    hide: plan.hide.filter(({ file }) => !trashedFiles.has(file)),
    show: plan.show.filter(({ file }) => !trashedFiles.has(file)),
    deletedByOthers: plan.deletedByOthers,
    paths: paths.filter(({ file }) => !kept.has(file)),
    trashedFiles,
  };
}

/**
 * Everything a turn wrote or deleted, cut so that each piece counts the same for every turn and lies in one
 * item.
 */
function* touchedBy(
  turn: TurnRecord,
  { doc, ledger }: { doc: Y.Doc; ledger: TurnLedger },
): Generator<Piece & { deleted: boolean }> {
  const texts = allTexts(doc);
  const bounds = [...ledger.turns.values()].flatMap(({ inserted, deleted }) => [...inserted, ...deleted]);
  bounds.push(...ledger.deletedByOthers);
  for (const range of new IdSet([...turn.inserted, ...turn.deleted])) {
    for (const uniform of cutAt(range, bounds)) {
      for (const { first, at } of ledger.lineage.newest(uniform)) {
        for (const { item, ...part } of itemsIn(doc, at)) {
          const file = texts.get(item.parent as Y.Text);
          if (file === undefined || !(item.content instanceof Y.ContentString)) continue;
          const clock = first.clock + part.clock - at.clock;
          yield {
            first: { client: first.client, clock, length: part.length },
            at: part,
            file,
            deleted: item.deleted,
          };
        }
      }
    }
  }
}

/**
 * A file has a single path, so the turn's change is reverted only while the path is still the one it set. The
 * file gets the path it had before, or what that would be without the turns that are undone.
 */
function planPaths(doc: Y.Doc, turns: readonly TurnRecord[], turn: TurnRecord): UndoPlan['paths'] {
  const earlier = turns.slice(0, turns.indexOf(turn)).filter(({ undone }) => undone);
  return [...new Set(turn.paths.map(({ file }) => file))].flatMap((file) => {
    const own = netChange(turn, file);
    const from = claimedPath(doc, file);
    if (!own || own.before === own.after) return [];
    let before = own.before;
    for (const each of earlier.toReversed()) {
      const change = netChange(each, file);
      if (change?.after === before) before = change.before;
    }
    const [expected, to] = turn.undone ? [before, own.after] : [own.after, before];
    return from === expected && from !== to ? [{ file, from, to }] : [];
  });
}

function netChange(
  { paths }: TurnRecord,
  file: string,
): { before: string | null; after: string | null } | undefined {
  const changes = paths.filter((change) => change.file === file);
  const [first, last] = [changes.at(0), changes.at(-1)];
  return first && last && { before: first.before, after: last.after };
}

function hasTextLeft(doc: Y.Doc, file: string, { hide, show }: Pick<UndoPlan, 'hide' | 'show'>): boolean {
  const text = [...allTexts(doc)].find(([, id]) => id === file)?.[0];
  return text !== undefined && textAfter(text, { hide, show }).text.trim() !== '';
}
