import { createSignal, createUniqueId, onCleanup, onMount, Show } from 'solid-js';

/** The inline field for a path in the tree. An error is shown below it. */
export function NameInput(props: {
  label: string;
  value: string;
  depth: number;
  /** It stands among the rows, which must all be tree items. */
  inTree?: boolean;
  placeholder?: string;
  /** @param focusMoved the focus has moved to another element and must stay there @returns the error, if it failed */
  onSubmit: (value: string, focusMoved: boolean) => string | undefined;
  onCancel: (focusMoved: boolean) => void;
}) {
  const [problem, setProblem] = createSignal('');
  const noteId = createUniqueId();
  let input: HTMLInputElement | undefined;
  let over = false;
  let leaving: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(leaving));

  onMount(() => {
    input?.focus();
    const dot = props.value.lastIndexOf('.');
    input?.setSelectionRange(0, dot > 0 ? dot : props.value.length);
  });

  const cancel = (focusMoved = false): void => {
    over = true;
    props.onCancel(focusMoved);
  };
  const submit = (value: string, focusMoved = false): void => {
    if (over) return;
    if (value.trim() === '' || value === props.value) {
      cancel(focusMoved);
      return;
    }
    over = true;
    const refused = props.onSubmit(value.trim(), focusMoved);
    if (refused === undefined) return;
    over = false;
    setProblem(refused);
  };

  const leave = (): void => {
    if (!input) return;
    const now = document.activeElement;
    const focusMoved = now !== input && now !== document.body;
    if (problem() !== '') cancel(focusMoved);
    else submit(input.value, focusMoved);
  };

  return (
    <div
      class="name-input"
      style={{ '--depth': props.depth }}
      role={props.inTree ? 'treeitem' : undefined}
      aria-level={props.inTree ? props.depth + 1 : undefined}
      aria-selected={props.inTree ? false : undefined}
      aria-label={props.inTree ? props.label : undefined}
    >
      <input
        ref={(element) => (input = element)}
        class="field name-input-field"
        spellcheck={false}
        autocomplete="off"
        aria-label={props.label}
        aria-invalid={problem() !== ''}
        aria-describedby={noteId}
        placeholder={props.placeholder ?? ''}
        value={props.value}
        // The field has the browser's own menu, to paste.
        onContextMenu={(event) => event.stopPropagation()}
        onPointerDown={(event) => event.stopPropagation()}
        onInput={() => setProblem('')}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Enter' || event.key === 'Escape') event.preventDefault();
          if (event.key === 'Enter') submit(event.currentTarget.value);
          if (event.key === 'Escape') cancel();
        }}
        onBlur={() => {
          // The new focus is known only after this event.
          leaving = setTimeout(leave);
        }}
      />
      <span id={noteId} role="alert">
        <Show when={problem()}>{(text) => <span class="name-input-problem">{text()}</span>}</Show>
      </span>
    </div>
  );
}
