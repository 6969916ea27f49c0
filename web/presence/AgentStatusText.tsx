import { Show } from 'solid-js';
import { agentUser } from '../../shared/roles.ts';
import type { Room } from '../room/room.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { LiveText } from '../ui/LiveText.tsx';
import { agentActivity, whereabouts } from './activity.ts';
import type { Follow } from './follow.ts';
import { GoToButton } from './GoToButton.tsx';
import './presence.css';

/** The agent in the top bar, while it is present: its avatar, which goes to its cursor, and what it is doing where. */
export function AgentStatusText(props: { room: Room; follow: Follow; onGoTo: () => void }) {
  return (
    <Show when={props.room.agent()}>
      {(agent) => {
        const text = () => agentActivity(agent(), props.room.files());
        return (
          <span class="agent-status">
            <GoToButton
              class="people-agent"
              user={agentUser}
              who={`Agent: ${text().toLowerCase()}`}
              hasFile={whereabouts(agent(), props.room.files()) !== undefined}
              follow={props.follow}
              onGoTo={() => props.onGoTo()}
            >
              <Avatar user={agentUser} />
            </GoToButton>
            <Show when={(agent().status ?? 'idle') !== 'idle'}>
              <span class="agent-status-text">
                <LiveText text={text()} />
              </span>
            </Show>
          </span>
        );
      }}
    </Show>
  );
}
