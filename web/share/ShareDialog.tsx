import { For, Show } from 'solid-js';
import { agentActivity, whereabouts } from '../presence/activity.ts';
import type { Room } from '../room/room.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { Modal } from '../ui/Modal.tsx';
import { LinkField } from './LinkField.tsx';
import './share.css';

/** The links that this person may share, and who is here. */
export function ShareDialog(props: { room: Room; onClose: () => void }) {
  const links = () => props.room.session.session().links;
  return (
    <Modal title={`Share ${props.room.title()}`} onClose={() => props.onClose()}>
      <div class="share-links">
        <Show when={links().edit}>
          {(link) => (
            <LinkField
              link={link()}
              title="Can edit"
              text="People with this link can edit, run code and talk to the agent."
              primary
            />
          )}
        </Show>
        <Show when={links().view}>
          {(link) => (
            <LinkField
              link={link()}
              title="Can view"
              text="People with this link can see everything and change nothing."
              primary={links().edit === undefined}
            />
          )}
        </Show>
      </div>
      <ul class="share-people" aria-label="Here now">
        <For each={props.room.people()}>
          {(one) => (
            <li class="share-one">
              <Avatar user={one.user} size="l" />
              <span class="share-who">
                <span class="share-name">
                  {one.user.name}
                  <Show when={one.user.id === props.room.user().id}>
                    <span class="share-you"> you</span>
                  </Show>
                </span>
                <span class="share-where">{inFile(whereabouts(one, props.room.files()))}</span>
              </span>
            </li>
          )}
        </For>
        <Show when={props.room.agent()}>
          {(agent) => (
            <li class="share-one">
              <Avatar user={agent().user} size="l" />
              <span class="share-who">
                <span class="share-name">{agent().user.name}</span>
                <span class="share-where">{agentActivity(agent(), props.room.files())}</span>
              </span>
            </li>
          )}
        </Show>
      </ul>
    </Modal>
  );
}

const inFile = (name: string | undefined): string => (name === undefined ? 'Here' : `In ${name}`);
