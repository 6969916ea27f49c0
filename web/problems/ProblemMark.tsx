import { Show } from 'solid-js';
import { describeCounts } from './problem-counts.ts';
import { useProblems } from './problems.ts';
import './problem-mark.css';

/** The most that a mark shows. */
const maxShown = 99;

/**
 * How many errors a file or folder has, or warnings if it has no error. What bears it tells the same to screen readers
 * by its description ({@link describeProblems}); the number is drawn by CSS, so that it is no part of a name.
 */
export function ProblemMark(props: { path: string }) {
  const problems = useProblems();
  return (
    <Show when={problems.countsOf(props.path)}>
      {(counts) => {
        const count = () => counts().errors || counts().warnings;
        return (
          <span
            class="problem-mark"
            classList={{ 'problem-mark-warning': counts().errors === 0 }}
            data-count={count() > maxShown ? `${maxShown}+` : count()}
            title={describeCounts(counts())}
            aria-hidden="true"
          />
        );
      }}
    </Show>
  );
}

/** The problems of a file or folder in words; undefined when it has none. */
export function describeProblems(path: string): string | undefined {
  const counts = useProblems().countsOf(path);
  return counts && describeCounts(counts);
}
