import { createSignal } from 'solid-js';
import type { Call } from '../coder/api.ts';
import { forgetDeletedRoom } from '../room/forget-room.ts';
import type { Room } from '../room/room.ts';
import { goTo } from '../route.ts';
import { showToast } from '../ui/toast.tsx';
import { deleteRoom } from './owner-calls.ts';
import { OwnerQuestion } from './OwnerQuestion.tsx';

/** Asks for the room's title before deleting the room for everyone. */
export function DeleteRoomDialog(props: { room: Room; call: Call; onClose: () => void }) {
  const [typed, setTyped] = createSignal('');
  const remove = async (): Promise<void> => {
    const title = props.room.title();
    await deleteRoom(props.call, props.room.id);
    forgetDeletedRoom(props.room.id);
    goTo('/');
    showToast(`“${title}” was deleted.`);
  };
  return (
    <OwnerQuestion
      title="Delete this room?"
      act="Delete for everyone"
      keep="Cancel"
      ready={typed().trim() === props.room.title()}
      onAct={remove}
      onClose={() => props.onClose()}
    >
      <p>
        This deletes everything permanently and for everyone: files with their history and the trash, chat,
        runs and terminal. Nobody can restore it, and its links stop working. Everyone here sees a message,
        and can still download the files that their page shows.
      </p>
      <label class="owner-field">
        <span>
          To delete it, type its title: <strong>{props.room.title()}</strong>
        </span>
        <input
          class="field"
          type="text"
          autocomplete="off"
          autofocus
          value={typed()}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
    </OwnerQuestion>
  );
}
