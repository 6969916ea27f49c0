import { createEffect, createSignal, on, onCleanup, type Accessor } from 'solid-js';
import type { Coder } from '../coder/coder.ts';

/**
 * How many complete messages of others have arrived since this person last saw the chat.
 * @param seen whether the chat is on screen
 */
export function createUnread(coder: Coder, selfId: () => string, seen: () => boolean): Accessor<number> {
  const [visible, setVisible] = createSignal(document.visibilityState === 'visible');
  const onVisibility = (): void => void setVisible(document.visibilityState === 'visible');
  document.addEventListener('visibilitychange', onVisibility);
  onCleanup(() => document.removeEventListener('visibilitychange', onVisibility));

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
          // Cleared messages no longer count.
          setUnread((before) => new Set([...before].filter((id) => known?.has(id)).concat(others)));
        }
      },
    ),
  );
  return () => unread().size;
}
