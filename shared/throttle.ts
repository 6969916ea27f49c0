/** Runs an action for any number of changes in a row: at once for the first, then once an interval for the rest. */
export interface Throttle {
  /** Runs the action now, or at the end of the current interval together with other requests. */
  request: () => void;
  /** Runs the action now; pending requests are served by it. */
  runNow: () => void;
  stop: () => void;
}

/** @param intervalMs the shortest time between two runs of requested actions, in milliseconds */
export function throttle(act: () => void, intervalMs: number): Throttle {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pending = false;
  const runNow = (): void => {
    clearTimeout(timer);
    pending = false;
    // Started before the action, so that a change made by the action itself has to wait.
    timer = setTimeout(() => {
      timer = undefined;
      if (pending) runNow();
    }, intervalMs);
    act();
  };
  return {
    request: () => {
      if (timer === undefined) runNow();
      else pending = true;
    },
    runNow,
    stop: () => clearTimeout(timer),
  };
}
