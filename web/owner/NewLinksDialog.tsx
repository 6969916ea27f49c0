import type { OwnerCalls } from '../coder/api.ts';
import type { Room } from '../room.ts';
import { say } from '../ui/toast.tsx';
import { OwnerQuestion } from './OwnerQuestion.tsx';

/** Asks before all links of the room become void, and goes on by the new owner link. */
export function NewLinksDialog(props: { room: Room; owner: OwnerCalls; onClose: () => void }) {
  const makeNew = async (): Promise<void> => {
    await props.room.session.changeKey(async () => {
      const { owner } = await props.owner.revokeLinks();
      return owner.slice(owner.indexOf('#') + 1);
    });
    props.room.reconnect();
    say('The old links are void. The new ones are under Share.');
  };
  return (
    <OwnerQuestion
      title="Make new links?"
      act="Make new links"
      keep="Keep the links"
      onAct={makeNew}
      onClose={() => props.onClose()}
    >
      <p>
        All links of this room become void at once, your own owner link too: this page goes on by the new one,
        and has its address. Everyone else who is here is put out, and comes back by a new link that you send
        them. Files, chat and history stay.
      </p>
    </OwnerQuestion>
  );
}
