import { createEffect, createSignal, on } from 'solid-js';
import type { PeerState } from '../../shared/protocol/peer.ts';

const againMs = 3_000;
/** A question over a line that was just there again can be left without any answer. */
const answerMs = 10_000;

/**
 * Whether the server hands out another page than this one: it was updated while the page was open. A server cannot
 * be updated without ending the line, so it is asked whenever the line is back.
 */
export function createStale(state: () => PeerState): () => boolean {
  const [stale, setStale] = createSignal(false);
  const online = (): boolean => state().connection === 'online' && state().synced;
  createEffect(
    on(
      online,
      (now, before) => {
        // Under Vite the page changes by itself.
        if (now && before === false && !import.meta.env.DEV) void ask();
      },
      { defer: true },
    ),
  );
  /** Of two answers under way only the later question's counts. */
  let questions = 0;
  const ask = async (): Promise<void> => {
    const question = ++questions;
    const own = document.querySelector<HTMLScriptElement>('script[type="module"][src]');
    if (!own) return;
    try {
      const response = await fetch('/', { cache: 'no-store', signal: AbortSignal.timeout(answerMs) });
      if (!response.ok) throw new Error(`answered with ${response.status}`);
      const html = await response.text();
      if (question === questions) setStale(!mentions(html, new URL(own.src).pathname));
    } catch (error) {
      // Away again, and then asked on return; or the line came back ahead of the rest of the network or server.
      console.warn('tandem: the server could not be asked for its page', error);
      setTimeout(() => {
        if (question === questions && online()) void ask();
      }, againMs);
    }
  };
  return stale;
}

/** Scripts are named by what is in them: a page of the same build names the same script. */
const mentions = (html: string, script: string): boolean => html.includes(`"${script}"`);
