import type { TurnChange, TurnPart } from '../../shared/turn.ts';

/** A part of a turn, as it is reviewed. */
export interface ReviewedPart {
  id: string;
  kind: TurnPart['kind'];
  /** `open`: nobody has decided yet. */
  state: 'open' | 'kept' | 'undone';
  /** Its first line in the file as it is; 1 when it has no text. */
  line: number;
  added: number;
  removed: number;
  /** What it did to the file; for an undone one, what a redo would do. */
  diff: string;
  /** How many lines more than before the turn there are above it. */
  shift: number;
}

/** What people do with parts of a turn, named by their ids. */
export interface ReviewActions {
  keep: (parts: readonly string[]) => void;
  undo: (parts: readonly string[]) => void;
  redo: (parts: readonly string[]) => void;
}

/** What a turn did to a file, as it is reviewed. */
export interface ReviewedFile {
  id: string;
  path: string;
  /** Its path with everything the turn did, by which the files are in order whatever is undone. */
  pathWhenDone: string;
  /** How the file's path changed. */
  label: string | undefined;
  added: number;
  removed: number;
  /** Lines that an undo or redo leaves, because others wrote in them. */
  left: { verb: 'Undo' | 'Redo'; line: number; by: string }[];
  parts: ReviewedPart[];
}

/** A turn's changes as they stand, from what its undo and its redo would do: an undo shows the same lines in reverse. */
export function reviewOf(undo: readonly TurnChange[], redo: readonly TurnChange[]): ReviewedFile[] {
  const files = new Map<string, ReviewedFile>();
  const fileOf = (change: Pick<TurnChange, 'file' | 'path' | 'moved'>): ReviewedFile => {
    const { file: id, path, moved } = change;
    const label = pathChangeLabel(change);
    const made = {
      id,
      path,
      pathWhenDone: moved?.to ?? path,
      label,
      added: 0,
      removed: 0,
      left: [],
      parts: [],
    };
    const file = files.get(id) ?? made;
    files.set(id, file);
    return file;
  };
  for (const { moved, ...change } of undo) {
    const file = fileOf({ ...change, ...(moved ? { moved: { from: moved.to, to: moved.from } } : {}) });
    let shift = 0;
    for (const { id, kind, kept, added, removed, diff } of change.parts) {
      const inverted = invertDiff(diff, -shift);
      const lines = { line: firstLine(diff), added: removed, removed: added };
      file.parts.push({ id, kind, state: kept ? 'kept' : 'open', ...lines, diff: inverted, shift });
      shift += removed - added;
    }
    file.left.push(...change.left.map((left) => ({ verb: 'Undo' as const, ...left })));
    file.added += change.removed;
    file.removed += change.added;
  }
  for (const change of redo) {
    const file = fileOf(change);
    file.pathWhenDone = change.moved?.to ?? file.pathWhenDone;
    for (const { id, kind, added, removed, diff } of change.parts)
      file.parts.push({
        id,
        kind,
        state: 'undone',
        line: firstLine(diff),
        added,
        removed,
        diff,
        shift: 0,
      });
    file.left.push(...change.left.map((left) => ({ verb: 'Redo' as const, ...left })));
  }
  return [...files.values()]
    .map((file) => ({ ...file, parts: file.parts.toSorted(byPlace) }))
    .sort((a, b) => compare(a.pathWhenDone, b.pathWhenDone) || compare(a.id, b.id));
}

const compare = (a: string, b: string): number => Number(a > b) - Number(a < b);

/** From the top of the file down, a new path first. The id decides about two in one line: no decision changes it. */
const byPlace = (a: ReviewedPart, b: ReviewedPart): number =>
  Number(a.diff !== '') - Number(b.diff !== '') || a.line - b.line || compare(a.id, b.id);

const firstLine = (diff: string): number => Number(/^@@ (\d+) @@$/m.exec(diff)?.[1] ?? 1);

/** Reverses a diff: its text after becomes the text before, whose lines the hunk headers count, `shift` lines moved. */
function invertDiff(diff: string, shift: number): string {
  let moved = shift;
  return diff
    .split(/^(?=@@ \d+ @@$)/m)
    .map((hunk) => {
      const [head = '', ...lines] = hunk.replace(/\n$/, '').split('\n');
      const minus = lines.filter((line) => line.startsWith('-'));
      const plus = lines.filter((line) => line.startsWith('+'));
      const at = head.replace(/\d+/, (line) => String(Number(line) + moved));
      moved += plus.length - minus.length;
      return [at, ...plus.map((line) => `-${line.slice(1)}`), ...minus.map((line) => `+${line.slice(1)}`)];
    })
    .flat()
    .join('\n');
}

/** A label for the change of a file's path; undefined when it did not change. */
function pathChangeLabel({ path, moved }: Pick<TurnChange, 'path' | 'moved'>): string | undefined {
  if (!moved) return undefined;
  if (moved.from === null) return 'new';
  if (moved.to === null) return 'deleted';
  return moved.to === path ? `was ${moved.from}` : `becomes ${moved.to}`;
}
