import { createEffect, createMemo, createSignal, on, onMount, Show } from 'solid-js';
import type { Run } from '../../shared/run.ts';
import type { Coder } from '../coder/coder.ts';
import { isOver } from '../coder/runs.ts';
import { withoutAnsi } from '../ui/ansi.ts';
import { createAttempt } from './attempt.ts';
import { StickToEnd } from '../ui/stick-to-end.ts';
import { matching } from './filter.ts';
import { OutputLines } from './OutputLines.tsx';
import { type OpenAt, PlacedText } from '../ui/PlacedText.tsx';
import { RunHeader } from './RunHeader.tsx';
import { categoryWord, errorText } from './run-labels.ts';

const abovePx = 8;

/** One run: how it stands, and all it printed. */
export function RunView(props: { coder: Coder; run: Run; editing: boolean; openAt: OpenAt }) {
  const { problem, attempt } = createAttempt();
  const [words, setWords] = createSignal('');
  const entries = () => props.coder.outputOf(props.run.runId) ?? [];
  // Without a filter it is the list itself, which grows in place.
  const shown = createMemo(() => matching(entries(), words()), undefined, { equals: false });

  // What was printed before this page came is not on the socket. The view is made anew for each run.
  onMount(() => void attempt(() => props.coder.loadRun(props.run.runId)));

  const [scroller, setScroller] = createSignal<HTMLDivElement>();
  onMount(() => {
    const region = scroller();
    const content = region?.firstElementChild;
    if (!region || !content) return;
    const end = new StickToEnd(region, content);
    // Whoever looks for something starts at its first line; whoever stops looking is back at the last.
    createEffect(on(words, () => (end.sticks = words().trim() === ''), { defer: true }));
  });

  const wholeText = (): string =>
    [
      ...entries().map(({ text }) => withoutAnsi(text)),
      ...(props.run.error ? [errorText(props.run.error)] : []),
      ...(props.run.resultText === undefined ? [] : [props.run.resultText]),
    ].join('\n');
  const silent = createMemo(
    () => isOver(props.run) && entries().length === 0 && !props.run.error && !props.run.resultText,
  );

  return (
    <div class="runs-view">
      <RunHeader
        run={props.run}
        editing={props.editing}
        wholeText={wholeText}
        words={words()}
        onWords={setWords}
        found={words().trim() === '' ? undefined : `${shown().length} of ${entries().length}`}
        onStop={() => void attempt(() => props.coder.stopRun(props.run.runId))}
        onAgain={() => void attempt(() => props.coder.startRun(props.run.entry, props.run.options))}
      />
      <Show when={problem()}>
        <p class="runs-problem" role="alert">
          {problem()}
        </p>
      </Show>
      <div
        class="runs-scroll"
        ref={setScroller}
        tabindex="0"
        role="region"
        aria-label={`Output of run ${props.run.number}`}
      >
        <div class="runs-content" style={{ 'padding-top': `${abovePx}px` }}>
          <OutputLines entries={shown()} scroller={scroller()} aboveLinesPx={abovePx} openAt={props.openAt} />
          <Show when={props.run.error}>
            {(error) => (
              <div class="runs-failure">
                <strong>{categoryWord(error().category)}</strong>
                <pre>
                  <PlacedText text={errorText(error())} openAt={props.openAt} />
                </pre>
              </div>
            )}
          </Show>
          <Show when={props.run.resultText}>
            {(result) => (
              <div class="runs-result">
                <span class="runs-result-mark" title="What the program returned">
                  ←
                </span>
                <pre>{result()}</pre>
              </div>
            )}
          </Show>
          <Show when={silent()}>
            <p class="runs-silent">It printed nothing.</p>
          </Show>
        </div>
      </div>
    </div>
  );
}
