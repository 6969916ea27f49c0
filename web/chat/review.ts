import type { TurnChange } from '../../shared/turn.ts';

/** What a turn did to a file, from what its undo would do: the same lines, the other way round. */
export function asDone(undo: TurnChange): TurnChange {
  const { path, added, removed, diff, moved, left } = undo;
  return {
    path,
    added: removed,
    removed: added,
    diff: turnedRound(diff),
    ...(moved ? { moved: { from: moved.to, to: moved.from } } : {}),
    left,
  };
}

/** The text after a diff becomes the text before, in which its places are counted. */
function turnedRound(diff: string): string {
  let shift = 0;
  return diff
    .split(/^(?=@@ \d+ @@$)/m)
    .map((place) => {
      const [head = '', ...lines] = place.replace(/\n$/, '').split('\n');
      const minus = lines.filter((line) => line.startsWith('-'));
      const plus = lines.filter((line) => line.startsWith('+'));
      const at = head.replace(/\d+/, (line) => String(Number(line) + shift));
      shift += plus.length - minus.length;
      return [at, ...plus.map((line) => `-${line.slice(1)}`), ...minus.map((line) => `+${line.slice(1)}`)];
    })
    .flat()
    .join('\n');
}

/** What became of a file's path, in words. */
export function pathWords({ path, moved }: TurnChange): string | undefined {
  if (!moved) return undefined;
  if (moved.from === null) return 'new';
  if (moved.to === null) return 'deleted';
  return moved.to === path ? `was ${moved.from}` : `becomes ${moved.to}`;
}
