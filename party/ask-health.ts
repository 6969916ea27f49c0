import { httpLimits } from '../shared/limits.ts';
import { after } from '../shared/timers.ts';

/** A part's state, from its answer to a health check: `ok` or what is wrong. */
export const askHealth = (ask: () => Promise<Pick<Response, 'ok' | 'body'>>): Promise<string> =>
  wordFor(async () => {
    const { ok, body } = await ask();
    await body?.cancel();
    return ok ? 'ok' : 'answers with an error';
  });

/** The result of a probe, or `does not answer`. Anyone may ask, so details of an error stay in the parts' logs. */
export async function wordFor(probe: () => Promise<string>): Promise<string> {
  const late = new Promise<string>((resolve) => {
    after(httpLimits.healthTimeoutMs, () => resolve('does not answer'));
  });
  return Promise.race([probe().catch(() => 'does not answer'), late]);
}
