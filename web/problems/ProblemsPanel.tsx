import Bot from 'lucide-solid/icons/bot';
import CircleX from 'lucide-solid/icons/circle-x';
import Info from 'lucide-solid/icons/info';
import TriangleAlert from 'lucide-solid/icons/triangle-alert';
import { createEffect, createMemo, createSignal, For, Index, on, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { problemLimits } from '../../shared/limits.ts';
import { askToFix } from '../coder/ask-to-fix.ts';
import type { Coder } from '../coder/coder.ts';
import { useCommands } from '../commands/commands.ts';
import { FileIcon } from '../ui/FileIcon.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import type { OpenAt } from '../ui/LinkedText.tsx';
import { problemRequest } from './fix-request.ts';
import { ProblemMark } from './ProblemMark.tsx';
import type { Problem } from './problem-counts.ts';
import { useProblems } from './problems.ts';
import './problems-panel.css';

const icons = { error: CircleX, warning: TriangleAlert, info: Info };
const words = { error: 'Error', warning: 'Warning', info: 'Info' };

/** The problems in all files, by file: arrows move between them, Enter opens the place, Escape leads to the editor. */
export function ProblemsPanel(props: {
  coder: Coder;
  /** Whether this person may write to the agent. */
  editing: boolean;
  openAt: OpenAt;
}) {
  const problems = useProblems();
  const commands = useCommands();
  let list: HTMLDivElement | undefined;
  const listed = createMemo(() => firstOf(problems.paths(), problems.inFile));
  const total = createMemo(() =>
    problems.paths().reduce((sum, path) => sum + problems.inFile(path).length, 0),
  );

  const rows = (): HTMLElement[] => [...(list?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
  /** The row that the Tab key reaches. */
  const [current, setCurrent] = createSignal(0);
  const tabStop = () => Math.min(current(), total() - 1, problemLimits.maxListed - 1);
  const startOf = (path: string): number => listed().find((file) => file.path === path)?.start ?? 0;
  let hasFocus = false;
  createEffect(
    on(listed, () =>
      queueMicrotask(() => {
        // The row that had the focus went with its problem.
        if (hasFocus && document.activeElement === document.body) (rows()[tabStop()] ?? list)?.focus();
      }),
    ),
  );

  const onKeyDown = (event: KeyboardEvent): void => {
    const all = rows();
    const next = {
      ArrowDown: all[tabStop() + 1],
      ArrowUp: all[tabStop() - 1],
      Home: all[0],
      End: all.at(-1),
    };
    if (event.key === 'Escape') commands.run('goToEditor');
    else if (event.key in next) next[event.key as keyof typeof next]?.focus();
    else return;
    event.preventDefault();
  };
  const ask = async (path: string, problem: Problem): Promise<void> => {
    if (await askToFix(props.coder, problemRequest(path, problem))) commands.run('goToChat');
  };

  return (
    <div
      ref={(element) => (list = element)}
      class="problems"
      role="group"
      aria-label="Problems"
      tabIndex={-1}
      data-problems
      onKeyDown={onKeyDown}
      onFocusIn={() => (hasFocus = true)}
      onFocusOut={({ relatedTarget }) => {
        // Without a target, the element that had the focus is gone, or the window is not in front.
        if (relatedTarget) hasFocus = false;
      }}
    >
      <Show when={total() > 0} fallback={<p class="problems-none">No problems in this room’s files.</p>}>
        <For each={listed().map(({ path }) => path)}>
          {(path) => (
            <section aria-label={path}>
              <h3 class="problems-file" title={path}>
                <FileIcon path={path} />
                <span class="problems-name">{path.split('/').at(-1)}</span>
                <span class="problems-folder">{path.split('/').slice(0, -1).join('/')}</span>
                <ProblemMark path={path} />
              </h3>
              <ul>
                {/* By index, so that a row keeps the focus while its problem moves to another line. */}
                <Index each={listed().find((file) => file.path === path)?.problems}>
                  {(problem, at) => (
                    <li class="problems-row">
                      <button
                        type="button"
                        class={`problems-open problems-${problem().severity}`}
                        data-row
                        tabIndex={tabStop() === startOf(path) + at ? 0 : -1}
                        onFocus={() => setCurrent(startOf(path) + at)}
                        onClick={() => props.openAt(path, problem().line, problem().column)}
                      >
                        <Dynamic component={icons[problem().severity]} size={14} />
                        <span>
                          <span class="hidden">{words[problem().severity]}: </span>
                          <span class="problems-message">{problem().message}</span>{' '}
                          <span class="problems-place">
                            {problem().code === undefined ? '' : `(${problem().code}) `}
                            Ln {problem().line}, Col {problem().column}
                          </span>
                        </span>
                      </button>
                      <Show when={props.editing}>
                        <IconButton
                          small
                          class="problems-ask"
                          label="Ask the agent to fix"
                          tabIndex={tabStop() === startOf(path) + at ? 0 : -1}
                          onClick={() => void ask(path, problem())}
                        >
                          <Bot size={14} />
                        </IconButton>
                      </Show>
                    </li>
                  )}
                </Index>
              </ul>
            </section>
          )}
        </For>
        <Show when={total() > problemLimits.maxListed}>
          <p class="problems-more">
            The first {problemLimits.maxListed} of {total().toLocaleString('en')} problems.
          </p>
        </Show>
      </Show>
    </div>
  );
}

/** The problems to list, and how many come before each file's. */
function firstOf(
  paths: readonly string[],
  inFile: (path: string) => readonly Problem[],
): { path: string; start: number; problems: readonly Problem[] }[] {
  let start = 0;
  return paths.flatMap((path) => {
    const problems = inFile(path).slice(0, problemLimits.maxListed - start);
    if (problems.length === 0) return [];
    const file = { path, start, problems };
    start += problems.length;
    return [file];
  });
}
