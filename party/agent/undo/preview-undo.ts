import * as Y from 'yjs';
import { claimedPath, pathOf, textOf } from '../../../shared/doc.ts';
import type { Author } from '../../../shared/roles.ts';
import { plainText } from '../../../shared/text.ts';
import { smallestDiff } from '../../../shared/text-diff.ts';
import type { TurnChange } from '../../../shared/turn.ts';
import { lineDiff } from '../text/line-diff.ts';
import type { TurnLedger, TurnRecord } from './turn-ledger.ts';
import type { UndoPlan } from './plan-undo.ts';
import { type TextRun, textAfter } from './text-after.ts';

/** What a plan does to each file, and which lines with others' writing it leaves. */
export function describePlan(
  doc: Y.Doc,
  plan: UndoPlan,
  parts: { ledger: TurnLedger; turn: TurnRecord; authors: ReadonlyMap<number, Author> },
): TurnChange[] {
  const files = new Set([...plan.hide, ...plan.show, ...plan.paths].map(({ file }) => file));
  return [...files].flatMap((file) => {
    const text = textOf(doc, file);
    if (!text) return [];
    const move = plan.paths.find((change) => change.file === file);
    const path = pathOf(doc, file) ?? move?.to ?? claimedPath(doc, file) ?? file;
    const ofFile = {
      hide: plan.hide.filter((piece) => piece.file === file),
      show: plan.show.filter((piece) => piece.file === file),
    };
    const after = textAfter(text, ofFile);
    const before = plainText(text);
    const shown = { from: before, to: after.text };
    // A file that appears or disappears does so with all its lines.
    if (move?.from === null) shown.from = '';
    if (move?.to === null) shown.to = '';
    return {
      path,
      ...lineDiff(shown.from, smallestDiff(shown.from, shown.to)),
      ...(move ? { moved: { from: move.from, to: move.to } } : {}),
      left: linesLeft(after.runs, parts),
    };
  });
}

/** Lines that a plan touches and that hold something others wrote since the turn began. */
function linesLeft(
  runs: readonly TextRun[],
  { ledger, turn, authors }: { ledger: TurnLedger; turn: TurnRecord; authors: ReadonlyMap<number, Author> },
): TurnChange['left'] {
  const stateBefore = Y.decodeStateVector(turn.stateBefore);
  const touched = new Set<number>();
  const theirs = new Map<number, string>();
  let line = 1;
  for (const run of runs) {
    if (run.change !== undefined) touched.add(line);
    if (run.change === 'hidden') continue;
    const [first] = ledger.lineage.first(run);
    const isNew = first !== undefined && first.clock >= (stateBefore.get(first.client) ?? 0);
    const isTheirs = isNew && run.change === undefined && !turn.inserted.has(first.client, first.clock);
    for (const [i, part] of run.text.split('\n').entries()) {
      if (i > 0) line++;
      if (part !== '' && isTheirs) theirs.set(line, authors.get(run.client)?.name ?? 'someone');
    }
    if (run.change !== undefined) touched.add(line);
  }
  return [...theirs].flatMap(([number, by]) => (touched.has(number) ? [{ line: number, by }] : []));
}
