import { createEffect, createMemo, createSignal, on, onCleanup, type Accessor } from 'solid-js';
import type { Coder } from '../coder/coder.ts';
import type { Message } from '../coder/messages.ts';
import { showToast } from '../ui/toast.tsx';
import { isForReader, mentionNotice } from './for-reader.ts';

/** The complete messages of others that have arrived since this person last saw the chat. */
export interface Unread {
  count: Accessor<number>;
  /** How many of them mention this person. */
  mentions: Accessor<number>;
}

/**
 * @param seen whether the chat is on screen
 * @param reveal shows the chat; offered for a message that mentions this person and comes while it is out of sight
 */
export function createUnread(
  coder: Coder,
  selfId: () => string,
  seen: () => boolean,
  reveal: () => void,
): Unread {
  const [visible, setVisible] = createSignal(document.visibilityState === 'visible');
  const onVisibility = (): void => void setVisible(document.visibilityState === 'visible');
  document.addEventListener('visibilitychange', onVisibility);
  onCleanup(() => document.removeEventListener('visibilitychange', onVisibility));

  const offer = (message: Message): void =>
    showToast(mentionNotice(message), {
      label: 'Show',
      act: () => {
        reveal();
        coder.showMessage(message.id);
      },
    });
  const [unread, setUnread] = createSignal<ReadonlySet<string>>(new Set());
  let known: ReadonlySet<string> | undefined;
  createEffect(
    on(
      [coder.messageIds, coder.streamingId, coder.loaded, () => seen() && visible()],
      ([ids, live, loaded, here]) => {
        if (!loaded) return;
        const whole = ids.filter((id) => id !== live);
        // Those before a known one are earlier messages that were loaded.
        const from = whole.findIndex((id) => known?.has(id));
        const fresh = known ? whole.slice(Math.max(0, from)).filter((id) => !known?.has(id)) : [];
        known = new Set(whole);
        if (here) setUnread(new Set<string>());
        else {
          const others = fresh.filter((id) => {
            const { author, summary } = coder.message(id)?.metadata ?? {};
            return author?.id !== selfId() && !summary;
          });
          for (const message of others.flatMap((id) => coder.message(id) ?? []))
            if (!seen() && isForReader(message, selfId())) offer(message);
          // Cleared messages no longer count.
          setUnread((before) => new Set([...before].filter((id) => known?.has(id)).concat(others)));
        }
      },
    ),
  );
  const isMention = (id: string): boolean => {
    const message = coder.message(id);
    return message !== undefined && isForReader(message, selfId());
  };
  return {
    count: () => unread().size,
    mentions: createMemo(() => [...unread()].filter(isMention).length),
  };
}

/** In words, as the accessible name of the chat's button goes on. */
export function unreadLabel({ count, mentions }: Unread): string {
  if (mentions() === 0) return `${count()} unread`;
  return `${count()} unread, ${mentions() === 1 ? 'one mentions' : `${mentions()} mention`} you`;
}
