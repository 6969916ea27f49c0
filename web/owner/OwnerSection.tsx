import { For, Show } from 'solid-js';
import type { Room } from '../room.ts';

/** What the owner alone does with the room, each behind a question of its own. */
const acts = [
  {
    dialog: 'newLinks',
    name: 'Make new links',
    note: 'Whoever has a link of today is put out until they have a new one.',
    button: 'New links…',
  },
  {
    dialog: 'purge',
    name: 'Purge a text',
    note: 'A secret that got in: out of files, history, chat and runs.',
    button: 'Purge…',
  },
  {
    dialog: 'deleteRoom',
    name: 'Delete this room',
    note: 'For everyone and for good, with all that is in it.',
    button: 'Delete…',
  },
] as const;

export type OwnerDialog = (typeof acts)[number]['dialog'];

export function OwnerSection(props: { room: Room; onOpen: (dialog: OwnerDialog) => void }) {
  return (
    <fieldset disabled={!props.room.settable()}>
      <legend>For the owner</legend>
      <For each={acts}>
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
          {props.room.readonlyReason() ?? 'Only who has the owner link can do this.'}
        </p>
      </Show>
    </fieldset>
  );
}
