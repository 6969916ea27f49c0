import AtSign from 'lucide-solid/icons/at-sign';
import Bot from 'lucide-solid/icons/bot';
import FileCode from 'lucide-solid/icons/file-code';
import Slash from 'lucide-solid/icons/slash';
import SquareTerminal from 'lucide-solid/icons/square-terminal';
import User from 'lucide-solid/icons/user';
import TextSelect from 'lucide-solid/icons/square-dashed-text';
import {
  createEffect,
  createMemo,
  createSignal,
  createUniqueId,
  For,
  on,
  onCleanup,
  onMount,
  Show,
} from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { completionAt, type Suggestion, type Targets } from './compose.ts';

const maxHeightPx = 200;
const icons = {
  agent: Bot,
  person: User,
  file: FileCode,
  selection: TextSelect,
  output: SquareTerminal,
  command: Slash,
} satisfies Record<Suggestion['kind'], typeof AtSign>;

/** A text field that grows with its message and completes mentions and commands: arrows select, Enter or Tab accepts. */
export function MessageField(props: {
  label: string;
  placeholder?: string;
  value: string;
  targets: () => Targets;
  onInput: (text: string) => void;
  onSubmit: () => void;
  /** Called for Escape when no list is open. @returns whether it did something */
  onEscape: () => boolean;
  ref?: (el: HTMLTextAreaElement) => void;
}) {
  let field: HTMLTextAreaElement | undefined;
  const listId = createUniqueId();
  const [caret, setCaret] = createSignal<number>();
  const [at, setAt] = createSignal(0);
  const completion = createMemo(() => {
    const place = caret();
    return place === undefined ? undefined : completionAt(props.value, place, props.targets());
  });
  const chosen = () => Math.min(at(), (completion()?.suggestions.length ?? 1) - 1);

  const grow = (): void => {
    if (!field) return;
    field.style.height = 'auto';
    // A hidden field, as in another pane on a phone, has no size to measure; its `rows` apply until it is shown.
    if (field.clientWidth === 0) return;
    field.style.height = `${Math.min(field.scrollHeight, maxHeightPx)}px`;
  };
  createEffect(on(() => props.value, grow));
  onMount(() => {
    if (!field) return;
    // The text's height changes with the field's width, and becomes known when the field is shown.
    let width = 0;
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width !== width) grow();
      width = entry?.contentRect.width ?? width;
    });
    observer.observe(field);
    onCleanup(() => observer.disconnect());
  });

  const updateCompletion = (): void => {
    setAt(0);
    setCaret(field && field.selectionStart === field.selectionEnd ? field.selectionStart : undefined);
  };
  const acceptSuggestion = (suggestion: Suggestion | undefined): void => {
    const found = completion();
    if (!field || !found || !suggestion) return;
    const before = props.value.slice(0, found.from) + suggestion.insert;
    const after = props.value.slice(found.to);
    const gap = after.startsWith(' ') ? '' : ' ';
    props.onInput(before + gap + after);
    field.focus();
    field.setSelectionRange(before.length + 1, before.length + 1);
    setCaret(undefined);
  };

  /** @returns whether the open list handled the key */
  const onListKey = ({ key, shiftKey }: KeyboardEvent): boolean => {
    const suggestions = completion()?.suggestions;
    if (!suggestions) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step !== undefined) setAt((chosen() + step + suggestions.length) % suggestions.length);
    else if ((key === 'Enter' || key === 'Tab') && !shiftKey) acceptSuggestion(suggestions[chosen()]);
    else if (key === 'Escape') setCaret(undefined);
    else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (onListKey(event)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      props.onSubmit();
    } else if (event.key === 'Escape' && props.onEscape()) {
      event.preventDefault();
    }
  };

  return (
    <div class="chat-field">
      <Show when={completion()}>
        {(found) => (
          <div class="chat-complete" role="listbox" id={listId} aria-label="Suggestions">
            <For each={found().suggestions}>
              {(suggestion, index) => (
                <div
                  class="chat-complete-item"
                  role="option"
                  id={`${listId}-${index()}`}
                  aria-selected={index() === chosen()}
                  // The field keeps the focus.
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => acceptSuggestion(suggestion)}
                >
                  <Dynamic component={icons[suggestion.kind]} size={14} />
                  <span class="chat-complete-label">{suggestion.label}</span>
                  <span class="chat-complete-detail">{suggestion.detail}</span>
                </div>
              )}
            </For>
          </div>
        )}
      </Show>
      <textarea
        ref={(el) => {
          field = el;
          props.ref?.(el);
        }}
        rows="2"
        placeholder={props.placeholder ?? ''}
        aria-label={props.label}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={completion() ? listId : undefined}
        aria-activedescendant={completion() ? `${listId}-${chosen()}` : undefined}
        value={props.value}
        onInput={(event) => {
          props.onInput(event.currentTarget.value);
          updateCompletion();
        }}
        onKeyDown={onKeyDown}
        onClick={updateCompletion}
        onBlur={() => setCaret(undefined)}
      />
    </div>
  );
}
