/** What is done for each change, however many there are in a row: for the first at once, then once a while for all. */
export interface Gathered {
  /** Does it now, or together with what else comes in this while. */
  soon: () => void;
  /** Does it now, and with it what waits. */
  now: () => void;
  stop: () => void;
}

/** @param whileMs how long is waited after it was done, in milliseconds */
export function gathered(act: () => void, whileMs: number): Gathered {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waits = false;
  const now = (): void => {
    clearTimeout(timer);
    waits = false;
    // Ahead of the act: a change that it makes itself waits.
    timer = setTimeout(() => {
      timer = undefined;
      if (waits) now();
    }, whileMs);
    act();
  };
  return {
    soon: () => {
      if (timer === undefined) now();
      else waits = true;
    },
    now,
    stop: () => clearTimeout(timer),
  };
}
