import { For } from 'solid-js';

/** A text with the characters that were searched for in bold. */
export function Highlighted(props: {
  text: string;
  /** The positions of these characters, in UTF-16 units. */
  marks: readonly number[];
}) {
  const pieces = () => {
    const marks = new Set(props.marks);
    const found: { text: string; marked: boolean }[] = [];
    for (let at = 0; at < props.text.length; at++) {
      const marked = marks.has(at);
      const last = found.at(-1);
      if (last?.marked === marked) last.text += props.text[at];
      else found.push({ text: props.text[at] ?? '', marked });
    }
    return found;
  };
  return (
    <span>
      <For each={pieces()}>{({ text, marked }) => (marked ? <b>{text}</b> : text)}</For>
    </span>
  );
}
