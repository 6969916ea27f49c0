import { For } from 'solid-js';
import { readAnsi } from '../ui/ansi.ts';
import { type OpenAt, LinkedText } from '../ui/LinkedText.tsx';

/** Program or command output in its colours. `fallback` is shown for an empty text. */
export function AnsiText(props: { text: string; openAt: OpenAt; fallback?: string }) {
  return (
    <For each={readAnsi(props.text)} fallback={props.fallback}>
      {(span) => (
        <span
          class={span.classes.join(' ')}
          style={{ color: span.color, 'background-color': span.background }}
        >
          <LinkedText text={span.text} openAt={props.openAt} />
        </span>
      )}
    </For>
  );
}
