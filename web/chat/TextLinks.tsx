import Bot from 'lucide-solid/icons/bot';
import FileCode from 'lucide-solid/icons/file-code';
import SquareTerminal from 'lucide-solid/icons/square-terminal';
import { type JSX, Show, useContext } from 'solid-js';
import type { Mention, StoredMention } from '../../shared/chat.ts';
import { type OpenAt, RoomFiles } from '../ui/LinkedText.tsx';
import { splitFileNames, splitMentions } from './message-spans.ts';

/** What the text of a message links to. */
export interface TextLinks {
  mentions: readonly StoredMention[];
  /** The id of the person who reads. */
  reader: string;
  openMention: (mention: Mention) => void;
  openAt: OpenAt;
}

/** The mentions and the names of files in a text, as elements, and what is between them. */
function linked(text: string, links: TextLinks): JSX.Element[] {
  return splitMentions(text, links.mentions).flatMap((span): JSX.Element[] => {
    if (span.agent) return [<AgentMention />];
    if (span.mention) return [<MentionChip stored={span.mention} links={links} />];
    return fileNamesIn(span.text, links);
  });
}

const fileNamesIn = (text: string, { openAt }: TextLinks): JSX.Element[] =>
  splitFileNames(text).map(({ text: words, place }) =>
    place === undefined ? words : <FileName words={words} {...place} openAt={openAt} />,
  );

/** Puts links into rendered Markdown. Code of one line names files, too, but mentions nobody. */
export function addLinks(root: HTMLElement, links: TextLinks): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const node of texts) {
    if (node.parentElement?.closest('a, pre')) continue;
    const isCode = node.parentElement?.closest('code');
    const parts = isCode ? fileNamesIn(node.data, links) : linked(node.data, links);
    if (parts.some((part) => part instanceof Node)) node.replaceWith(...(parts as (Node | string)[]));
  }
}

/** A text as it was written, with its links. */
export function PlainText(props: { text: string; links: TextLinks }) {
  return <p class="chat-said">{linked(props.text, props.links)}</p>;
}

function AgentMention() {
  return (
    <span class="chat-mention chat-mention-agent">
      <Bot size={12} />
      Agent
    </span>
  );
}

function MentionChip(props: { stored: StoredMention; links: TextLinks }) {
  const isFile = useContext(RoomFiles);
  const mention = (): Mention => props.stored.mention;
  const isMine = (): boolean => {
    const it = mention();
    return it.kind === 'person' && it.id === props.links.reader;
  };
  /** A deleted file cannot be opened. */
  const opens = (): boolean => {
    const it = mention();
    return it.kind === 'output' || (it.kind !== 'person' && isFile(it.path));
  };
  const label = (): JSX.Element => {
    const { kind } = mention();
    if (kind === 'person') return `@${props.stored.label}`;
    return (
      <>
        {kind === 'output' ? <SquareTerminal size={12} /> : <FileCode size={12} />}
        {props.stored.label}
      </>
    );
  };
  // One element around both, because what is in Markdown is replaced by an element.
  return (
    <span>
      <Show
        when={opens()}
        fallback={
          <span
            class="chat-mention"
            classList={{ 'chat-mention-person': mention().kind === 'person', 'chat-mention-mine': isMine() }}
          >
            {label()}
          </span>
        }
      >
        <button type="button" class="chat-mention" onClick={() => props.links.openMention(mention())}>
          {label()}
        </button>
      </Show>
    </span>
  );
}

/** A word that is a link as long as the room has a file of that name. */
function FileName(props: { words: string; path: string; line?: number; column?: number; openAt: OpenAt }) {
  const isFile = useContext(RoomFiles);
  return (
    <span>
      <Show when={isFile(props.path)} fallback={props.words}>
        <button
          type="button"
          class="chat-file-name"
          onClick={() => props.openAt(props.path, props.line ?? 1, props.column)}
        >
          {props.words}
        </button>
      </Show>
    </span>
  );
}
