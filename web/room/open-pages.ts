/** A person's open pages of one room, by the Yjs client id of each. */
export interface OpenPages {
  /**
   * Tells the other pages of this one. From then on `onFree` is called whenever another page, opened before or later,
   * has closed or crashed, or has given up a claim that this one was refused. Rejects where the browser forbids it.
   */
  join: (clientId: number, onFree: () => void) => Promise<void>;
  /** Claims what a page left, until the returned function is called; undefined while it is open or another page has it. */
  claim: (clientId: number) => Promise<(() => void) | undefined>;
  /** Gives up this page's place, and stops all waiting. */
  close: () => void;
}

export const openPages = (room: string, user: string): OpenPages =>
  'locks' in navigator
    ? pagesWithLocks(navigator.locks, `${room} ${user} `)
    : pagesWithoutLocks(`${room} ${user} `);

const openChannel = (scope: string): BroadcastChannel => new BroadcastChannel(`tandem-pages ${scope}`);

/** Each page holds a lock, which the browser takes from it when it crashes too, and waits for those of all others. */
function pagesWithLocks(locks: LockManager, scope: string): OpenPages {
  const closing = new AbortController();
  const { signal } = closing;
  const places = `tandem-page ${scope}`;
  const claims = `tandem-restore ${scope}`;

  let onFree = (): void => undefined;
  const awaited = new Set<string>();
  const awaitFree = (name: string): void => {
    if (awaited.has(name)) return;
    awaited.add(name);
    // Shared: a page that the browser has suspended would get an exclusive lock in its turn, and keep it.
    locks
      .request(name, { mode: 'shared', signal }, () => void awaited.delete(name))
      .then(
        () => onFree(),
        // This page has closed.
        () => undefined,
      );
  };

  /** @returns undefined when another page has the lock */
  const hold = (name: string): Promise<(() => void) | undefined> =>
    new Promise((resolve, reject) => {
      locks
        .request(name, { ifAvailable: true }, async (lock) => {
          if (!lock) return resolve(undefined);
          const held = Promise.withResolvers<void>();
          resolve(held.resolve);
          await held.promise;
        })
        .catch(reject);
    });

  return {
    join: async (clientId, listener) => {
      onFree = listener;
      const own = places + clientId;
      // It is among the held locks below.
      awaited.add(own);
      const release = await hold(own);
      if (signal.aborted) return release?.();
      signal.addEventListener('abort', () => release?.());
      try {
        // Pages that open later say so; those that are open already have a lock by now.
        const channel = openChannel(scope);
        signal.addEventListener('abort', () => channel.close());
        channel.addEventListener('message', ({ data }) => awaitFree(data));
        channel.postMessage(own);
      } finally {
        const { held = [] } = await locks.query();
        for (const { name = '' } of held) if (name.startsWith(places)) awaitFree(name);
      }
    },
    claim: async (clientId) => {
      const place = places + clientId;
      const isGone = await locks.request(
        place,
        { mode: 'shared', ifAvailable: true },
        (lock) => lock !== null,
      );
      const release = isGone ? await hold(claims + clientId) : undefined;
      if (!release) awaitFree(isGone ? claims + clientId : place);
      return release;
    },
    close: () => closing.abort(),
  };
}

/**
 * Only secure origins have locks. Elsewhere every page counts as gone, and those that close say so; what a crashed one
 * left waits until another connects.
 */
function pagesWithoutLocks(scope: string): OpenPages {
  let channel: BroadcastChannel | undefined;
  const tell = (): void => channel?.postMessage('');
  return {
    join: async (_clientId, onFree) => {
      channel = openChannel(scope);
      channel.addEventListener('message', onFree);
      window.addEventListener('pagehide', tell);
    },
    claim: async () => () => undefined,
    close: () => {
      window.removeEventListener('pagehide', tell);
      tell();
      channel?.close();
    },
  };
}
