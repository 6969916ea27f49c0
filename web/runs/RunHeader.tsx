import RotateCw from 'lucide-solid/icons/rotate-cw';
import Search from 'lucide-solid/icons/search';
import Square from 'lucide-solid/icons/square';
import { createEffect, createSignal, onCleanup, Show } from 'solid-js';
import type { Run } from '../../shared/run.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { formatDuration } from '../ui/format.ts';
import { isOver } from '../coder/runs.ts';
import { serverNow } from '../server-clock.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { LiveText } from '../ui/LiveText.tsx';
import { StateIcon } from './StateIcon.tsx';
import { optionsText, stateWord } from './run-labels.ts';

/** A run's title, state and buttons. */
export function RunHeader(props: {
  run: Run;
  editing: boolean;
  wholeText: () => string;
  /** The text that the lines are filtered by, and a label with the number of matches. */
  words: string;
  found: string | undefined;
  onWords: (words: string) => void;
  /** Resolves when the run has stopped, or that has failed. */
  onStop: () => Promise<void>;
  onAgain: () => void;
}) {
  const [filtering, setFiltering] = createSignal(false);
  const [stopping, setStopping] = createSignal(false);
  const stop = async (): Promise<void> => {
    if (stopping()) return;
    setStopping(true);
    await props.onStop();
    setStopping(false);
  };
  const endFilter = (): void => {
    props.onWords('');
    setFiltering(false);
  };
  return (
    <>
      <header class="runs-head">
        <StateIcon state={props.run.state} />
        <strong>Run {props.run.number}</strong>
        <code class="runs-what" title={optionsText(props.run)}>
          {props.run.entry}
        </code>
        <span class="runs-by">by {props.run.by.name}</span>
        <span class="runs-space" />
        <span class="runs-outcome" data-state={props.run.state} role="status">
          <LiveText text={stateWord(props.run.state)} />
        </span>
        <Duration run={props.run} />
        <Show when={props.editing && !isOver(props.run)}>
          <button
            type="button"
            class="button runs-stop"
            aria-disabled={stopping()}
            onClick={() => void stop()}
          >
            <Square size={12} /> {stopping() ? 'Stopping…' : 'Stop'}
          </button>
        </Show>
        <Show when={props.editing && isOver(props.run) && !props.run.loose}>
          <IconButton small label="Run again" onClick={() => props.onAgain()}>
            <RotateCw size={14} />
          </IconButton>
        </Show>
        <IconButton
          small
          label={filtering() ? 'Close filter' : 'Filter lines'}
          onClick={() => (filtering() ? endFilter() : setFiltering(true))}
        >
          <Search size={14} />
        </IconButton>
        <CopyButton text={props.wholeText} label="Copy output" />
      </header>
      <Show when={filtering()}>
        <div class="runs-filter">
          <input
            class="field"
            type="search"
            aria-label="Filter lines"
            placeholder="Filter lines…"
            ref={(el) => queueMicrotask(() => el.focus())}
            value={props.words}
            onInput={({ currentTarget }) => props.onWords(currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return;
              event.preventDefault();
              endFilter();
            }}
          />
          <span class="runs-found" role="status">
            {props.found}
          </span>
        </div>
      </Show>
    </>
  );
}

/** How long the run took, or has taken so far. */
function Duration(props: { run: Run }) {
  const [now, setNow] = createSignal(serverNow());
  createEffect(() => {
    if (isOver(props.run)) return;
    const timer = setInterval(() => setNow(serverNow()), 500);
    onCleanup(() => clearInterval(timer));
  });
  const ms = () => {
    const { state, startedAt, durationMs } = props.run;
    if (isOver(props.run)) return durationMs;
    return state === 'running' ? Math.max(0, now() - startedAt) : undefined;
  };
  return <Show when={ms() !== undefined}>{<span class="runs-time">{formatDuration(ms() ?? 0)}</span>}</Show>;
}
