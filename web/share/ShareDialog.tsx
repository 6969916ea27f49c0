import Eye from 'lucide-solid/icons/eye';
import KeyRound from 'lucide-solid/icons/key-round';
import Pencil from 'lucide-solid/icons/pencil';
import { For, Show } from 'solid-js';
import { isLoopbackName } from '../../shared/origins.ts';
import { agentActivity, whereabouts } from '../presence/activity.ts';
import { roleName } from '../presence/role-text.ts';
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
        <Show when={isLoopbackName(location.hostname)}>
          <p class="share-here">
            These links work on this computer only, because they begin with {location.hostname}. For people
            elsewhere, Tandem has to be reached through a proxy: see ALLOWED_ORIGINS in its README.
          </p>
        </Show>
        <Show when={links().edit}>
          {(link) => (
            <LinkField
              link={link()}
              icon={Pencil}
              title="Can edit"
              text="Anyone with this link can edit, run code and use the agent."
              copy="Copy edit link"
              primary
            />
          )}
        </Show>
        <Show when={links().view}>
          {(link) => (
            <LinkField
              link={link()}
              icon={Eye}
              title="Can view"
              text="Anyone with this link can see everything and change nothing."
              copy="Copy view link"
              primary={links().edit === undefined}
            />
          )}
        </Show>
        <Show when={links().owner}>
          {(link) => (
            <details class="share-owner">
              <summary>Owner link</summary>
              <LinkField
                link={link()}
                icon={KeyRound}
                title="Full control"
                text="Keep this link safe and to yourself: with it, anyone can change settings, make new links and delete the room. This browser remembers that the room is yours; elsewhere, or after you clear its data, only this link does."
                copy="Copy owner link"
                primary={false}
              />
            </details>
          )}
        </Show>
      </div>
      <ul class="share-people" aria-label="Here now">
        <For each={props.room.people()}>
          {(one) => (
            <li class="share-one">
              <Avatar user={one.user} size="l" />
              <span class="share-who">
                <span class="share-name" title={one.user.name}>
                  {one.user.name}
                  <Show when={one.user.id === props.room.user().id}>
                    <span class="share-you"> you</span>
                  </Show>
                </span>
                <span class="share-where">{inFile(whereabouts(one, props.room.files()))}</span>
              </span>
              <Show when={one.role}>{(role) => <span class="share-role">{roleName[role()]}</span>}</Show>
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
              <span class="share-role">Agent</span>
            </li>
          )}
        </Show>
      </ul>
    </Modal>
  );
}

const inFile = (name: string | undefined): string => (name === undefined ? 'Here' : `In ${name}`);
