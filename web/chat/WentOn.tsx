import { Show } from 'solid-js';
import { Avatar } from '../ui/Avatar.tsx';
import { formatTime } from '../ui/format.ts';
import type { Message } from '../coder/messages.ts';
import { focusableMessage } from './focus.ts';

/** Says who let the agent go on with an answer that was cut off; the turn that does so follows. */
export function WentOn(props: { message: Message }) {
  return (
    <Show when={props.message.metadata}>
      {(metadata) => (
        <p {...focusableMessage(props.message.id)} class="chat-went-on">
          <Avatar user={metadata().author} size="s" />
          <span>{metadata().author.name} let it go on</span>
          <time dateTime={new Date(metadata().at).toISOString()}>{formatTime(metadata().at)}</time>
        </p>
      )}
    </Show>
  );
}
