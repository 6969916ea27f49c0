import AtSign from 'lucide-solid/icons/at-sign';
import Bot from 'lucide-solid/icons/bot';
import FileCode from 'lucide-solid/icons/file-code';
import Slash from 'lucide-solid/icons/slash';
import SquareTerminal from 'lucide-solid/icons/square-terminal';
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
  file: FileCode,
  selection: TextSelect,
  output: SquareTerminal,
  command: Slash,
} satisfies Record<Suggestion['kind'], typeof AtSign>;

/** A field for a message that grows with it and completes mentions and commands: arrows choose, Enter or Tab takes. */
export function MessageField(props: {
  label: string;
  placeholder?: string;
  value: string;
  targets: () => Targets;
  onInput: (text: string) => void;
  onSubmit: () => void;
  /** Escape that no list had a use for; `true` if it was of use. */
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
    // Out of sight, as in a pane of a phone, it has nothing to measure, and its rows are right until it has.
    if (field.clientWidth === 0) return;
    field.style.height = `${Math.min(field.scrollHeight, maxHeightPx)}px`;
  };
  createEffect(on(() => props.value, grow));
  onMount(() => {
    if (!field) return;
    // Where it is narrower, or has come in sight, its text takes another height.
    let width = 0;
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width !== width) grow();
      width = entry?.contentRect.width ?? width;
    });
    observer.observe(field);
    onCleanup(() => observer.disconnect());
  });

  const look = (): void => {
    setAt(0);
    setCaret(field && field.selectionStart === field.selectionEnd ? field.selectionStart : undefined);
  };
  const take = (suggestion: Suggestion | undefined): void => {
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

  /** Whether the open list took the key. */
  const onListKey = ({ key, shiftKey }: KeyboardEvent): boolean => {
    const suggestions = completion()?.suggestions;
    if (!suggestions) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step !== undefined) setAt((chosen() + step + suggestions.length) % suggestions.length);
    else if ((key === 'Enter' || key === 'Tab') && !shiftKey) take(suggestions[chosen()]);
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
                  onClick={() => take(suggestion)}
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
          look();
        }}
        onKeyDown={onKeyDown}
        onClick={look}
        onBlur={() => setCaret(undefined)}
      />
    </div>
  );
}
