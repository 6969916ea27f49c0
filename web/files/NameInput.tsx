import { createSignal, createUniqueId, onCleanup, onMount, Show } from 'solid-js';

/** The inline field for a path in the tree. What is wrong with it is said below it. */
export function NameInput(props: {
  label: string;
  value: string;
  depth: number;
  placeholder?: string;
  /** `elsewhere`: the focus has been given to something else, and must stay there. @returns why not, if it was not done. */
  onSubmit: (value: string, elsewhere: boolean) => string | undefined;
  onCancel: (elsewhere: boolean) => void;
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

  const cancel = (elsewhere = false): void => {
    over = true;
    props.onCancel(elsewhere);
  };
  const submit = (value: string, elsewhere = false): void => {
    if (over) return;
    if (value.trim() === '' || value === props.value) {
      cancel(elsewhere);
      return;
    }
    over = true;
    const refused = props.onSubmit(value.trim(), elsewhere);
    if (refused === undefined) return;
    over = false;
    setProblem(refused);
  };

  const leave = (): void => {
    if (!input) return;
    const now = document.activeElement;
    const elsewhere = now !== input && now !== document.body;
    if (problem() !== '') cancel(elsewhere);
    else submit(input.value, elsewhere);
  };

  return (
    <div class="name-input" style={{ '--depth': props.depth }}>
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
        onInput={() => setProblem('')}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Enter' || event.key === 'Escape') event.preventDefault();
          if (event.key === 'Enter') submit(event.currentTarget.value);
          if (event.key === 'Escape') cancel();
        }}
        onBlur={() => {
          // Where the focus goes is known once this event is over.
          leaving = setTimeout(leave);
        }}
      />
      <span id={noteId} role="alert">
        <Show when={problem()}>{(text) => <span class="name-input-problem">{text()}</span>}</Show>
      </span>
    </div>
  );
}
