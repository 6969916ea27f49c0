import { Show } from 'solid-js';
import { agentUser } from '../../shared/roles.ts';
import type { Room } from '../room.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { agentActivity } from './activity.ts';
import './presence.css';

/** The agent in the top bar, while it is in the room: what it does, and in which file. */
export function AgentStatusText(props: { room: Room }) {
  return (
    <Show when={props.room.agent()}>
      {(agent) => {
        const text = () => agentActivity(agent(), props.room.files());
        return (
          <span class="agent-status" title={`Agent: ${text()}`}>
            <Avatar user={agentUser} />
            <Show when={(agent().status ?? 'idle') !== 'idle'}>
              <span class="agent-status-text">{text()}</span>
            </Show>
          </span>
        );
      }}
    </Show>
  );
}
