import { createMemo, For } from 'solid-js';
import { codePointName, type Marked, marksIn } from './marks.ts';
import './marked-text.css';

/** Text for people to judge: what cannot be seen in it stands as its name, tabs and spaces at the end of a line are drawn. */
export function MarkedText(props: { text: string }) {
  const marks = createMemo(() => marksIn(props.text));
  return <For each={marks()}>{(mark) => (mark.kind === 'text' ? mark.text : <Mark mark={mark} />)}</For>;
}

function Mark(props: { mark: Marked }) {
  // The character itself is not put into the page: there it would turn its line round.
  const isHidden = () => props.mark.kind === 'hidden';
  return (
    <span
      class={`mark-${props.mark.kind}`}
      title={isHidden() ? 'A character that cannot be seen' : undefined}
    >
      {isHidden() ? codePointName(props.mark.text) : props.mark.text}
    </span>
  );
}
