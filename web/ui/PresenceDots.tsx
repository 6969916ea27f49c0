import { For } from 'solid-js';
import type { User } from '../../shared/roles.ts';
import './presence-dots.css';

/** Up to four people as dots: round for a person, square for the agent. */
export function PresenceDots(props: { users: readonly User[] }) {
  const shown = () => props.users.slice(0, 4);
  return (
    <span
      class="dots"
      title={shown()
        .map((user) => user.name)
        .join(', ')}
    >
      <For each={shown()}>
        {(user) => (
          <i class={`dot person-${user.color}`} classList={{ 'dot-agent': user.kind === 'agent' }}>
            <span class="hidden">{user.name} is here</span>
          </i>
        )}
      </For>
    </span>
  );
}
