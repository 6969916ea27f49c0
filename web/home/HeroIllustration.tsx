import Bot from 'lucide-solid/icons/bot';
import FileCode from 'lucide-solid/icons/file-code';
import { For } from 'solid-js';
import { agentUser, type User } from '../../shared/roles.ts';
import '../ui/presence-dots.css';
import { Avatar } from '../ui/Avatar.tsx';
import './hero-illustration.css';

type Piece = [kind: 'keyword' | 'function' | 'type' | 'literal' | 'comment' | 'text', text: string];

interface Cursor {
  person: number;
  name: string;
  /** The label is below the line, because text is in the way above. */
  below?: boolean;
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
      ['text', '(riders: '],
      ['type', 'Rider'],
      ['text', '[], km: '],
      ['type', 'number'],
      ['text', ') {'],
    ],
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
    cursor: { person: 6, name: 'Bo' },
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
    cursor: { person: 0, name: 'Agent', below: true },
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
  { code: [['text', '}']], cursor: { person: 3, name: 'Noor', below: true } },
];

const bo: User = { id: 'bo', name: 'Bo Lind', color: 6, kind: 'human' };

/** A static drawing of a room, for people who have not seen one. */
export function HeroIllustration() {
  return (
    <figure
      class="picture"
      aria-label="Drawing: two people and the agent edit one file, each at their own cursor, and talk beside it."
    >
      <div class="picture-tabs" aria-hidden="true">
        <span class="picture-tab">
          <FileCode size={14} />
          relay.ts
          <span class="dots">
            <i class="dot person-6" />
            <i class="dot person-3" />
            <i class="dot dot-agent person-0" />
          </span>
        </span>
      </div>
      <pre class="picture-code" aria-hidden="true">
        <For each={lines}>
          {(line, i) => (
            <div class="picture-line">
              <span class="picture-number">{i() + 1}</span>
              <Pieces list={line.code} />
              {line.cursor && <Caret cursor={line.cursor} />}
              <Pieces list={line.rest ?? []} />
            </div>
          )}
        </For>
      </pre>
      <div class="picture-chat" aria-hidden="true">
        <Avatar user={bo} />
        <p>Nobody starts at kilometre 33.3. Whole ones, please.</p>
        <Avatar user={agentUser} />
        <p>Rounding where each rider takes over.</p>
      </div>
    </figure>
  );
}

function Pieces(props: { list: Piece[] }) {
  return <For each={props.list}>{([kind, text]) => <span class={`picture-${kind}`}>{text}</span>}</For>;
}

function Caret(props: { cursor: Cursor }) {
  return (
    <span class={`picture-caret person-${props.cursor.person}`}>
      <span class="picture-label" classList={{ 'picture-label-below': props.cursor.below === true }}>
        {props.cursor.person === 0 && <Bot size={12} />}
        {props.cursor.name}
      </span>
    </span>
  );
}
