import { createEffect, createSignal, For, Show, useContext } from 'solid-js';
import { partCommandOf } from '../commands/chords.ts';
import type { CommandId } from '../commands/table.ts';
import { createNarrow } from '../ui/narrow.ts';
import { complete, type Written } from './completion.ts';
import { lineEdits, notBack, oneLine, recall } from './line-editing.ts';
import { writeNatively } from './native-edit.ts';
import { RoomPaths } from './room-paths.ts';
import type { TerminalView } from './terminal-view.ts';

/** Where one types commands, with the keys that a terminal has. */
export function TerminalPrompt(props: {
  view: TerminalView;
  cwd: string;
  /** One's own commands, oldest first. */
  commands: readonly string[];
  /** Sends what is typed. */
  onSend: () => void;
  /** Stops one's own command; absent while none goes on. */
  onStop: (() => void) | undefined;
}) {
  let input: HTMLInputElement | undefined;
  let list: HTMLUListElement | undefined;
  const paths = useContext(RoomPaths);
  const isNarrow = createNarrow();
  const [recalled, setRecalled] = createSignal(notBack);
  const [candidates, setCandidates] = createSignal<readonly string[]>([]);
  /** Not all that fit are in sight. */
  const [isCut, setCut] = createSignal(false);
  createEffect(() => {
    candidates();
    setCut(list !== undefined && list.scrollHeight > list.clientHeight);
  });
  createEffect(() => {
    const text = props.view.typed();
    if (input) writeNatively(input, text);
  });
  let keyBefore = '';

  const written = (): Written => ({
    text: props.view.typed(),
    caret: input?.selectionStart ?? props.view.typed().length,
  });
  const write = ({ text, caret }: Written): void => {
    props.view.setTyped(text);
    if (!input) return;
    input.setSelectionRange(caret, caret);
    // Browsers bring a caret into sight that the keyboard has moved, not one that a script has.
    if (caret === text.length) input.scrollLeft = input.scrollWidth;
    else if (caret === 0) input.scrollLeft = 0;
  };
  const completeWord = (isAgain: boolean): void => {
    const before = written();
    const done = complete(before, props.cwd, paths());
    write(done);
    const isStuck = done.text === before.text && done.candidates.length > 1;
    setCandidates(isAgain && isStuck ? done.candidates : []);
  };
  const go = (by: 1 | -1): void => {
    const { recall: next, text } = recall(recalled(), props.commands, props.view.typed(), by);
    setRecalled(next);
    write({ text, caret: text.length });
  };
  /** What each key does; none of them is left to the browser, unless it says so with `false`. */
  const acts: Partial<Record<CommandId, () => false | void>> = {
    completeWord: () => {
      // The way out for who has no other.
      if (keyBefore === 'Escape') return false;
      completeWord(keyBefore === 'Tab');
      return undefined;
    },
    olderCommand: () => go(1),
    newerCommand: () => go(-1),
    stopCommand: () => {
      if (isSelected(input)) return false;
      if (props.onStop) return props.onStop();
      props.view.drop(props.cwd);
      setRecalled(notBack);
      return undefined;
    },
    clearTerminal: props.view.clear,
    lineStart: () => write(lineEdits.start(written())),
    lineEnd: () => write(lineEdits.end(written())),
    cutBefore: () => write(lineEdits.cutBefore(written())),
    cutAfter: () => write(lineEdits.cutAfter(written())),
  };
  const send = (): void => {
    setRecalled(notBack);
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
  const onKeyDown = (event: KeyboardEvent): void => {
    // Held down on the way to another key.
    if (['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return;
    if (event.key !== 'Tab') setCandidates([]);
    const command = partCommandOf(event, 'terminal');
    const act = event.key === 'Enter' ? send : command && acts[command];
    if (act && act() !== false) event.preventDefault();
    keyBefore = event.key;
  };

  return (
    <>
      <div class="terminal-candidates" role="status">
        <Show when={isCut()}>
          <p>{candidates().length} fit. Type on, or scroll:</p>
        </Show>
        <ul ref={(element) => (list = element)} tabindex={isCut() ? 0 : undefined} aria-label="What fits">
          <For each={candidates()}>{(name) => <li>{name} </li>}</For>
        </ul>
      </div>
      <label class="terminal-prompt" data-keys="terminal">
        <span aria-hidden="true">{props.cwd} $</span>
        <input
          type="text"
          aria-label={`Command in ${props.cwd}`}
          aria-describedby="terminal-keys"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          placeholder={isNarrow() ? 'Type a command' : 'Tab completes, Esc Tab leaves'}
          ref={(element) => (input = element)}
          onInput={(event) => {
            setCandidates([]);
            props.view.setTyped(event.currentTarget.value);
          }}
          onBlur={() => {
            keyBefore = '';
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

/** Whether there is text to be copied: in the field, or in what was printed above. */
const isSelected = (input: HTMLInputElement | undefined): boolean =>
  input?.selectionStart !== input?.selectionEnd || document.getSelection()?.isCollapsed === false;
