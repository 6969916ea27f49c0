import type { TurnChange } from '../../shared/turn.ts';

/** What a turn did to a file, computed from what its undo would do: the same lines in reverse. */
export function invertChange(undo: TurnChange): TurnChange {
  const { path, added, removed, diff, moved, left } = undo;
  return {
    path,
    added: removed,
    removed: added,
    diff: invertDiff(diff),
    ...(moved ? { moved: { from: moved.to, to: moved.from } } : {}),
    left,
  };
}

/** Reverses a diff: its text after becomes the text before, whose lines the hunk headers count. */
function invertDiff(diff: string): string {
  let shift = 0;
  return diff
    .split(/^(?=@@ \d+ @@$)/m)
    .map((hunk) => {
      const [head = '', ...lines] = hunk.replace(/\n$/, '').split('\n');
      const minus = lines.filter((line) => line.startsWith('-'));
      const plus = lines.filter((line) => line.startsWith('+'));
      const at = head.replace(/\d+/, (line) => String(Number(line) + shift));
      shift += plus.length - minus.length;
      return [at, ...plus.map((line) => `-${line.slice(1)}`), ...minus.map((line) => `+${line.slice(1)}`)];
    })
    .flat()
    .join('\n');
}

/** A label for the change of a file's path; undefined when it did not change. */
export function pathChangeLabel({ path, moved }: TurnChange): string | undefined {
  if (!moved) return undefined;
  if (moved.from === null) return 'new';
  if (moved.to === null) return 'deleted';
  return moved.to === path ? `was ${moved.from}` : `becomes ${moved.to}`;
}
