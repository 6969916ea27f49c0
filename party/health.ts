import { httpLimits } from '../shared/limits.ts';
import { requireSecret } from './auth.ts';
import type { Env } from './env.ts';
import { quotasOf } from './quotas/spend.ts';

/** `GET /health`: each part `ok`, or what is wrong with it. 503 when any is not ok. */
export async function health(env: Env): Promise<Response> {
  const [worker, coder, room, executor] = await Promise.all([
    check(async () => void requireSecret(env.ROOM_SECRET)),
    // Not a coder: one would be made for it, with a database. This lives where they do.
    check(() => quotasOf(env).ping()),
    check(async () => {
      if (!env.ROOM_URL) throw new Error('ROOM_URL is not set');
      const response = await fetch(new URL('/health', env.ROOM_URL));
      await response.body?.cancel();
      if (response.status >= 500) throw new Error(`the room server answers ${response.status}`);
    }),
    check(async () => {
      const response = await env.EXECUTOR.fetch('http://executor/health');
      await response.body?.cancel();
      if (response.status >= 500) throw new Error(`the executor answers ${response.status}`);
    }),
  ]);
  const parts = { worker, coder, room, executor };
  const ok = Object.values(parts).every((part) => part === 'ok');
  return Response.json(parts, { status: ok ? 200 : 503 });
}

async function check(probe: () => Promise<unknown>): Promise<string> {
  const late = new Promise<string>((resolve) => {
    setTimeout(() => resolve('does not answer'), httpLimits.healthTimeoutMs);
  });
  const answer = probe().then(
    () => 'ok',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return Promise.race([answer, late]);
}
