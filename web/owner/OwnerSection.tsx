import { For, Show } from 'solid-js';
import type { Room } from '../room/room.ts';

/** The actions that only the owner may take. Each has its own confirmation dialog. */
const ownerActions = [
  {
    dialog: 'newLinks',
    name: 'Make new links',
    note: 'Everyone with a current link is disconnected until they get a new one.',
    button: 'New links…',
  },
  {
    dialog: 'purge',
    name: 'Purge a text',
    note: 'Removes a secret from files, history, chat and runs.',
    button: 'Purge…',
  },
  {
    dialog: 'deleteRoom',
    name: 'Delete this room',
    note: 'Permanently and for everyone, with everything in it.',
    button: 'Delete…',
  },
] as const;

export type OwnerDialog = (typeof ownerActions)[number]['dialog'];

export function OwnerSection(props: { room: Room; onOpen: (dialog: OwnerDialog) => void }) {
  return (
    <fieldset disabled={!props.room.settable()}>
      <legend>For the owner</legend>
      <For each={ownerActions}>
        {({ dialog, name, note, button }) => (
          <div class="settings-row">
            <span>
              {name}
              <small class="settings-note">{note}</small>
            </span>
            <button type="button" class="button owner-act" onClick={() => props.onOpen(dialog)}>
              {button}
            </button>
          </div>
        )}
      </For>
      <Show when={!props.room.settable()}>
        <p class="settings-note">
          {props.room.readonlyReason() ?? 'Only people with the owner link can do this.'}
        </p>
      </Show>
    </fieldset>
  );
}
