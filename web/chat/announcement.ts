import { createEffect, createSignal, on } from 'solid-js';
import type { Coder } from '../coder/coder.ts';
import type { Message } from '../coder/messages.ts';

/** The text to announce: the agent's last message once it is complete, or another person's. */
export function createAnnouncement(coder: Coder, selfId: () => string): () => string {
  const [announcement, setAnnouncement] = createSignal('');
  const announce = (message: Message | undefined): void => {
    if (!message || message.metadata?.author.id === selfId()) return;
    const texts = message.parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
    setAnnouncement(`${message.metadata?.author.name ?? 'Agent'}: ${texts.join(' ')}`);
  };
  createEffect(
    on(coder.streamingId, (now, before) => {
      if (now === undefined && before !== undefined) announce(coder.message(before));
    }),
  );
  createEffect(
    on([coder.messageIds, coder.loaded], ([ids, loaded], before) => {
      const last = coder.message(ids.at(-1) ?? '');
      if (loaded && before?.[1] && last?.role === 'user' && !before[0].includes(last.id)) announce(last);
    }),
  );
  return announcement;
}
