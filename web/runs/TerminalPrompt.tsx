import { createEffect, createSignal, For, Show, useContext } from 'solid-js';
import { partCommandOf } from '../commands/chords.ts';
import type { CommandId } from '../commands/table.ts';
import { createNarrow } from '../ui/narrow.ts';
import { complete, type EditedLine } from './completion.ts';
import { createHistorySearch, noRecall, recall } from './command-history.ts';
import { lineEdits, oneLine } from './line-editing.ts';
import { writeNatively } from './native-edit.ts';
import { RoomPaths } from './room-paths.ts';
import type { TerminalView } from './terminal-view.ts';

/** The prompt for commands, with a terminal's keys. */
export function TerminalPrompt(props: {
  view: TerminalView;
  cwd: string;
  /** One's own commands, oldest first. */
  commands: readonly string[];
  /** Sends the typed command. */
  onSend: () => void;
  /** Stops one's own command; undefined while none is running. */
  onStop: (() => void) | undefined;
}) {
  let input: HTMLInputElement | undefined;
  let list: HTMLUListElement | undefined;
  const paths = useContext(RoomPaths);
  const isNarrow = createNarrow();
  const [recalled, setRecalled] = createSignal(noRecall);
  const [candidates, setCandidates] = createSignal<readonly string[]>([]);
  /** Whether the list of candidates has more than is visible. */
  const [isClipped, setIsClipped] = createSignal(false);
  createEffect(() => {
    candidates();
    setIsClipped(list !== undefined && list.scrollHeight > list.clientHeight);
  });
  const search = createHistorySearch(() => props.commands);
  createEffect(() => {
    const text = search.query() ?? props.view.typed();
    if (input) writeNatively(input, text);
  });
  let previousKey = '';

  const currentLine = (): EditedLine => ({
    text: props.view.typed(),
    caret: input?.selectionStart ?? props.view.typed().length,
  });
  const write = ({ text, caret }: EditedLine): void => {
    props.view.setTyped(text);
    if (!input) return;
    input.setSelectionRange(caret, caret);
    // Browsers scroll to a caret moved by the keyboard, but not to one moved by a script.
    if (caret === text.length) input.scrollLeft = input.scrollWidth;
    else if (caret === 0) input.scrollLeft = 0;
  };
  const completeWord = (isAgain: boolean): void => {
    const before = currentLine();
    const done = complete(before, props.cwd, paths());
    write(done);
    const isStuck = done.text === before.text && done.candidates.length > 1;
    setCandidates(isAgain && isStuck ? done.candidates : []);
  };
  const recallCommand = (by: 1 | -1): void => {
    const { recall: next, text } = recall(recalled(), props.commands, props.view.typed(), by);
    setRecalled(next);
    write({ text, caret: text.length });
  };
  /** Ends the search with the command that it found, or with the line as it was before. */
  const endSearch = (isTaken: boolean): void => {
    const text = (isTaken ? search.match() : undefined) ?? props.view.typed();
    search.end();
    setRecalled(noRecall);
    write({ text, caret: text.length });
  };
  const searchActions: Partial<Record<string, () => void>> = {
    Enter: () => {
      const isFound = search.match() !== undefined;
      endSearch(true);
      if (isFound) send();
    },
    Tab: () => endSearch(true),
    Escape: () => endSearch(false),
    ArrowUp: search.older,
    ArrowDown: search.newer,
  };
  /** What each key does. An action that returns `false` leaves the key to the browser. */
  const keyActions: Partial<Record<CommandId, () => false | void>> = {
    completeWord: () => {
      // Escape, then Tab, leaves the prompt: keyboard users need a way out.
      if (previousKey === 'Escape') return false;
      completeWord(previousKey === 'Tab');
      return undefined;
    },
    olderCommand: () => recallCommand(1),
    newerCommand: () => recallCommand(-1),
    searchCommands: () => {
      setCandidates([]);
      search.older();
    },
    stopCommand: () => {
      if (isSelected(input)) return false;
      if (props.onStop) return props.onStop();
      props.view.drop(props.cwd);
      setRecalled(noRecall);
      return undefined;
    },
    clearTerminal: props.view.clear,
    lineStart: () => write(lineEdits.start(currentLine())),
    lineEnd: () => write(lineEdits.end(currentLine())),
    cutBefore: () => write(lineEdits.cutBefore(currentLine())),
    cutAfter: () => write(lineEdits.cutAfter(currentLine())),
  };
  const send = (): void => {
    setRecalled(noRecall);
    props.onSend();
  };
  const onPaste = (event: ClipboardEvent): void => {
    const pasted = event.clipboardData?.getData('text/plain') ?? '';
    if (!/[\r\n]/.test(pasted.trim())) return;
    event.preventDefault();
    const { selectionStart: from, selectionEnd: to } = input ?? {};
    const text = props.view.typed();
    const before = text.slice(0, from ?? text.length) + oneLine(pasted);
    write({ text: before + text.slice(to ?? text.length), caret: before.length });
  };
  const onSearchKey = (event: KeyboardEvent, command: CommandId | undefined): void => {
    const act = command === 'stopCommand' ? () => endSearch(false) : searchActions[event.key];
    // The prompt's other keys edit the line, which is not in sight now.
    if (act || command) event.preventDefault();
    if (act) act();
    else if (command && command !== 'leavePrompt') endSearch(true);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // A modifier alone, pressed before another key.
    if (['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return;
    if (event.key !== 'Tab') setCandidates([]);
    const command = partCommandOf(event, 'terminal');
    const act = event.key === 'Enter' ? send : command && keyActions[command];
    if (search.query() !== undefined && command !== 'searchCommands') onSearchKey(event, command);
    else if (act && act() !== false) event.preventDefault();
    previousKey = event.key;
  };

  return (
    <>
      <div class="terminal-candidates" role="status">
        <Show when={isClipped()}>
          <p>{candidates().length} matches. Keep typing, or scroll:</p>
        </Show>
        <ul
          ref={(element) => (list = element)}
          tabindex={isClipped() ? 0 : undefined}
          aria-label="Completions"
        >
          <For each={candidates()}>{(name) => <li>{name} </li>}</For>
        </ul>
      </div>
      <Show when={search.query() !== undefined}>
        <p class="terminal-found" role="status">
          <Show
            when={search.match()}
            fallback={search.query() === '' ? 'Type part of a command' : 'No match'}
          >
            {(command) => <code>{command()}</code>}
          </Show>
        </p>
      </Show>
      <label class="terminal-prompt" data-keys="terminal">
        <span aria-hidden="true">{search.query() === undefined ? `${props.cwd} $` : 'search:'}</span>
        <input
          type="text"
          aria-label={search.query() === undefined ? `Command in ${props.cwd}` : 'Search your commands'}
          aria-describedby="terminal-keys"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          placeholder={isNarrow() ? 'Type a command' : 'Tab completes, Esc Tab leaves'}
          ref={(element) => (input = element)}
          onInput={(event) => {
            setCandidates([]);
            if (search.query() === undefined) props.view.setTyped(event.currentTarget.value);
            else search.setQuery(event.currentTarget.value);
          }}
          onBlur={() => {
            previousKey = '';
          }}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <span class="hidden" id="terminal-keys">
          Tab completes the word. Shift+Tab, or Escape and then Tab, leaves the prompt.
        </span>
      </label>
    </>
  );
}

/** Whether text is selected, in the field or in the output above, so that Ctrl+C should copy it. */
const isSelected = (input: HTMLInputElement | undefined): boolean =>
  input?.selectionStart !== input?.selectionEnd || document.getSelection()?.isCollapsed === false;
