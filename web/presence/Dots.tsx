import { For } from 'solid-js';
import type { Room } from '../room.ts';
import { othersIn } from './activity.ts';
import './presence.css';

/** Who is in a file besides oneself: round dots for people, a square one for the agent. */
export function Dots(props: { room: Room; fileId: string }) {
  const here = () => othersIn(props.room, props.fileId).slice(0, 4);
  return (
    <span
      class="dots"
      title={here()
        .map((user) => user.name)
        .join(', ')}
    >
      <For each={here()}>
        {(user) => (
          <i class={`dot person-${user.color}`} classList={{ 'dot-agent': user.kind === 'agent' }}>
            <span class="hidden">{user.name} is here</span>
          </i>
        )}
      </For>
    </span>
  );
}
