import { createContext, createMemo, createSignal, useContext } from 'solid-js';
import { countsByPath, type Problem, type ProblemCounts } from './problem-counts.ts';

/** The problems in all files of the room, as this page found them. */
export interface Problems {
  /** The paths of the files that have problems, in order. */
  paths: () => readonly string[];
  /** A file's problems in the order of their places. */
  inFile: (path: string) => readonly Problem[];
  total: () => ProblemCounts;
  /** The counts of a file, or of all files in a folder; undefined when it has none. */
  countsOf: (path: string) => ProblemCounts | undefined;
  set: (path: string, problems: readonly Problem[]) => void;
}

const noProblems: ProblemCounts = { errors: 0, warnings: 0 };

export function createProblems(): Problems {
  const [byPath, setByPath] = createSignal<ReadonlyMap<string, readonly Problem[]>>(new Map());
  const counts = createMemo(() => countsByPath(byPath()));
  const paths = createMemo(() => [...byPath().keys()].sort(), [], { equals: sameList });
  return {
    paths,
    inFile: (path) => byPath().get(path) ?? [],
    total: createMemo(() => counts().get('') ?? noProblems, noProblems, { equals: sameCounts }),
    countsOf: (path) => {
      const found = counts().get(path);
      return found && found.errors + found.warnings > 0 ? found : undefined;
    },
    set: (path, problems) => {
      const before = byPath().get(path) ?? [];
      // A check that finds what the last one found must not draw anything anew.
      if (JSON.stringify(before) === JSON.stringify(problems)) return;
      const next = new Map(byPath());
      if (problems.length > 0) next.set(path, problems);
      else next.delete(path);
      setByPath(next);
    },
  };
}

const sameCounts = (a: ProblemCounts, b: ProblemCounts): boolean =>
  a.errors === b.errors && a.warnings === b.warnings;

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((path, at) => path === b[at]);

/** The problems of the current room. */
export const ProblemsContext = createContext<Problems>();

export function useProblems(): Problems {
  const problems = useContext(ProblemsContext);
  if (!problems) throw new Error('there are no problems outside of a room');
  return problems;
}
