import Ban from 'lucide-solid/icons/ban';
import { createSignal, For, Match, Show, Switch } from 'solid-js';
import { canEdit, type Role, type User } from '../../shared/roles.ts';
import type { Run } from '../../shared/run.ts';
import { useCommands } from '../commands/commands.ts';
import { clockTime } from '../ui/format.ts';
import type { Coder } from '../coder/coder.ts';
import { isOver } from '../coder/runs.ts';
import { ProblemsPanel } from '../problems/ProblemsPanel.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { ActionsPanel } from './ActionsPanel.tsx';
import type { OpenAt } from '../ui/LinkedText.tsx';
import { RunView } from './RunView.tsx';
import { StateIcon } from './StateIcon.tsx';
import { createTerminalView } from './terminal-view.ts';
import { TerminalPanel } from './TerminalPanel.tsx';
import { describeRun, fileName } from './run-labels.ts';
import './runs.css';
import './lines.css';

export interface OutputPanelProps {
  /** The room's id. */
  room: string;
  coder: Coder;
  role: Role;
  user: User;
  openAt: OpenAt;
  /** Called when a command goes to this panel, so that the page can show it. */
  onReveal: () => void;
}

/** What gets the focus in the terminal: the prompt, or the list of commands for viewers. */
const terminalFocusTarget = '.terminal-prompt input, .terminal:not(:has(.terminal-prompt)) .terminal-scroll';
const parts = ['Output', 'Terminal', 'Problems', 'Actions'] as const;
/** What gets the focus in the list of problems: a problem, or the list without any. */
const problemsFocusTarget = '[data-problems] [data-row][tabindex="0"], [data-problems]:not(:has([data-row]))';

/** Everyone's runs with their output, the shared terminal, the problems, and the list of actions. */
export function OutputPanel(props: OutputPanelProps) {
  const editing = () => canEdit(props.role);
  const [part, setPart] = createSignal<(typeof parts)[number]>('Output');
  const terminal = createTerminalView(props.coder);
  let tabs: HTMLDivElement | undefined;
  /** The element that had the focus before this panel got it. */
  let previousFocus: HTMLElement | undefined;
  const onFocusIn = ({ relatedTarget, currentTarget }: FocusEvent & { currentTarget: HTMLElement }): void => {
    if (relatedTarget instanceof HTMLElement && !currentTarget.contains(relatedTarget))
      previousFocus = relatedTarget;
  };
  const focusSoon = (target: string): void =>
    queueMicrotask(() => document.querySelector<HTMLElement>(target)?.focus());
  /** Shows a part; the terminal gets the focus. */
  const goTo = (name: (typeof parts)[number]): void => {
    setPart(name);
    if (name === 'Terminal') focusSoon(terminalFocusTarget);
  };
  const commands = useCommands();
  commands.provide({
    goToTerminal: () => {
      if (document.activeElement?.matches(terminalFocusTarget)) {
        if (previousFocus?.checkVisibility()) previousFocus.focus();
        // That element is gone or hidden.
        if (document.activeElement.matches(terminalFocusTarget)) commands.run('goToEditor');
        return;
      }
      props.onReveal();
      goTo('Terminal');
    },
    showProblems: () => {
      props.onReveal();
      goTo('Problems');
      focusSoon(problemsFocusTarget);
    },
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const step = event.key === 'ArrowRight' ? 1 : parts.length - 1;
    setPart(parts[(parts.indexOf(part()) + step) % parts.length] ?? 'Output');
    tabs?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
  };
  return (
    <div class="runs-panel" onFocusIn={onFocusIn}>
      <header class="runs-title">
        <h2 class="hidden">Output</h2>
        <div
          class="runs-parts"
          role="tablist"
          aria-label="Output, terminal, problems and actions"
          ref={(at) => (tabs = at)}
        >
          <For each={parts}>
            {(name) => (
              <button
                type="button"
                role="tab"
                aria-selected={part() === name}
                tabindex={part() === name ? 0 : -1}
                onClick={() => goTo(name)}
                onKeyDown={onKeyDown}
              >
                {name}
              </button>
            )}
          </For>
        </div>
        <span class="runs-space" />
        <Show when={part() === 'Output' && props.coder.cleared() > 0}>
          <button type="button" class="runs-bring-back" onClick={() => props.coder.showCleared()}>
            Show {props.coder.cleared()} cleared
          </button>
        </Show>
        <Show when={part() === 'Output' && props.coder.runs().some(isOver)}>
          <IconButton small label="Clear ended runs on this page" onClick={() => props.coder.clearRuns()}>
            <Ban size={14} />
          </IconButton>
        </Show>
      </header>
      <Switch>
        <Match when={part() === 'Terminal'}>
          <TerminalPanel
            room={props.room}
            coder={props.coder}
            view={terminal}
            user={props.user}
            editing={editing()}
            openAt={props.openAt}
            onOpenRun={() => setPart('Output')}
          />
        </Match>
        <Match when={part() === 'Problems'}>
          <ProblemsPanel coder={props.coder} editing={editing()} openAt={props.openAt} />
        </Match>
        <Match when={part() === 'Actions'}>
          <ActionsPanel coder={props.coder} openAt={props.openAt} onOpenRun={() => setPart('Output')} />
        </Match>
        <Match when={part() === 'Output'}>
          <RunsOrNone {...props} />
        </Match>
      </Switch>
    </div>
  );
}

function RunsOrNone(props: OutputPanelProps) {
  return (
    <Show
      when={props.coder.shownRun()}
      fallback={
        <Show when={props.coder.loaded()}>
          <p class="runs-empty">
            {props.coder.cleared() > 0
              ? 'Cleared on this page. The room keeps its runs.'
              : canEdit(props.role)
                ? 'Nothing has been run in this room yet. Run a file and everyone here sees its output.'
                : 'Nothing has been run in this room yet.'}
          </p>
        </Show>
      }
    >
      {(shown) => (
        <div class="runs-body">
          <RunList coder={props.coder} shown={shown()} />
          {/* Keyed, so that each run gets a new view without the last run's lines. */}
          <Show when={shown().runId} keyed>
            <RunView coder={props.coder} run={shown()} editing={canEdit(props.role)} openAt={props.openAt} />
          </Show>
        </div>
      )}
    </Show>
  );
}

function RunList(props: { coder: Coder; shown: Run }) {
  const ids = () => props.coder.runs().map(({ runId }) => runId);
  const [list, setList] = createSignal<HTMLOListElement>();
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const next = ids()[ids().indexOf(props.shown.runId) + step];
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    props.coder.showRun(next);
    list()
      ?.querySelector<HTMLElement>(`[data-run="${CSS.escape(next)}"]`)
      ?.focus();
  };
  return (
    <ol class="runs-list" aria-label="Runs" ref={setList} onKeyDown={onKeyDown}>
      <For each={ids()}>
        {(runId) => (
          <Show when={props.coder.run(runId)}>
            {(run) => (
              <li>
                <button
                  type="button"
                  class="runs-row"
                  data-run={runId}
                  tabindex={props.shown.runId === runId ? 0 : -1}
                  aria-current={props.shown.runId === runId ? 'true' : undefined}
                  title={`${run().entry}, by ${run().by.name}`}
                  onClick={() => props.coder.showRun(runId)}
                >
                  <StateIcon state={run().state} />
                  <span class="runs-number">{run().number}</span>
                  <span class="runs-entry">{fileName(run().entry)}</span>
                  <time>{clockTime(run().startedAt)}</time>
                  <Avatar user={run().by} size="s" />
                  <span class="hidden">{describeRun(run())}</span>
                </button>
              </li>
            )}
          </Show>
        )}
      </For>
    </ol>
  );
}
