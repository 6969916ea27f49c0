import { createEffect, createMemo, For, Index, Show } from 'solid-js';
import type { Run } from '../../shared/run.ts';
import type { TerminalLine } from '../../shared/terminal.ts';
import type { Coder } from '../coder/coder.ts';
import { isOver } from '../coder/runs.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { LiveText } from '../ui/LiveText.tsx';
import { MarkedText } from '../ui/MarkedText.tsx';
import { withMarks } from '../ui/marks.ts';
import { createAttempt } from './create-attempt.ts';
import { AnsiText } from './AnsiText.tsx';
import { type Piece, piecesOf } from './command-pieces.ts';
import { type OpenAt, LinkedText } from '../ui/LinkedText.tsx';
import { errorText } from './run-labels.ts';

/** How many of a program's last lines are shown here; the Output tab has all. */
const maxLines = 500;

interface CommandProps {
  coder: Coder;
  line: TerminalLine;
  openAt: OpenAt;
  onOpenRun: () => void;
}

/** One command: its author and directory, its output, and how it ended. */
export function TerminalCommand(
  props: CommandProps & {
    isStopping: boolean;
    /** Undefined for people who may not stop it. */
    onStop: (() => void) | undefined;
  },
) {
  const ending = (): string | undefined => {
    const { state, exitCode } = props.line;
    if (state === 'stopped') return 'Stopped.';
    if (state === 'timeout') return 'Timed out.';
    if (state === 'lost') return 'The server stopped before this finished. Run it again.';
    return exitCode !== undefined && exitCode !== 0 ? `Exited with code ${exitCode}.` : undefined;
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
      <Show when={run()} fallback={<StoredOutput {...props} />}>
        {(known) => <ProgramOutput {...props} run={known()} />}
      </Show>
      <Show when={ending()}>{(words) => <p class="terminal-ending">{words()}</p>}</Show>
    </section>
  );
}

/** A program's output as it is printed. */
function ProgramOutput(props: CommandProps & { run: Run }) {
  const all = () => props.coder.outputOf(props.run.runId);
  // Copied each time, because the original grows in place.
  const printed = createMemo(() => all()?.slice(-maxLines));
  const above = () => Math.max(0, (all()?.length ?? 0) - maxLines);
  /** An error that is only an exit code is shown below. */
  const error = () => (props.run.error?.exitCode === undefined ? props.run.error : undefined);
  createEffect(() => {
    // It started before this page connected. If it cannot be loaded, the stored output is shown once it ends.
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
        <Show when={props.run.state === 'queued'}> is waiting for another run to end.</Show>
        <Show when={above() > 0}> has {above()} more lines above these.</Show>
      </p>
      <Show when={printed()} fallback={<StoredOutput {...props} />}>
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
                  <LinkedText text={errorText(said())} openAt={props.openAt} />
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

/** The output that came with the command, and while it goes on. */
function StoredOutput(props: Pick<CommandProps, 'coder' | 'line' | 'openAt'>) {
  const { problem, attempt } = createAttempt();
  const pieces = createMemo(() => piecesOf(props.line));
  const showAll = async (): Promise<void> => {
    const button = document.activeElement;
    const region = button?.closest<HTMLElement>('.terminal-scroll');
    await attempt(() => props.coder.loadCommand(props.line.id));
    // The pressed button disappears.
    if (button?.isConnected === false) region?.focus();
  };
  return (
    <>
      <Show when={props.line.cut}>
        <p class="terminal-run">
          <button type="button" class="runs-place" onClick={() => void showAll()}>
            Show all output
          </button>
          <span role="alert"> {problem()}</span>
        </p>
      </Show>
      <Show when={pieces().length > 0}>
        <pre class="terminal-said">
          <Index each={pieces()}>{(piece) => <PieceText piece={piece()} openAt={props.openAt} />}</Index>
        </pre>
      </Show>
    </>
  );
}

function PieceText(props: { piece: Piece; openAt: OpenAt }) {
  // Drawn anew only when it differs: all pieces are made anew when the output grows.
  const text = createMemo(() => props.piece.text);
  return (
    <span classList={{ 'terminal-error': props.piece.isError }}>
      <AnsiText text={text()} openAt={props.openAt} />
    </span>
  );
}
