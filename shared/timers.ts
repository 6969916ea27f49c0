/** Timers that return a cancel function: the type of a timer's id differs between platforms. */

/** Calls back once, after `delayMs`. Returns the cancel function. */
export function after(delayMs: number, callback: () => void): () => void {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
}

/** Calls back every `intervalMs`. Returns the cancel function. */
export function every(intervalMs: number, callback: () => void): () => void {
  const timer = setInterval(callback, intervalMs);
  return () => clearInterval(timer);
}
