import { Virtualizer } from 'virtua/solid';
import type { OutputEntry } from '../../shared/run.ts';
import { AnsiText } from './AnsiText.tsx';
import type { OpenAt } from '../ui/LinkedText.tsx';

/** Output, virtualised because programs print tens of thousands of lines. */
export function OutputLines(props: {
  entries: readonly OutputEntry[];
  scroller: HTMLElement | undefined;
  /** The space above the lines in the scrolled region, in px. */
  aboveLinesPx: number;
  openAt: OpenAt;
}) {
  return (
    <Virtualizer
      data={props.entries}
      startMargin={props.aboveLinesPx}
      {...(props.scroller && { scrollRef: props.scroller })}
    >
      {(entry) => (
        <div class={`runs-line runs-${entry.level}`}>
          <AnsiText text={entry.text} openAt={props.openAt} fallback={'\n'} />
        </div>
      )}
    </Virtualizer>
  );
}
