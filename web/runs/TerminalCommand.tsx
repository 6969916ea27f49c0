import { createEffect, createMemo, For, Show } from 'solid-js';
import type { Run } from '../../shared/run.ts';
import type { TerminalLine } from '../../shared/terminal.ts';
import type { Coder } from '../coder/coder.ts';
import { isOver } from '../coder/runs.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { LiveText } from '../ui/LiveText.tsx';
import { MarkedText } from '../ui/MarkedText.tsx';
import { withMarks } from '../ui/marks.ts';
import { AnsiText } from './AnsiText.tsx';
import { type OpenAt, PlacedText } from '../ui/PlacedText.tsx';
import { errorText } from './run-labels.ts';

/** Of a program's lines; the Output has all. */
const maxLines = 500;

interface CommandProps {
  coder: Coder;
  line: TerminalLine;
  openAt: OpenAt;
  onOpenRun: () => void;
}

/** One command: who typed it where, what it said, and how it ended. */
export function TerminalCommand(
  props: CommandProps & {
    isStopping: boolean;
    /** Absent for who may not. */
    onStop: (() => void) | undefined;
  },
) {
  const ending = (): string | undefined => {
    const { state, exitCode } = props.line;
    if (state === 'stopped') return 'Stopped.';
    if (state === 'timeout') return 'It did not end in its time, and was left.';
    if (state === 'lost') return 'The server stopped before this was over. Run it again.';
    return exitCode !== undefined && exitCode !== 0 ? `Ended with ${exitCode}.` : undefined;
  };
  const run = () => (props.line.runId === undefined ? undefined : props.coder.run(props.line.runId));
  return (
    <section
      class="terminal-command"
      aria-label={`${withMarks(props.line.command)}, by ${props.line.by.name}`}
    >
      <header>
        <Avatar user={props.line.by} size="s" />
        <span class="terminal-cwd">{props.line.cwd} $</span>
        <code>
          <MarkedText text={props.line.command} />
        </code>
        <Show when={props.line.state === 'running' && props.onStop}>
          {(stop) => (
            <button
              type="button"
              class="button terminal-stop"
              aria-label={`${props.isStopping ? 'Stopping…' : 'Stop'} ${withMarks(props.line.command)}`}
              aria-disabled={props.isStopping}
              onClick={() => props.isStopping || stop()()}
            >
              <LiveText text={props.isStopping ? 'Stopping…' : 'Stop'} />
            </button>
          )}
        </Show>
      </header>
      <Show when={run()} fallback={<LineSaid {...props} />}>
        {(known) => <ProgramSaid {...props} run={known()} />}
      </Show>
      <Show when={ending()}>{(words) => <p class="terminal-ending">{words()}</p>}</Show>
    </section>
  );
}

/** What a program prints, as it comes. */
function ProgramSaid(props: CommandProps & { run: Run }) {
  const all = () => props.coder.outputOf(props.run.runId);
  // A list of its own each time: the other one grows in place.
  const printed = createMemo(() => all()?.slice(-maxLines));
  const above = () => Math.max(0, (all()?.length ?? 0) - maxLines);
  /** Its exit code is said below. */
  const error = () => (props.run.error?.exitCode === undefined ? props.run.error : undefined);
  createEffect(() => {
    // It began before this page came. Where it cannot be read, what the command kept is shown when it is over.
    if (printed() === undefined && !isOver(props.run))
      props.coder.loadRun(props.run.runId).catch(() => undefined);
  });
  return (
    <>
      <p class="terminal-run">
        <button
          type="button"
          class="runs-place"
          onClick={() => {
            props.coder.showRun(props.run.runId);
            props.onOpenRun();
          }}
        >
          Run {props.run.number}
        </button>
        <Show when={props.run.state === 'queued'}> waits until another run is over.</Show>
        <Show when={above() > 0}> has {above()} lines more above these.</Show>
      </p>
      <Show when={printed()} fallback={<LineSaid {...props} />}>
        {(entries) => (
          <>
            <div class="terminal-said">
              <For each={entries()}>
                {(entry) => (
                  <div class={`runs-line runs-${entry.level}`}>
                    <AnsiText text={entry.text} openAt={props.openAt} fallback={'\n'} />
                  </div>
                )}
              </For>
            </div>
            <Show when={error()}>
              {(said) => (
                <pre class="terminal-said terminal-error">
                  <PlacedText text={errorText(said())} openAt={props.openAt} />
                </pre>
              )}
            </Show>
            <Show when={props.run.resultText}>
              {(result) => <pre class="terminal-said terminal-result">{result()}</pre>}
            </Show>
          </>
        )}
      </Show>
    </>
  );
}

/** What the room has kept of it. */
function LineSaid(props: Pick<CommandProps, 'line' | 'openAt'>) {
  return (
    <>
      <Said text={props.line.stdout} openAt={props.openAt} />
      <Said text={props.line.stderr} openAt={props.openAt} error />
    </>
  );
}

function Said(props: { text: string; openAt: OpenAt; error?: boolean }) {
  return (
    <Show when={props.text !== ''}>
      <pre class="terminal-said" classList={{ 'terminal-error': props.error === true }}>
        <AnsiText text={props.text} openAt={props.openAt} />
      </pre>
    </Show>
  );
}
