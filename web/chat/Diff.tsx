import { createMemo, For } from 'solid-js';
import './diff.css';

/** `@@ line @@` starts a place; then lines that went and lines that came. */
export function Diff(props: { diff: string }) {
  const rows = createMemo(() => readDiff(props.diff));
  return (
    <div class="chat-diff" role="group" aria-label="What changed" tabindex="0">
      <For each={rows()}>
        {(row) => (
          <div class="chat-diff-row" data-kind={row.kind}>
            <span class="chat-diff-line">{row.line}</span>
            <span class="chat-diff-sign">
              {row.kind === 'added' ? '+' : row.kind === 'removed' ? '−' : ''}
            </span>
            <span class="chat-diff-text">{row.text}</span>
          </div>
        )}
      </For>
    </div>
  );
}

interface DiffRow {
  kind: 'added' | 'removed' | 'other';
  line: number | '';
  text: string;
}

function readDiff(diff: string): DiffRow[] {
  const rows: DiffRow[] = [];
  let before = 1;
  let after = 1;
  let shift = 0;
  for (const text of diff.split('\n')) {
    const head = /^@@ (\d+) @@$/.exec(text);
    if (head) {
      before = Number(head[1]);
      after = before + shift;
    } else if (text.startsWith('-')) {
      rows.push({ kind: 'removed', line: before++, text: text.slice(1) });
      shift--;
    } else if (text.startsWith('+')) {
      rows.push({ kind: 'added', line: after++, text: text.slice(1) });
      shift++;
    } else {
      // Another file.
      shift = 0;
      rows.push({ kind: 'other', line: '', text });
    }
  }
  return rows;
}
