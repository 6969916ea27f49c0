import { createSignal, For, onMount, Show, useContext } from 'solid-js';
import type { Action } from '../../shared/host.ts';
import { clockTime } from '../ui/format.ts';
import type { Coder } from '../coder/coder.ts';
import { useCommands } from '../commands/commands.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { MarkedText } from '../ui/MarkedText.tsx';
import { type OpenAt, RoomFiles } from '../ui/LinkedText.tsx';
import { actionWords } from './run-labels.ts';
import './actions.css';

/** Who did what, and when, newest first: programs and the agent with files, commands and requests, people with turns. */
export function ActionsPanel(props: { coder: Coder; openAt: OpenAt; onOpenRun: () => void }) {
  const [problem, setProblem] = createSignal('');
  onMount(() => {
    props.coder.loadActions().catch((error: unknown) => {
      setProblem(error instanceof Error ? error.message : 'The actions could not be loaded. Try again.');
    });
  });
  return (
    <div class="actions">
      <Show when={problem() !== ''}>
        <p role="alert">{problem()}</p>
      </Show>
      <Show
        when={props.coder.actions().length > 0}
        fallback={
          <p class="runs-empty">
            No program, command or turn of the agent has changed a file or sent a request to another server
            yet.
          </p>
        }
      >
        <ol class="actions-list" aria-label="Actions" tabindex={0}>
          <For each={props.coder.actions()}>
            {(action) => (
              <Row action={action} coder={props.coder} openAt={props.openAt} onOpenRun={props.onOpenRun} />
            )}
          </For>
        </ol>
      </Show>
    </div>
  );
}

function Row(props: { action: Action; coder: Coder; openAt: OpenAt; onOpenRun: () => void }) {
  const words = () => actionWords(props.action.effect);
  const isFile = useContext(RoomFiles);
  /** The file's path, while the file exists. */
  const file = () => {
    const path = words().file;
    return path !== undefined && isFile(path) ? path : undefined;
  };
  /** Undefined for commands and requests of the agent, which belong to no run. */
  const run = () => props.coder.run(props.action.runId ?? '');
  /** The turn, while its answer may be in the chat. */
  const turn = () => {
    const id = props.action.turn;
    return id !== undefined && props.coder.mayHaveMessage(id, props.action.at) ? id : undefined;
  };
  const commands = useCommands();
  return (
    <li class="actions-row">
      <time>{clockTime(props.action.at)}</time>
      <Avatar user={props.action.by} size="s" />
      <span class="actions-what">
        {props.action.by.name} {words().verb}{' '}
        <Show
          when={file()}
          fallback={
            <Show when={words().what}>
              {(what) => (
                <code>
                  <MarkedText text={what()} />
                </code>
              )}
            </Show>
          }
        >
          {(path) => (
            <button type="button" class="runs-place" onClick={() => props.openAt(path(), 1)}>
              <MarkedText text={words().what ?? ''} />
            </button>
          )}
        </Show>
        <Show when={words().outcome}>{(outcome) => <span class="actions-outcome"> {outcome()}</span>}</Show>
      </span>
      <Show when={run()}>
        {(of) => (
          <button
            type="button"
            class="actions-run"
            onClick={() => {
              props.coder.showRun(of().runId);
              props.onOpenRun();
            }}
          >
            Run {of().number}
          </button>
        )}
      </Show>
      <Show when={turn()}>
        {(id) => (
          <button
            type="button"
            class="actions-run"
            onClick={() => {
              commands.run('goToChat');
              props.coder.showMessage(id());
            }}
          >
            Turn
          </button>
        )}
      </Show>
    </li>
  );
}
