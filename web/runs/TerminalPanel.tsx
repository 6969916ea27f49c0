import { createMemo, createSignal, For, onMount, Show } from 'solid-js';
import Square from 'lucide-solid/icons/square';
import type { User } from '../../shared/roles.ts';
import type { TerminalLine } from '../../shared/terminal.ts';
import type { Coder } from '../coder/coder.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { StickToEnd } from '../ui/stick-to-end.ts';
import { withMarks } from '../ui/marks.ts';
import { MarkedText } from '../ui/MarkedText.tsx';
import { AnsiText } from './AnsiText.tsx';
import { createAttempt } from './attempt.ts';
import type { OpenAt } from './PlacedText.tsx';
import './terminal.css';

/** The room's terminal: everyone reads it, who may edit types into a shell of their own. */
export function TerminalPanel(props: { coder: Coder; user: User; editing: boolean; openAt: OpenAt }) {
  let region: HTMLDivElement | undefined;
  let end: StickToEnd | undefined;
  const [clearedTo, setClearedTo] = createSignal(0);
  const { problem, attempt } = createAttempt();
  const [typed, setTyped] = createSignal('');
  /** How far back in one's own commands; 0 is the line that is being typed. */
  const [back, setBack] = createSignal(0);
  const lines = createMemo(() => props.coder.terminal().filter(({ id }) => id > clearedTo()));
  const own = createMemo(() => props.coder.terminal().filter(({ by }) => by.id === props.user.id));
  const running = () => own().findLast(({ state }) => state === 'running');
  const cwd = () => own().findLast(({ cwdAfter }) => cwdAfter !== undefined)?.cwdAfter ?? '/work';

  const send = async (): Promise<void> => {
    const command = typed().trim();
    if (command === '') return;
    // At once: the next command can follow while this one is on its way.
    setTyped('');
    setBack(0);
    try {
      if (command === 'clear') setClearedTo(props.coder.terminal().at(-1)?.id ?? 0);
      else await props.coder.startCommand(command);
    } catch (error) {
      if (typed() === '') setTyped(command);
      throw error;
    }
    // Whoever asks wants to see the answer, wherever they were reading.
    if (end) end.sticks = true;
  };
  const recall = (by: number): void => {
    const commands = own().map(({ command }) => command);
    const next = Math.max(0, Math.min(commands.length, back() + by));
    setBack(next);
    setTyped(next === 0 ? '' : (commands.at(-next) ?? ''));
  };
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLInputElement }): void => {
    const { selectionStart, selectionEnd } = event.currentTarget;
    const isLetter = (letter: string): boolean => event.ctrlKey && !event.shiftKey && event.key === letter;
    const line = running();
    if (event.key === 'Enter') void attempt(send);
    else if (event.key === 'ArrowUp') recall(1);
    else if (event.key === 'ArrowDown') recall(-1);
    else if (isLetter('c') && line && selectionStart === selectionEnd)
      void attempt(() => props.coder.stopCommand(line.id));
    else return;
    event.preventDefault();
  };

  onMount(() => {
    const content = region?.firstElementChild;
    if (region && content) end = new StickToEnd(region, content);
  });

  return (
    <div class="terminal">
      <div
        class="terminal-scroll"
        role="log"
        aria-label="Commands"
        tabindex={0}
        ref={(element) => (region = element)}
      >
        <div>
          <For each={lines().map(({ id }) => id)}>
            {(id) => (
              <Show when={lines().find((line) => line.id === id)}>
                {(line) => (
                  <Command
                    line={line()}
                    openAt={props.openAt}
                    onStop={props.editing ? () => void attempt(() => props.coder.stopCommand(id)) : undefined}
                  />
                )}
              </Show>
            )}
          </For>
        </div>
        <Show when={lines().length === 0}>
          <p class="terminal-empty">
            {props.editing
              ? 'A shell over the room’s files, seen by everyone: ls, grep, sed, jq and some eighty more.'
              : 'Nobody has typed a command here yet.'}
          </p>
        </Show>
      </div>
      <Show when={problem() !== ''}>
        <p class="terminal-problem" role="alert">
          {problem()}
        </p>
      </Show>
      <Show when={props.editing}>
        <label class="terminal-prompt">
          <span aria-hidden="true">{cwd()} $</span>
          <input
            type="text"
            aria-label={`Command in ${cwd()}`}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            value={typed()}
            onInput={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={onKeyDown}
          />
        </label>
      </Show>
    </div>
  );
}

function Command(props: { line: TerminalLine; openAt: OpenAt; onStop: (() => void) | undefined }) {
  const ending = (): string | undefined => {
    const { state, exitCode } = props.line;
    if (state === 'stopped') return 'Stopped.';
    if (state === 'timeout') return 'It did not end in its time, and was left.';
    if (state === 'lost') return 'The server stopped before this was over. Run it again.';
    return exitCode !== undefined && exitCode !== 0 ? `Ended with ${exitCode}.` : undefined;
  };
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
            <IconButton small label={`Stop ${props.line.command}`} onClick={() => stop()()}>
              <Square size={12} />
            </IconButton>
          )}
        </Show>
      </header>
      <Said text={props.line.stdout} openAt={props.openAt} />
      <Said text={props.line.stderr} openAt={props.openAt} error />
      <Show when={ending()}>{(words) => <p class="terminal-ending">{words()}</p>}</Show>
    </section>
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
