import { createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';
import type { Coder } from '../coder/coder.ts';
import type { Room } from '../room.ts';
import { tabTitle } from './tab-title.ts';

/** A save takes a moment at every key; only what lasts is told. */
const lastingMs = 2_000;

/** Lets the browser's tab tell, by title and icon, what its page would: work that is not saved, messages not seen. */
export function tellTab(room: Room, coder: Pick<Coder, 'messageIds' | 'loaded' | 'pendingApprovals'>): void {
  const [unsaved, setUnsaved] = createSignal(false);
  const [unread, setUnread] = createSignal(0);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const isUnsaved = createMemo(() => room.state().unsaved);
  createEffect(() => {
    clearTimeout(timer);
    if (isUnsaved()) timer = setTimeout(() => setUnsaved(true), lastingMs);
    else setUnsaved(false);
  });
  createEffect(
    on(
      () => coder.messageIds().length,
      (now, before) => {
        if (coder.loaded() && document.hidden && before !== undefined && now > before) {
          setUnread(unread() + now - before);
        }
      },
    ),
  );
  const onVisible = (): void => {
    if (!document.hidden) setUnread(0);
  };
  document.addEventListener('visibilitychange', onVisible);
  onCleanup(() => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', onVisible);
    setIcon('/favicon.svg');
  });

  createEffect(() => {
    if (!room.arrived()) return;
    const asked = coder.pendingApprovals().length;
    document.title = tabTitle(room.title(), unsaved(), unread(), asked);
    setIcon(
      unsaved() ? '/favicon-unsaved.svg' : unread() + asked > 0 ? '/favicon-unread.svg' : '/favicon.svg',
    );
  });
}

function setIcon(href: string): void {
  document.querySelector('link[rel="icon"]')?.setAttribute('href', href);
}
