import type { Problems } from './problems.ts';

/** Lines and columns count from 1. */
export interface ProblemPlace {
  path: string;
  line: number;
  column: number;
}

/**
 * The problem after a place, or before it, through all files in the order of the list and round its ends. One that begins
 * exactly there is it, unless it is the one that was shown last.
 * @param at undefined when no file is in front
 */
export function nextProblem(
  problems: Pick<Problems, 'paths' | 'inFile'>,
  at: ProblemPlace | undefined,
  shown: ProblemPlace | undefined,
  step: 1 | -1,
): ProblemPlace | undefined {
  const places = problems
    .paths()
    .flatMap((path) => problems.inFile(path).map(({ line, column }) => ({ path, line, column })));
  const [first] = places;
  const last = places.at(-1);
  if (!at) return step === 1 ? first : last;
  const here = places.find((place) => compare(place, at) === 0);
  if (here && !(shown && compare(here, shown) === 0)) return here;
  return step === 1
    ? (places.find((place) => compare(place, at) > 0) ?? first)
    : (places.findLast((place) => compare(place, at) < 0) ?? last);
}

function compare(a: ProblemPlace, b: ProblemPlace): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
