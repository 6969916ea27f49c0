import Square from 'lucide-solid/icons/square';
import { createEffect, createSignal, onCleanup, onMount, Show } from 'solid-js';
import type { Run } from '../../shared/run.ts';
import { formatDuration } from '../chat/format.ts';
import { CopyButton } from '../chat/CopyButton.tsx';
import type { Coder } from '../coder/coder.ts';
import { isOver } from '../coder/runs.ts';
import { withoutAnsi } from './ansi.ts';
import { LineView } from './lines.ts';
import { type OpenAt, PlacedText } from './PlacedText.tsx';
import { StateIcon } from './StateIcon.tsx';
import { categoryWord, errorText, stateWord } from './words.ts';

const endPx = 24;

/** One run: how it stands, and all it printed. */
export function RunView(props: { coder: Coder; run: Run; editing: boolean; openAt: OpenAt }) {
  const [problem, setProblem] = createSignal('');
  const entries = () => props.coder.outputOf(props.run.runId) ?? [];

  const attempt = async (act: () => Promise<void>): Promise<void> => {
    setProblem('');
    try {
      await act();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : 'That did not work. Try again.');
    }
  };
  // What was printed before this page came is not on the socket. The view is made anew for each run.
  onMount(() => void attempt(() => props.coder.loadRun(props.run.runId)));

  const [lines, setLines] = createSignal<LineView>();
  const [scroller, setScroller] = createSignal<HTMLDivElement>();
  let atEnd = true;
  createEffect(() => lines()?.draw(entries()));
  onMount(() => {
    const el = scroller();
    const content = el?.firstElementChild;
    if (!el || !content) return;
    const observer = new ResizeObserver(() => {
      if (atEnd) el.scrollTop = el.scrollHeight;
    });
    observer.observe(content);
    observer.observe(el);
    onCleanup(() => observer.disconnect());
  });

  const open = (event: MouseEvent): void => {
    const place = lines()?.placeOf(event.target);
    if (place) props.openAt(place.path, place.line, place.column);
  };
  const wholeText = (): string =>
    [
      ...entries().map(({ text }) => withoutAnsi(text)),
      ...(props.run.error ? [errorText(props.run.error)] : []),
      ...(props.run.resultText === undefined ? [] : [props.run.resultText]),
    ].join('\n');

  return (
    <div class="runs-view">
      <header class="runs-head">
        <StateIcon state={props.run.state} />
        <strong>Run {props.run.number}</strong>
        <code class="runs-what">{props.run.entry}</code>
        <span class="runs-by">by {props.run.by.name}</span>
        <span class="runs-space" />
        <span class="runs-outcome" data-state={props.run.state} role="status">
          {stateWord(props.run.state)}
        </span>
        <Duration run={props.run} />
        <Show when={props.editing && !isOver(props.run)}>
          <button
            type="button"
            class="button runs-stop"
            onClick={() => void attempt(() => props.coder.stopRun(props.run.runId))}
          >
            <Square size={12} /> Stop
          </button>
        </Show>
        <CopyButton text={wholeText} label="Copy output" />
      </header>
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
        onScroll={({ currentTarget: el }) => {
          atEnd = el.scrollHeight - el.scrollTop - el.clientHeight < endPx;
        }}
      >
        <div class="runs-content">
          <div ref={(el) => setLines(new LineView(el))} onClick={open} />
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
          <Show
            when={isOver(props.run) && entries().length === 0 && !props.run.error && !props.run.resultText}
          >
            <p class="runs-silent">It printed nothing.</p>
          </Show>
        </div>
      </div>
    </div>
  );
}

/** How long it took, or has taken until now. */
function Duration(props: { run: Run }) {
  const [now, setNow] = createSignal(Date.now());
  createEffect(() => {
    if (isOver(props.run)) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    onCleanup(() => clearInterval(timer));
  });
  const ms = () => {
    const { state, startedAt, durationMs } = props.run;
    if (isOver(props.run)) return durationMs;
    return state === 'running' ? Math.max(0, now() - startedAt) : undefined;
  };
  return <Show when={ms() !== undefined}>{<span class="runs-time">{formatDuration(ms() ?? 0)}</span>}</Show>;
}
