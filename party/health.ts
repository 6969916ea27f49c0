import { askHealth, wordFor } from './ask-health.ts';
import { requireSecret } from './auth.ts';
import type { Env } from './env.ts';
import { quotasOf } from './quotas/spend.ts';

/** `GET /health`: for each part `ok`, or what is wrong with it; 503 unless all are ok. */
export async function health(env: Env): Promise<Response> {
  const worker = isSecret(env.ROOM_SECRET) ? 'ok' : notSetUp('ROOM_SECRET');
  const [coder, room, executor] = await Promise.all([
    // Asks the quotas instead of a coder, which would be created with a database. They run in the same place.
    wordFor(async () => quotasOf(env).ping()),
    env.ROOM_URL
      ? askHealth(() => fetch(new URL('/health', env.ROOM_URL)))
      : Promise.resolve(notSetUp('ROOM_URL')),
    askHealth(() => env.EXECUTOR.fetch('http://executor/health')),
  ]);
  const parts = { worker, coder, room, executor };
  const ok = Object.values(parts).every((part) => part === 'ok');
  return Response.json(parts, { status: ok ? 200 : 503 });
}

function isSecret(secret: unknown): boolean {
  try {
    return requireSecret(secret) !== '';
  } catch {
    // The message is for callers of the API; here `notSetUp` says it.
    return false;
  }
}

const notSetUp = (variable: string): string => `is not set up: ${variable}`;
