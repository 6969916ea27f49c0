import { createMemo, For } from 'solid-js';
import { codePointName, type Marked, marksIn } from './marks.ts';
import './marked-text.css';

/** Text for people to judge: invisible characters are shown by name, and tabs and trailing spaces are made visible. */
export function MarkedText(props: { text: string }) {
  const marks = createMemo(() => marksIn(props.text));
  return <For each={marks()}>{(mark) => (mark.kind === 'text' ? mark.text : <Mark mark={mark} />)}</For>;
}

function Mark(props: { mark: Marked }) {
  // The character itself must not be in the page, where it could reverse its line.
  const isHidden = () => props.mark.kind === 'hidden';
  return (
    <span class={`mark-${props.mark.kind}`} title={isHidden() ? 'Invisible character' : undefined}>
      {isHidden() ? codePointName(props.mark.text) : props.mark.text}
    </span>
  );
}
