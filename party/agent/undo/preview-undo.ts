import type * as Y from 'yjs';
import { claimedPath, listFiles, listTrash, textOf } from '../../../shared/doc.ts';
import type { Author } from '../../../shared/roles.ts';
import { plainText, type TextEdit } from '../../../shared/text.ts';
import type { TurnChange, TurnPart } from '../../../shared/turn.ts';
import { netLineDiff } from '../text/line-diff.ts';
import type { TurnLedger } from './turn-ledger.ts';
import type { PartRecord, TurnRecord } from './turn-record.ts';
import type { UndoPlan } from './plan-undo.ts';
import { type TextRun, textAfter } from './text-after.ts';

/** What a plan does to each file and with each part, and which lines with others' writing it leaves. */
export function describePlan(
  doc: Y.Doc,
  plan: UndoPlan,
  parts: { ledger: TurnLedger; turn: TurnRecord; authors: ReadonlyMap<number, Author> },
): TurnChange[] {
  const files = new Set([...plan.hide, ...plan.show, ...plan.paths].map(({ file }) => file));
  const pathsNow = new Map(listFiles(doc).map(({ id, path }) => [id, path]));
  const trashed = new Map(listTrash(doc).map(({ id, path }) => [id, path]));
  return [...files].flatMap((file) => {
    const text = textOf(doc, file);
    if (!text) return [];
    const move = plan.paths.find((change) => change.file === file);
    const path = pathsNow.get(file) ?? move?.to ?? claimedPath(doc, file) ?? trashed.get(file) ?? file;
    const ofFile = {
      hide: plan.hide.filter((piece) => piece.file === file),
      show: plan.show.filter((piece) => piece.file === file),
    };
    const after = textAfter(text, ofFile);
    const before = plainText(text);
    const edits = editsOf(after.runs);
    // A file that appears or disappears does so with all its lines.
    let whole: PartDiff;
    if (move?.from === null) whole = netLineDiff('', [{ index: 0, remove: 0, insert: after.text }]);
    else if (move?.to === null)
      whole = netLineDiff(before, [{ index: 0, remove: before.length, insert: '' }]);
    else whole = netLineDiff(before, edits);
    const diffs = partDiffs(before, edits);
    // Its part is the whole file then.
    if (move?.from === null || move?.to === null) diffs.set(move.part, whole);
    const own = parts.turn.parts.filter((part) => part.file === file);
    return {
      path,
      file,
      ...whole,
      ...(move ? { moved: { from: move.from, to: move.to } } : {}),
      left: linesLeft(after.runs, parts),
      parts: own.flatMap((part) => {
        const diff = diffs.get(part.id) ?? (part.id === move?.part ? noDiff : undefined);
        return diff ? [partOf(part, diff)] : [];
      }),
    };
  });
}

type PartDiff = Pick<TurnPart, 'added' | 'removed' | 'diff'>;

const noDiff: PartDiff = { added: 0, removed: 0, diff: '' };

const partOf = ({ id, kind, kept }: PartRecord, { added, removed, diff }: PartDiff): TurnPart => ({
  id,
  kind,
  kept,
  added,
  removed,
  diff,
});

type PartEdit = TextEdit & { part: string };

function editsOf(runs: readonly TextRun[]): PartEdit[] {
  const edits: PartEdit[] = [];
  let index = 0;
  for (const { text, change, part = '' } of runs) {
    if (change === 'hidden') edits.push({ index, remove: text.length, insert: '', part });
    if (change === 'shown') edits.push({ index, remove: 0, insert: text, part });
    else index += text.length;
  }
  return edits;
}

/** What each part does by itself to the text as it is. */
function partDiffs(before: string, edits: readonly PartEdit[]): Map<string, PartDiff> {
  const lineStarts = [0, ...Array.from(before.matchAll(/\n/g), ({ index }) => index + 1)];
  const diffs = new Map<string, PartDiff>();
  for (const [part, list] of Map.groupBy(edits, (edit) => edit.part)) {
    const [first, last] = [list.at(0), list.at(-1)];
    if (!first || !last) continue;
    const line = lineAt(lineStarts, first.index);
    const start = lineStarts[line - 1] ?? 0;
    const lineEnd = before.indexOf('\n', last.index + last.remove);
    const lines = before.slice(start, lineEnd < 0 ? before.length : lineEnd + 1);
    const own = list.map((edit) => ({ ...edit, index: edit.index - start }));
    diffs.set(part, netLineDiff(lines, own, line));
  }
  return diffs;
}

/** The number of the line, from 1, that has the character at `index`. */
function lineAt(lineStarts: readonly number[], index: number): number {
  let [low, high] = [0, lineStarts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lineStarts[middle] ?? Infinity) <= index) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Lines that a plan touches and that hold something others wrote since the turn began. */
function linesLeft(
  runs: readonly TextRun[],
  { ledger, turn, authors }: { ledger: TurnLedger; turn: TurnRecord; authors: ReadonlyMap<number, Author> },
): TurnChange['left'] {
  const stateBefore = ledger.states.before(turn.id);
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
