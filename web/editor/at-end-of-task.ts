/** Calls back at the end of a task in which that was requested, once for all requests, until it is stopped. */
export function atEndOfTask(act: () => void): { request: () => void; stop: () => void } {
  let state: 'idle' | 'requested' | 'stopped' = 'idle';
  return {
    request: () => {
      if (state !== 'idle') return;
      state = 'requested';
      queueMicrotask(() => {
        if (state === 'stopped') return;
        state = 'idle';
        act();
      });
    },
    stop: () => {
      state = 'stopped';
    },
  };
}
