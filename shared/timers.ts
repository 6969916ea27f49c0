/** Timers that are their own cancel: platforms differ in what a timer's id is. */

/** Calls back once, after `delayMs`. Returns the cancel. */
export function after(delayMs: number, callback: () => void): () => void {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
}

/** Calls back every `intervalMs`. Returns the cancel. */
export function every(intervalMs: number, callback: () => void): () => void {
  const timer = setInterval(callback, intervalMs);
  return () => clearInterval(timer);
}

/** What calls back once in `intervalMs`, at its end, however often it was called. */
export function paced(intervalMs: number, callback: () => void): () => void {
  let pending = false;
  return () => {
    if (pending) return;
    pending = true;
    after(intervalMs, () => {
      pending = false;
      callback();
    });
  };
}
