import { type Accessor, batch, createSignal } from 'solid-js';
import { agentLimits } from '../../shared/limits.ts';
import type { Coder } from '../coder/coder.ts';
import { problemOf } from './context.ts';
import type { VisibleMessages } from './visible-messages.ts';

/** The messages above the first one that is rendered: some are loaded, those before them are not. */
export interface Earlier {
  count: Accessor<number>;
  loading: Accessor<boolean>;
  /** A sentence that says why the last attempt to load them failed; empty if it did not. */
  problem: Accessor<string>;
  /** Renders some more, loading them if need be. */
  showMore: () => Promise<void>;
  /** Whether a message that is not loaded is being looked for. */
  seeking: Accessor<boolean>;
  /** Renders a message, loading all from it on. @throws Error when the chat does not have it */
  find: (id: string) => Promise<void>;
}

/** @param keepPlace makes a change above what is on screen, which stays where it is */
export function createEarlier(
  { coder, shown }: { coder: Coder; shown: VisibleMessages },
  keepPlace: (change: () => void) => void,
): Earlier {
  const [loading, setLoading] = createSignal(false);
  const [problem, setProblem] = createSignal('');
  const [seeking, setSeeking] = createSignal(false);

  let current: Promise<string | undefined> | undefined;
  /** @returns the id of the first message that was loaded */
  const load = (limit?: number): Promise<string | undefined> => {
    current ??= (async () => {
      setLoading(true);
      const [first] = coder.messageIds();
      if (first === undefined) return undefined;
      const page = await coder.chat.history({ before: first, limit });
      keepPlace(() => coder.addEarlier(first, page));
      return page.messages[0]?.id;
    })().finally(() => {
      current = undefined;
      setLoading(false);
    });
    return current;
  };

  const find = async (id: string): Promise<void> => {
    while (!coder.message(id) && coder.earlier() > 0) await load(agentLimits.maxHistoryMessages);
    if (!coder.message(id)) throw new Error('This message is no longer in the chat.');
    shown.reveal(id);
  };

  return {
    count: () => shown.earlier() + coder.earlier(),
    loading,
    problem,
    seeking,
    showMore: async () => {
      if (shown.earlier() > 0) return keepPlace(shown.showEarlier);
      if (loading()) return;
      setProblem('');
      try {
        const first = await load();
        if (first !== undefined) keepPlace(() => shown.reveal(first));
      } catch (error) {
        setProblem(problemOf(error));
      }
    },
    find: async (id) => {
      batch(() => {
        setProblem('');
        setSeeking(!coder.message(id));
      });
      try {
        await find(id);
      } finally {
        setSeeking(false);
      }
    },
  };
}
