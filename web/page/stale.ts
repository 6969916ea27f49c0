import { createEffect, createSignal, on } from 'solid-js';
import type { PeerState } from '../../shared/protocol/peer.ts';

const retryMs = 3_000;
/** A request right after reconnecting may get no response at all. */
const timeoutMs = 10_000;

/**
 * Whether the server was updated while this page was open, so that it now serves another page. An update ends all
 * connections, so the page checks after each reconnect.
 */
export function createStale(state: () => PeerState): () => boolean {
  const [stale, setStale] = createSignal(false);
  const online = (): boolean => state().connection === 'online' && state().synced;
  createEffect(
    on(
      online,
      (now, before) => {
        // Vite's dev server updates the page itself.
        if (now && before === false && !import.meta.env.DEV) void check();
      },
      { defer: true },
    ),
  );
  /** Counts requests, because only the response to the latest counts. */
  let requests = 0;
  const check = async (): Promise<void> => {
    const request = ++requests;
    const own = document.querySelector<HTMLScriptElement>('script[type="module"][src]');
    if (!own) return;
    try {
      const response = await fetch('/', { cache: 'no-store', signal: AbortSignal.timeout(timeoutMs) });
      if (!response.ok) throw new Error(`answered with ${response.status}`);
      const html = await response.text();
      if (request === requests) setStale(!mentions(html, new URL(own.src).pathname));
    } catch (error) {
      // Either the connection is gone again, and its return triggers a new check, or the rest of the server is not up yet.
      console.warn('tandem: the server’s page could not be fetched', error);
      setTimeout(() => {
        if (request === requests && online()) void check();
      }, retryMs);
    }
  };
  return stale;
}

/** Script names contain a hash of their content, so a page of the same build has the same script. */
const mentions = (html: string, script: string): boolean => html.includes(`"${script}"`);
