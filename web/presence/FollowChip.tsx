import X from 'lucide-solid/icons/x';
import { Show } from 'solid-js';
import type { Follow } from './follow.ts';
import './presence.css';

/** Shows over the editor who is being followed, with a button to stop, and a ring in their colour. */
export function FollowChip(props: { follow: Follow }) {
  return (
    <>
      <Show when={props.follow.followed()}>
        {(one) => (
          <div class={`follow-ring person-${one().user.color}`}>
            <div class="follow-chip">
              <span>Following {one().user.name}</span>
              <button
                type="button"
                class="follow-end"
                aria-label={`Stop following ${one().user.name}`}
                aria-keyshortcuts="Escape"
                onClick={() => props.follow.end()}
              >
                <X size={14} />
              </button>
            </div>
          </div>
        )}
      </Show>
      <span class="hidden" role="status">
        <Show when={props.follow.followed()}>
          {(one) => `Following ${one().user.name}. Press Escape to stop.`}
        </Show>
      </span>
    </>
  );
}
