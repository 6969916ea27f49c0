import type { Call } from '../coder/api.ts';
import type { Room } from '../room/room.ts';
import { showToast } from '../ui/toast.tsx';
import { revokeLinks } from './owner-calls.ts';
import { OwnerQuestion } from './OwnerQuestion.tsx';

/** Asks for confirmation, revokes all links of the room, and switches the page to the new owner link. */
export function NewLinksDialog(props: { room: Room; call: Call; onClose: () => void }) {
  const makeNew = async (): Promise<void> => {
    await props.room.session.changeKey(async () => {
      const { owner } = await revokeLinks(props.call);
      return owner.slice(owner.indexOf('#') + 1);
    });
    props.room.reconnect();
    showToast('The old links no longer work. The new ones are under Share.');
  };
  return (
    <OwnerQuestion
      title="Make new links?"
      act="Make new links"
      keep="Cancel"
      onAct={makeNew}
      onClose={() => props.onClose()}
    >
      <p>
        All links of this room stop working at once, including your owner link; this page switches to the new
        one, which is under Share if you want to save it. Everyone else is disconnected until they open a new
        link that you send them. Files, chat and history stay.
      </p>
    </OwnerQuestion>
  );
}
