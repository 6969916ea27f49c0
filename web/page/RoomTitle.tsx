import { createEffect, createSignal, Show } from 'solid-js';
import { setTitle } from '../../shared/meta.ts';
import { roomLimits } from '../../shared/limits.ts';
import { useCommands } from '../commands/commands.ts';
import type { Room } from '../room/room.ts';
import './room-title.css';

/** The room's title, which its owner can edit in place. */
export function RoomTitle(props: { room: Room }) {
  const [editing, setEditing] = createSignal(false);
  let title: HTMLButtonElement | undefined;
  const commands = useCommands();
  createEffect(() => {
    if (props.room.settable()) commands.provide({ renameRoom: () => setEditing(true) });
  });

  /** @param focusMoved the focus has moved to another element and must stay there */
  const finish = (value: string | undefined, focusMoved = false): void => {
    if (!editing()) return;
    setEditing(false);
    if (!focusMoved) title?.focus();
    const clean = value?.trim() ?? '';
    if (clean !== '' && clean !== props.room.title()) setTitle(props.room.doc, clean);
  };

  return (
    <h1 class="room-title">
      <Show
        when={editing()}
        fallback={
          <button
            ref={(element) => (title = element)}
            type="button"
            class="room-title-text"
            title={props.room.settable() ? 'Rename the room' : props.room.title()}
            disabled={!props.room.settable() || !props.room.arrived()}
            onClick={() => setEditing(true)}
          >
            {props.room.arrived() ? props.room.title() : ''}
          </button>
        }
      >
        <input
          ref={(input) => queueMicrotask(() => input.select())}
          class="field room-title-field"
          aria-label="Title of the room"
          maxLength={roomLimits.maxTitleLength}
          value={props.room.title()}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' && event.key !== 'Escape') return;
            // The focus moves to the button, which this key would then press.
            event.preventDefault();
            finish(event.key === 'Enter' ? event.currentTarget.value : undefined);
          }}
          onBlur={(event) => finish(event.currentTarget.value, event.relatedTarget !== null)}
        />
      </Show>
    </h1>
  );
}
