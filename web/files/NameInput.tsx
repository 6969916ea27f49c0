import { createSignal, createUniqueId, onMount, Show } from 'solid-js';

/** The inline field for a path in the tree. What is wrong with it is said below it. */
export function NameInput(props: {
  label: string;
  value: string;
  depth: number;
  placeholder?: string;
  /** @returns why not, or undefined when it is done. */
  onSubmit: (value: string) => string | undefined;
  onCancel: () => void;
}) {
  const [problem, setProblem] = createSignal('');
  const noteId = createUniqueId();
  let input: HTMLInputElement | undefined;
  let over = false;

  onMount(() => {
    input?.focus();
    const dot = props.value.lastIndexOf('.');
    input?.setSelectionRange(0, dot > 0 ? dot : props.value.length);
  });

  const cancel = (): void => {
    over = true;
    props.onCancel();
  };
  const submit = (value: string): void => {
    if (over) return;
    if (value.trim() === '' || value === props.value) {
      cancel();
      return;
    }
    over = true;
    const refused = props.onSubmit(value.trim());
    if (refused === undefined) return;
    over = false;
    setProblem(refused);
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
        onBlur={(event) => {
          if (problem() !== '') cancel();
          else submit(event.currentTarget.value);
        }}
      />
      <span id={noteId} role="alert">
        <Show when={problem()}>{(text) => <span class="name-input-problem">{text()}</span>}</Show>
      </span>
    </div>
  );
}
