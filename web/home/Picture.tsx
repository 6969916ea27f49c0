import Bot from 'lucide-solid/icons/bot';
import FileCode from 'lucide-solid/icons/file-code';
import { For, type JSX } from 'solid-js';
import './picture.css';

type Piece = [kind: 'keyword' | 'function' | 'type' | 'literal' | 'comment' | 'text', text: string];

interface Cursor {
  person: number;
  name: string;
}

interface Line {
  code: Piece[];
  cursor?: Cursor;
  rest?: Piece[];
}

const lines: Line[] = [
  { code: [['comment', '/** How long one pedals before the next takes over. */']] },
  {
    code: [
      ['keyword', 'export function '],
      ['function', 'relay'],
      ['text', '('],
    ],
    rest: [
      ['text', 'riders: '],
      ['type', 'Rider'],
      ['text', '[], km: '],
      ['type', 'number'],
      ['text', ') {'],
    ],
    cursor: { person: 6, name: 'Bo' },
  },
  {
    code: [
      ['keyword', '  const '],
      ['text', 'share = km / riders.length;'],
    ],
  },
  {
    code: [
      ['keyword', '  return '],
      ['text', 'riders.'],
      ['function', 'map'],
      ['text', '((rider, i) => ({'],
    ],
  },
  { code: [['text', '    name: rider.name,']] },
  {
    code: [
      ['text', '    from: '],
      ['type', 'Math'],
      ['text', '.'],
      ['function', 'round'],
      ['text', '(share * i)'],
    ],
    cursor: { person: 0, name: 'Agent' },
    rest: [['text', ',']],
  },
  {
    code: [
      ['text', '    rests: riders.length > '],
      ['literal', '1'],
      ['text', ','],
    ],
  },
  { code: [['text', '  }));']] },
  { code: [['text', '}']], cursor: { person: 3, name: 'Noor' } },
];

/** A drawing of the editor, for those who have not seen it. Nothing in it is live. */
export function Picture() {
  return (
    <figure
      class="picture"
      aria-label="Drawing: two people and the agent edit one file, each at their own cursor."
    >
      <div class="picture-tabs" aria-hidden="true">
        <span class="picture-tab">
          <FileCode size={14} />
          relay.ts
          <span class="picture-dots">
            <i class="person-6" />
            <i class="person-3" />
            <i class="person-0 picture-agent" />
          </span>
        </span>
      </div>
      <pre class="picture-code" aria-hidden="true">
        <For each={lines}>
          {(line, i) => (
            <div class="picture-line">
              <span class="picture-number">{i() + 1}</span>
              {pieces(line.code)}
              {line.cursor && caret(line.cursor, i() === 0)}
              {pieces(line.rest ?? [])}
            </div>
          )}
        </For>
      </pre>
    </figure>
  );
}

const pieces = (list: Piece[]): JSX.Element => (
  <For each={list}>{([kind, text]) => <span class={`picture-${kind}`}>{text}</span>}</For>
);

const caret = (cursor: Cursor, below: boolean): JSX.Element => (
  <span class={`picture-caret person-${cursor.person}`}>
    <span class="picture-label" classList={{ 'picture-label-below': below || cursor.person === 0 }}>
      {cursor.person === 0 && <Bot size={12} />}
      {cursor.name}
    </span>
  </span>
);
