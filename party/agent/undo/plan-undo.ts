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

/** What takes a turn out of the document, or brings it back. */
export interface UndoPlan {
  hide: Piece[];
  show: Piece[];
  /** First ids of what someone else has deleted since: never brought back. */
  deletedByOthers: IdRange[];
  paths: { file: string; from: string | null; to: string | null }[];
  /** Files that go to the trash whole, their text untouched. */
  trashedFiles: ReadonlySet<string>;
}

/**
 * Plans to undo a turn that is done, or to redo one that is undone.
 *
 * A character is to be seen when its writer's turn is done (people's always is), no turn that is done has deleted
 * it, and no person has. That says nothing of the order in which turns were undone, so any order ends the same.
 * A person has deleted what is not seen though no turn hides it: that is noted before a turn changes sides.
 */
export function planToggle(doc: Y.Doc, ledger: TurnLedger, turn: TurnRecord): UndoPlan {
  const turns = [...ledger.turns.values()];
  const undone = new Set(turns.filter((each) => each.undone));
  const undoneAfter = new Set(undone);
  if (!undoneAfter.delete(turn)) undoneAfter.add(turn);
  const isHidden = (by: ReadonlySet<TurnRecord>, { client, clock }: IdRange): boolean =>
    turns.some((each) => (by.has(each) ? each.inserted : each.deleted).has(client, clock));

  const plan = { hide: [] as Piece[], show: [] as Piece[], gone: [] as IdRange[] };
  for (const { deleted, first, at, file } of touchedBy(turn, { doc, ledger })) {
    const wasHidden = isHidden(undone, first) && !turn.spared.has(file);
    const isGone = ledger.gone.has(first.client, first.clock) || (deleted && !wasHidden);
    if (isGone && deleted && !wasHidden) plan.gone.push(first);
    const hidden = isGone || isHidden(undoneAfter, first);
    if (hidden && !deleted) plan.hide.push({ first, at, file });
    if (!hidden && deleted) plan.show.push({ first, at, file });
  }
  const paths = planPaths(doc, turns, turn);
  const leaving = paths.filter(({ to }) => to === null).map(({ file }) => file);
  const kept = new Set(leaving.filter((file) => hasTextLeft(doc, file, plan)));
  const spared = new Set(leaving.filter((file) => !kept.has(file)));
  return {
    hide: plan.hide.filter(({ file }) => !spared.has(file)),
    show: plan.show.filter(({ file }) => !spared.has(file)),
    deletedByOthers: plan.gone,
    paths: paths.filter(({ file }) => !kept.has(file)),
    trashedFiles: spared,
  };
}

/** All that a turn wrote or deleted, cut so that each piece is of one kind for every turn, and whole in one item. */
function* touchedBy(
  turn: TurnRecord,
  { doc, ledger }: { doc: Y.Doc; ledger: TurnLedger },
): Generator<Piece & { deleted: boolean }> {
  const texts = allTexts(doc);
  const bounds = [...ledger.turns.values()].flatMap(({ inserted, deleted }) => [...inserted, ...deleted]);
  bounds.push(...ledger.gone);
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
 * A path is a single value: the turn's is taken back only where it still stands, and gives way to what stood before
 * it, less what undone turns had set.
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
