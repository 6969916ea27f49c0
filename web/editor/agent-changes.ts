import type { TurnChange } from '../../shared/turn.ts';

/** A change of the agent that nobody has decided about yet, in a file as it is now. */
export interface AgentChange {
  /** The id of the turn's part. */
  part: string;
  /** Id of its file. */
  file: string;
  path: string;
  /** The lines it changed or added. When it only removed some, `lines` is 0 and they were before `line`. */
  line: number;
  lines: number;
  /** The lines that an undo would bring back. */
  removed: string[];
}

/** The changes to review, by path and from the top down as in the review, from what the turn's undo would do. */
export const agentChangesIn = (undo: readonly TurnChange[]): AgentChange[] =>
  undo
    .toSorted((a, b) => Number(a.path > b.path) - Number(a.path < b.path))
    .flatMap(({ file, path, parts }) =>
      parts.flatMap(({ id, kept, diff }): AgentChange[] => {
        const place = kept ? undefined : placeOf(diff);
        return place ? [{ part: id, file, path, ...place }] : [];
      }),
    );

/** @returns undefined for a part without text, a new path */
function placeOf(diff: string): Pick<AgentChange, 'line' | 'lines' | 'removed'> | undefined {
  const removed: string[] = [];
  let first: number | undefined;
  let end = 0;
  let line = 0;
  for (const row of diff.split('\n')) {
    const head = /^@@ (\d+) @@$/.exec(row);
    if (head) {
      line = Number(head[1]);
      first ??= line;
    } else if (row.startsWith('-')) end = ++line;
    else if (row.startsWith('+')) removed.push(row.slice(1));
  }
  return first === undefined ? undefined : { line: first, lines: Math.max(0, end - first), removed };
}

/** The change after or before a place, going on in the next file and after the last one again with the first. */
export function nextChange(
  changes: readonly AgentChange[],
  from: { part?: string | undefined; file?: string | undefined; line: number },
  step: 1 | -1,
): AgentChange | undefined {
  const at = changes.findIndex(({ part }) => part === from.part);
  if (at >= 0) return changes.at((at + step) % changes.length);
  const inFile = changes.filter(({ file }) => file === from.file);
  const beyond =
    step === 1
      ? inFile.find(({ line }) => line >= from.line)
      : inFile.findLast(({ line }) => line <= from.line);
  const edge = step === 1 ? inFile.at(-1) : inFile.at(0);
  return beyond ?? (edge ? nextChange(changes, { part: edge.part, line: 1 }, step) : changes.at(0));
}
