import { createMemo, createSignal, For, type JSX, onMount, Show, untrack } from 'solid-js';
import { Modal } from './Modal.tsx';

/** A dialog that finds one of many items by typing. The field keeps the focus; arrows choose, Enter selects. */
export function Picker<T>(props: {
  title: string;
  /** The field's label and placeholder. */
  label: string;
  listLabel: string;
  /** The items that match a query, the likeliest first. */
  find: (query: string) => readonly T[];
  /** The message when nothing is found. */
  none: (query: string) => string;
  /** @param query the query that it was found by */
  children: (item: T, query: () => string) => JSX.Element;
  /** The heading of the group that an item is in; items of a group come one after the other. */
  groupOf?: (item: T) => string;
  /** What the field contains at first. */
  initial?: string;
  /** What can be typed besides names, below the list. */
  hint?: JSX.Element;
  onSelect: (item: T) => void;
  /** Called after it has closed with an item selected and the focus is restored. */
  onSelected?: (item: T) => void;
  onClose: () => void;
}) {
  let selected: { item: T } | undefined;
  let list: HTMLDivElement | undefined;
  const [query, setQuery] = createSignal(untrack(() => props.initial ?? ''));
  const [at, setAt] = createSignal(0);
  const found = createMemo(() => props.find(query()));
  const chosen = () => Math.min(at(), found().length - 1);

  const select = (item: T | undefined): void => {
    if (item === undefined) return;
    selected = { item };
    props.onClose();
    props.onSelect(item);
  };
  const choose = (index: number): void => {
    setAt(index);
    // The first one with its heading.
    const shown = index === 0 ? list?.firstElementChild : list?.querySelector(`#picker-${index}`);
    shown?.scrollIntoView({ block: 'nearest' });
  };
  const headingAt = (index: number): string | undefined => {
    const [item, before] = [found()[index], found()[index - 1]];
    if (item === undefined || !props.groupOf) return undefined;
    const group = props.groupOf(item);
    return before !== undefined && props.groupOf(before) === group ? undefined : group;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (found().length === 0) return;
    if (event.key === 'ArrowDown') choose((chosen() + 1) % found().length);
    else if (event.key === 'ArrowUp') choose((chosen() + found().length - 1) % found().length);
    else if (event.key === 'Enter') select(found()[chosen()]);
    else return;
    event.preventDefault();
  };
  return (
    <Modal
      title={props.title}
      onClose={() => props.onClose()}
      onClosed={() => {
        if (selected) props.onSelected?.(selected.item);
      }}
    >
      <div class="picker">
        <input
          ref={(element) => onMount(() => element.setSelectionRange(query().length, query().length))}
          class="field"
          type="text"
          role="combobox"
          autofocus
          autocomplete="off"
          spellcheck={false}
          aria-label={props.label}
          placeholder={props.label}
          aria-expanded={found().length > 0}
          aria-controls="picker-list"
          aria-autocomplete="list"
          aria-activedescendant={found().length > 0 ? `picker-${chosen()}` : undefined}
          value={query()}
          onInput={(event) => {
            setQuery(event.currentTarget.value);
            choose(0);
          }}
          onKeyDown={onKeyDown}
        />
        <div
          ref={(element) => (list = element)}
          class="picker-list"
          id="picker-list"
          role="listbox"
          aria-label={props.listLabel}
        >
          <For each={found()}>
            {(item, index) => (
              <>
                <Show when={headingAt(index())}>
                  {(title) => (
                    <p class="picker-group" role="presentation">
                      {title()}
                    </p>
                  )}
                </Show>
                <div
                  class="picker-item"
                  id={`picker-${index()}`}
                  role="option"
                  aria-selected={index() === chosen()}
                  // The field keeps the focus.
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => select(item)}
                >
                  {props.children(item, query)}
                </div>
              </>
            )}
          </For>
        </div>
        <Show when={found().length === 0}>
          <p class="picker-none" role="status">
            {props.none(query())}
          </p>
        </Show>
        <Show when={props.hint}>
          <p class="picker-hint">{props.hint}</p>
        </Show>
      </div>
    </Modal>
  );
}
