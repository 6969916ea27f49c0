import { httpLimits } from '../shared/limits.ts';
import { after } from '../shared/timers.ts';

/** What a part answers to `GET /health`, in a word. */
export const askHealth = (ask: () => Promise<Pick<Response, 'ok' | 'body'>>): Promise<string> =>
  wordFor(async () => {
    const { ok, body } = await ask();
    await body?.cancel();
    return ok ? 'ok' : 'answers with an error';
  });

/** What a probe says, or that it did not in time. Anyone may ask: what exactly went wrong stays in the parts' own logs. */
export async function wordFor(probe: () => Promise<string>): Promise<string> {
  const late = new Promise<string>((resolve) => {
    after(httpLimits.healthTimeoutMs, () => resolve('does not answer'));
  });
  return Promise.race([probe().catch(() => 'does not answer'), late]);
}
