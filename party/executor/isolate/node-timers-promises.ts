/**
 * The module behind `node:timers/promises` in programs. The platform's own starts timers that nobody counts, so a program
 * that only waits for one would end.
 */

interface Options {
  ref?: boolean;
  signal?: AbortSignal;
}

// Of the program: these are counted. It may replace the globals later.
const timers = globalThis;
const { clearImmediate, clearInterval, clearTimeout } = timers;
const { setImmediate: startImmediate, setInterval: startInterval, setTimeout: startTimeout } = timers;

const aborted = ({ reason }: AbortSignal): Error =>
  Object.assign(new Error('The operation was aborted', { cause: reason }), {
    name: 'AbortError',
    code: 'ABORT_ERR',
  });

function invalid(name: string, expected: string, given: unknown): Error {
  const received = given === null ? 'null' : `type ${typeof given} (${JSON.stringify(given)})`;
  const message = `The "${name}" argument must be ${expected}. Received ${received}`;
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_TYPE' });
}

function check(delayMs: unknown, options: unknown): void {
  if (delayMs !== undefined && typeof delayMs !== 'number') throw invalid('delay', 'of type number', delayMs);
  if (typeof options !== 'object' || options === null) throw invalid('options', 'of type object', options);
}

/** Waits for one call of a timer, unless the signal comes first. */
function wait<T>(
  start: (done: () => void) => unknown,
  clear: (timer: never) => void,
  value: T,
  { ref = true, signal }: Options,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(aborted(signal));
      return;
    }
    const timer = start(() => {
      signal?.removeEventListener('abort', stop);
      resolve(value);
    });
    const stop = (): void => {
      clear(timer as never);
      if (signal) reject(aborted(signal));
    };
    signal?.addEventListener('abort', stop, { once: true });
    if (!ref) unref(timer);
  });
}

/** So that it does not keep the program alive. */
const unref = (timer: unknown): unknown => Object(timer).unref?.();

export async function setTimeout<T>(
  delayMs?: number,
  value?: T,
  options: Options = {},
): Promise<T | undefined> {
  check(delayMs, options);
  return await wait((done) => startTimeout(done, delayMs), clearTimeout, value, options);
}

export async function setImmediate<T>(value?: T, options: Options = {}): Promise<T | undefined> {
  check(undefined, options);
  return await wait((done) => startImmediate(done), clearImmediate, value, options);
}

export async function* setInterval<T>(
  delayMs?: number,
  value?: T,
  options: Options = {},
): AsyncGenerator<T | undefined, void> {
  check(delayMs, options);
  const { ref = true, signal } = options;
  if (signal?.aborted) throw aborted(signal);
  let due = 0;
  let wake = (): void => undefined;
  const timer = startInterval(() => {
    due++;
    wake();
  }, delayMs);
  const stop = (): void => wake();
  signal?.addEventListener('abort', stop, { once: true });
  if (!ref) unref(timer);
  try {
    for (;;) {
      if (due === 0 && !signal?.aborted) await new Promise<void>((resolve) => (wake = resolve));
      for (; due > 0; due--) yield value;
      if (signal?.aborted) throw aborted(signal);
    }
  } finally {
    clearInterval(timer);
    signal?.removeEventListener('abort', stop);
  }
}

export const scheduler = {
  wait: (delayMs: number, options?: Options): Promise<void> => setTimeout(delayMs, undefined, options),
  yield: (): Promise<void> => setImmediate(),
};

export default { scheduler, setImmediate, setInterval, setTimeout };
