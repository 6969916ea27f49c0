import { For } from 'solid-js';
import type { Room } from '../room.ts';
import './presence.css';

/** Who is in a file besides oneself: round dots for people, a square one for the agent. */
export function Dots(props: { room: Room; fileId: string }) {
  const here = () => {
    const users = new Map(
      props.room
        .present()
        .filter((one) => one.file === props.fileId && one.user.id !== props.room.user().id)
        .map((one) => [one.user.id, one.user]),
    );
    return [...users.values()].slice(0, 4);
  };
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
