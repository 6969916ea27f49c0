import { vi } from 'vitest';

/** How many calls of WebCrypto this process is waiting for: threads do them, in a time that no fake timer stops. */
const crypt = { underWay: 0 };

/** Counts them from here on, until mocks are restored. */
export function watchCrypto(): void {
  crypt.underWay = 0;
  for (const name of ['importKey', 'sign', 'verify'] as const) {
    const real = crypto.subtle[name].bind(crypto.subtle) as (...args: unknown[]) => Promise<never>;
    vi.spyOn(crypto.subtle, name).mockImplementation((...args: unknown[]) => {
      crypt.underWay++;
      return real(...args).finally(() => crypt.underWay--);
    });
  }
}

/** Lets everything that is under way in this process come to rest, but what waits for a timer. */
export async function comeToRest(): Promise<void> {
  do await new Promise((resolve) => setImmediate(resolve));
  while (crypt.underWay > 0);
}
