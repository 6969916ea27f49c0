import Bot from 'lucide-solid/icons/bot';
import FileCode from 'lucide-solid/icons/file-code';
import SquareTerminal from 'lucide-solid/icons/square-terminal';
import { createMemo, For, Show } from 'solid-js';
import type { KeptMention, Mention } from '../../shared/chat.ts';
import { splitSaid } from './message-spans.ts';

/** What a person wrote, with what it points at to click on. */
export function SaidText(props: {
  text: string;
  mentions: readonly KeptMention[];
  onOpen: (mention: Mention) => void;
}) {
  const pieces = createMemo(() => splitSaid(props.text, props.mentions));
  const cut = createMemo(() => props.mentions.filter(({ note }) => note !== undefined));
  return (
    <>
      <p class="chat-said">
        <For each={pieces()}>
          {(piece) => (
            <Show when={piece.mention} fallback={<Plain text={piece.text} agent={piece.agent === true} />}>
              {(kept) => (
                <button type="button" class="chat-mention" onClick={() => props.onOpen(kept().mention)}>
                  {kept().mention.kind === 'output' ? <SquareTerminal size={12} /> : <FileCode size={12} />}
                  {kept().label}
                </button>
              )}
            </Show>
          )}
        </For>
      </p>
      <For each={cut()}>
        {({ label, note }) => (
          <p class="chat-note">
            Of {label} the agent was given a part. {note}
          </p>
        )}
      </For>
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
