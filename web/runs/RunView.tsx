import Bot from 'lucide-solid/icons/bot';
import { createEffect, createMemo, createSignal, on, onMount, Show } from 'solid-js';
import type { Run } from '../../shared/run.ts';
import { askToFix } from '../coder/ask-to-fix.ts';
import type { Coder } from '../coder/coder.ts';
import { isOver } from '../coder/runs.ts';
import { useCommands } from '../commands/commands.ts';
import { withoutAnsi } from '../ui/ansi.ts';
import { createAttempt } from './create-attempt.ts';
import { StickToEnd } from '../ui/stick-to-end.ts';
import { matching } from './filter.ts';
import { runRequest } from './fix-request.ts';
import { OutputLines } from './OutputLines.tsx';
import { type OpenAt, LinkedText } from '../ui/LinkedText.tsx';
import { RunHeader } from './RunHeader.tsx';
import { categoryWord, errorText, silence } from './run-labels.ts';

const abovePx = 8;

/** Not when the executor was away: that is no fault of the program. */
const canBeFixed = ({ state, error }: Run): boolean =>
  (state === 'failed' || state === 'timeout') && error?.category !== 'unavailable';

/** One run: its state and all of its output. */
export function RunView(props: { coder: Coder; run: Run; editing: boolean; openAt: OpenAt }) {
  const { problem, attempt } = createAttempt();
  const [words, setWords] = createSignal('');
  const entries = () => props.coder.outputOf(props.run.runId) ?? [];
  // Never equal: without a filter this is the list itself, which grows in place.
  const shown = createMemo(() => matching(entries(), words()), undefined, { equals: false });

  // The socket does not send earlier output. Once is enough, because each run gets a new view.
  onMount(() => void attempt(() => props.coder.loadRun(props.run.runId)));

  const [scroller, setScroller] = createSignal<HTMLDivElement>();
  onMount(() => {
    const region = scroller();
    const content = region?.firstElementChild;
    if (!region || !content) return;
    const end = new StickToEnd(region, content);
    // A filter starts at its first match; without one, the view follows the end again.
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

  const commands = useCommands();
  const ask = async (): Promise<void> => {
    if (await askToFix(props.coder, runRequest(props.run))) commands.run('goToChat');
  };

  return (
    <div class="runs-view">
      <RunHeader
        run={props.run}
        editing={props.editing}
        wholeText={wholeText}
        words={words()}
        onWords={setWords}
        found={words().trim() === '' ? undefined : `${shown().length} of ${entries().length}`}
        onStop={() => attempt(() => props.coder.stopRun(props.run.runId))}
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
                  <LinkedText text={errorText(error())} openAt={props.openAt} />
                </pre>
                <Show when={props.editing && canBeFixed(props.run)}>
                  <button type="button" class="button runs-ask" onClick={() => void ask()}>
                    <Bot size={14} /> Ask the agent to fix
                  </button>
                </Show>
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
            <p class="runs-silent">{silence(props.run)}</p>
          </Show>
        </div>
      </div>
    </div>
  );
}
