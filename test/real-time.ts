import { vi } from 'vitest';

/** WebCrypto calls that this process awaits: they run on threads, in real time that no fake timer stops. */
const crypt = { underWay: 0, last: Promise.resolve() as Promise<unknown> };

/**
 * Counts them from here on, and makes them end in the order in which they began, until mocks are restored.
 */
export function watchCrypto(): void {
  crypt.underWay = 0;
  for (const name of ['importKey', 'sign', 'verify'] as const) {
    const real = crypto.subtle[name].bind(crypto.subtle) as (...args: unknown[]) => Promise<never>;
    vi.spyOn(crypto.subtle, name).mockImplementation((...args: unknown[]) => {
      crypt.underWay++;
      const done = crypt.last.then(() => real(...args)).finally(() => crypt.underWay--);
      crypt.last = done.catch(() => undefined);
      return done;
    });
  }
}

/** Lets everything under way in this process come to rest, except what waits for a timer. */
export async function comeToRest(): Promise<void> {
  do await new Promise((resolve) => setImmediate(resolve));
  while (crypt.underWay > 0);
}
