import { createMemo, createSignal, For, Show } from 'solid-js';
import { Virtualizer } from 'virtua/solid';
import { MarkedText } from '../ui/MarkedText.tsx';
import { type DiffRow, diffSize, readDiff } from './diff-rows.ts';
import './diff.css';

/** How many rows fit in the collapsed box. */
const rowsInBox = 16;
/** How many rows are rendered before the box is expanded; it can be scrolled over these. */
const drawnRows = 200;

/**
 * A diff in a box that a button expands. `@@ line @@` starts a hunk: removed lines, then added lines. `shift`: how many
 * lines more than before there are above it.
 */
export function Diff(props: { diff: string; shift?: number }) {
  const rows = createMemo(() => readDiff(props.diff, props.shift));
  const [whole, setWhole] = createSignal(false);
  const [box, setBox] = createSignal<HTMLDivElement>();
  const isLong = () => rows().length > rowsInBox;
  return (
    <div class="chat-diff-frame">
      <div
        class="chat-diff"
        classList={{ 'chat-diff-whole': whole() }}
        role="group"
        aria-label="What changed"
        tabindex="0"
        ref={setBox}
      >
        <Show
          when={whole() && rows().length > drawnRows && box()}
          fallback={<For each={rows().slice(0, drawnRows)}>{(row) => <Row row={row} />}</For>}
        >
          {(scroller) => (
            <Virtualizer data={rows()} scrollRef={scroller()}>
              {(row) => <Row row={row} />}
            </Virtualizer>
          )}
        </Show>
      </div>
      <Show when={isLong()}>
        <button
          type="button"
          class="chat-diff-more"
          aria-expanded={whole()}
          onClick={() => setWhole(!whole())}
        >
          {whole() ? 'Show less' : `Show all ${diffSize(rows())}`}
        </button>
      </Show>
    </div>
  );
}

function Row(props: { row: DiffRow }) {
  return (
    <div class="chat-diff-row" data-kind={props.row.kind}>
      <span class="chat-diff-line">{props.row.line}</span>
      <span class="chat-diff-sign">
        {props.row.kind === 'added' ? '+' : props.row.kind === 'removed' ? '−' : ''}
      </span>
      <span class="chat-diff-text">
        <MarkedText text={props.row.text} />
      </span>
    </div>
  );
}
