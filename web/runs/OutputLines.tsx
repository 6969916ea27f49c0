import { For } from 'solid-js';
import { Virtualizer } from 'virtua/solid';
import type { OutputEntry } from '../../shared/run.ts';
import { readAnsi, type Span } from './ansi.ts';
import { type OpenAt, PlacedText } from './PlacedText.tsx';

/** Output, of which only the lines in sight are on the page: programs print tens of thousands. */
export function OutputLines(props: {
  entries: readonly OutputEntry[];
  scroller: HTMLElement | undefined;
  /** What stands above the lines in the scrolled region, in px. */
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
          <For each={readAnsi(entry.text)} fallback={'\n'}>
            {(span) => <StyledText span={span} openAt={props.openAt} />}
          </For>
        </div>
      )}
    </Virtualizer>
  );
}

function StyledText(props: { span: Span; openAt: OpenAt }) {
  return (
    <span
      class={props.span.classes.join(' ')}
      style={{ color: props.span.color, 'background-color': props.span.background }}
    >
      <PlacedText text={props.span.text} openAt={props.openAt} />
    </span>
  );
}
