import Bot from 'lucide-solid/icons/bot';
import FileCode from 'lucide-solid/icons/file-code';
import SquareTerminal from 'lucide-solid/icons/square-terminal';
import { createMemo, For, Show, useContext } from 'solid-js';
import type { StoredMention, Mention } from '../../shared/chat.ts';
import { RoomFiles } from '../ui/LinkedText.tsx';
import { splitMentions } from './message-spans.ts';

/** What a person wrote, with clickable mentions. */
export function UserText(props: {
  text: string;
  mentions: readonly StoredMention[];
  onOpen: (mention: Mention) => void;
}) {
  const pieces = createMemo(() => splitMentions(props.text, props.mentions));
  const isFile = useContext(RoomFiles);
  /** A deleted file cannot be opened. */
  const isThere = (mention: Mention): boolean => mention.kind === 'output' || isFile(mention.path);
  const truncated = createMemo(() => props.mentions.filter(({ note }) => note !== undefined));
  return (
    <>
      <p class="chat-said">
        <For each={pieces()}>
          {(piece) => (
            <Show when={piece.mention} fallback={<Plain text={piece.text} agent={piece.agent === true} />}>
              {(stored) => (
                <Show
                  when={isThere(stored().mention)}
                  fallback={
                    <span class="chat-mention">
                      <MentionLabel stored={stored()} />
                    </span>
                  }
                >
                  <button type="button" class="chat-mention" onClick={() => props.onOpen(stored().mention)}>
                    <MentionLabel stored={stored()} />
                  </button>
                </Show>
              )}
            </Show>
          )}
        </For>
      </p>
      <For each={truncated()}>
        {({ label, note }) => (
          <p class="chat-note">
            The agent was given only part of {label}. {note}
          </p>
        )}
      </For>
    </>
  );
}

function MentionLabel(props: { stored: StoredMention }) {
  return (
    <>
      {props.stored.mention.kind === 'output' ? <SquareTerminal size={12} /> : <FileCode size={12} />}
      {props.stored.label}
    </>
  );
}

function Plain(props: { text: string; agent: boolean }) {
  return (
    <Show when={props.agent} fallback={props.text}>
      <span class="chat-mention chat-mention-agent">
        <Bot size={12} />
        Agent
      </span>
    </Show>
  );
}
