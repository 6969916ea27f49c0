import { createEffect, createMemo, For, on, onMount, Show } from 'solid-js';
import type { User } from '../../shared/roles.ts';
import type { Coder } from '../coder/coder.ts';
import { StickToEnd } from '../ui/stick-to-end.ts';
import { createCommandHistory } from './command-history.ts';
import { createAttempt } from './create-attempt.ts';
import type { OpenAt } from '../ui/LinkedText.tsx';
import { TerminalCommand } from './TerminalCommand.tsx';
import { TerminalPrompt } from './TerminalPrompt.tsx';
import type { DroppedLine, TerminalView } from './terminal-view.ts';
import './terminal.css';

/** The room's terminal: everyone reads it, and each editor types into a shell of their own. */
export function TerminalPanel(props: {
  room: string;
  coder: Coder;
  view: TerminalView;
  user: User;
  editing: boolean;
  openAt: OpenAt;
  onOpenRun: () => void;
}) {
  let panel: HTMLDivElement | undefined;
  let region: HTMLDivElement | undefined;
  let end: StickToEnd | undefined;
  const { problem, attempt, forget } = createAttempt();
  const own = createMemo(() => props.coder.terminal().filter(({ by }) => by.id === props.user.id));
  const history = createCommandHistory(props.room, () => own().map(({ command }) => command));
  const running = () => own().findLast(({ state }) => state === 'running');
  const cwd = () => own().findLast(({ cwdAfter }) => cwdAfter !== undefined)?.cwdAfter ?? '/work';
  const lineOf = (id: number) => props.coder.terminal().find((line) => line.id === id);

  // The message that one's last command is still running goes away when it ends.
  createEffect(
    on(
      () => running()?.id,
      // The command's start may be reported only after that message.
      (_, before) => before !== undefined && forget(),
      { defer: true },
    ),
  );

  const send = async (): Promise<void> => {
    const command = props.view.typed().trim();
    if (command === '') return;
    // Cleared at once, so that the next command can be typed while this one is sent.
    props.view.setTyped('');
    try {
      if (command === 'clear') props.view.clear();
      else await props.coder.startCommand(command);
    } catch (error) {
      if (props.view.typed() === '') props.view.setTyped(command);
      throw error;
    }
    // People want to see the output of their command, wherever they had scrolled to.
    if (end) end.sticks = true;
  };
  const stop = async (id: number): Promise<void> => {
    const button = document.activeElement;
    await attempt(() => props.view.stop(id));
    // The pressed button disappears when the command ends.
    if (button?.isConnected === false) panel?.querySelector<HTMLElement>('.terminal-prompt input')?.focus();
  };

  onMount(() => {
    const content = region?.firstElementChild;
    if (region && content) end = new StickToEnd(region, content);
  });

  return (
    <div class="terminal" ref={(element) => (panel = element)}>
      <div
        class="terminal-scroll"
        role="log"
        aria-label="Commands"
        tabindex={0}
        ref={(element) => (region = element)}
      >
        <div>
          <For each={props.view.rows()}>
            {(row) =>
              typeof row === 'number' ? (
                <Show when={lineOf(row)}>
                  {(line) => (
                    <TerminalCommand
                      coder={props.coder}
                      line={line()}
                      openAt={props.openAt}
                      onOpenRun={props.onOpenRun}
                      isStopping={props.view.isStopping(row)}
                      onStop={props.editing ? () => void stop(row) : undefined}
                    />
                  )}
                </Show>
              ) : (
                <Dropped line={row} />
              )
            }
          </For>
        </div>
        <Show when={props.view.rows().length === 0}>
          <p class="terminal-empty">
            {props.editing
              ? 'A shell over the room’s files, seen by everyone: ls, grep, sed, jq and about eighty more. node FILE runs a file.'
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
        <TerminalPrompt
          view={props.view}
          cwd={cwd()}
          commands={history()}
          onSend={() => void attempt(send)}
          onStop={stopOf(running()?.id, stop)}
        />
      </Show>
    </div>
  );
}

const stopOf = (id: number | undefined, stop: (id: number) => Promise<void>): (() => void) | undefined =>
  id === undefined ? undefined : () => void stop(id);

function Dropped(props: { line: DroppedLine }) {
  return (
    <p class="terminal-dropped">
      <span class="terminal-cwd">{props.line.cwd} $</span> {props.line.text}^C
    </p>
  );
}
