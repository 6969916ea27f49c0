import { createEffect, createMemo, createSignal, onCleanup } from 'solid-js';
import type { Unread } from '../chat/unread.ts';
import type { Coder } from '../coder/coder.ts';
import type { Room } from '../room/room.ts';
import { lastingMs } from '../ui/lasting.ts';
import { tabTitle } from './tab-title.ts';

/** Shows unsaved work, unseen messages and pending approvals in the browser tab's title and icon. */
export function indicateInTab(room: Room, coder: Pick<Coder, 'pendingApprovals'>, unread: Unread): void {
  const [unsaved, setUnsaved] = createSignal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const isUnsaved = createMemo(() => room.state().unsaved);
  createEffect(() => {
    clearTimeout(timer);
    if (isUnsaved()) timer = setTimeout(() => setUnsaved(true), lastingMs);
    else setUnsaved(false);
  });
  onCleanup(() => {
    clearTimeout(timer);
    setIcon('/favicon.svg');
  });

  createEffect(() => {
    if (!room.arrived()) return;
    const approvals = coder.pendingApprovals().length;
    document.title = tabTitle(
      room.title(),
      unsaved(),
      { count: unread.count(), mentions: unread.mentions() },
      approvals,
    );
    setIcon(
      unsaved()
        ? '/favicon-unsaved.svg'
        : unread.count() + approvals > 0
          ? '/favicon-unread.svg'
          : '/favicon.svg',
    );
  });
}

function setIcon(href: string): void {
  document.querySelector('link[rel="icon"]')?.setAttribute('href', href);
}
