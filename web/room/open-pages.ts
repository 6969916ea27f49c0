/** Tells a person's open pages of one room apart from those that are gone, by the Yjs client id of each. */
export interface OpenPages {
  /** Takes a page's place until the returned function is called; undefined while that page or another one has it. */
  claim: (clientId: number) => Promise<(() => void) | undefined>;
  /** Resolves once whoever has a page's place has given it up, as the browser does for pages that close or crash. */
  freed: (clientId: number) => Promise<void>;
  /** Stops all waiting. */
  close: () => void;
}

/** By the browser's locks, which only secure origins have: elsewhere every page counts as gone. */
export function openPages(room: string, user: string): OpenPages {
  const waiting = new AbortController();
  const nameOf = (clientId: number): string => `tandem-page ${room} ${user} ${clientId}`;
  const locks = 'locks' in navigator ? navigator.locks : undefined;
  return {
    claim: (clientId) =>
      locks
        ? new Promise((resolve, reject) => {
            locks
              .request(nameOf(clientId), { ifAvailable: true }, async (lock) => {
                if (!lock) return resolve(undefined);
                const held = Promise.withResolvers<void>();
                resolve(held.resolve);
                await held.promise;
              })
              .catch(reject);
          })
        : Promise.resolve(() => undefined),
    freed: async (clientId) => {
      await locks?.request(nameOf(clientId), { signal: waiting.signal }, () => undefined);
    },
    close: () => waiting.abort(),
  };
}
