import { parentsOf } from '../../shared/paths.ts';
import { pluralize } from '../ui/pluralize.ts';

/** What a language found in a file. Lines and columns count from 1. */
export interface Problem {
  severity: 'error' | 'warning' | 'info';
  message: string;
  /** The language's number for its kind, if it has one. */
  code: string | undefined;
  line: number;
  column: number;
  /** The last line of its place. */
  endLine: number;
}

/** How many problems there are; those of severity `info` are not counted. */
export interface ProblemCounts {
  errors: number;
  warnings: number;
}

/** The counts of each file, of each folder with all files in it, and of the room under the empty path. */
export function countsByPath(
  problems: ReadonlyMap<string, readonly Problem[]>,
): ReadonlyMap<string, ProblemCounts> {
  const all = new Map<string, ProblemCounts>();
  for (const [path, found] of problems) {
    const own = countsIn(found);
    for (const at of ['', ...parentsOf(path), path]) all.set(at, sum(all.get(at), own));
  }
  return all;
}

/** As people read it: `2 errors, 1 warning`. */
export function describeCounts({ errors, warnings }: ProblemCounts): string {
  const parts = [
    ...(errors > 0 ? [pluralize(errors, 'error', 'errors')] : []),
    ...(warnings > 0 ? [pluralize(warnings, 'warning', 'warnings')] : []),
  ];
  return parts.length === 0 ? 'No problems' : parts.join(', ');
}

function countsIn(problems: readonly Problem[]): ProblemCounts {
  const of = (severity: Problem['severity']): number =>
    problems.filter((problem) => problem.severity === severity).length;
  return { errors: of('error'), warnings: of('warning') };
}

const sum = (a: ProblemCounts | undefined, b: ProblemCounts): ProblemCounts => ({
  errors: (a?.errors ?? 0) + b.errors,
  warnings: (a?.warnings ?? 0) + b.warnings,
});
