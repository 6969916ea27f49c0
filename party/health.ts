import { askHealth, wordFor } from './ask-health.ts';
import { requireSecret } from './auth.ts';
import type { Env } from './env.ts';
import { quotasOf } from './quotas/spend.ts';

/** `GET /health`: each part `ok`, or what is wrong with it. 503 when any is not ok. */
export async function health(env: Env): Promise<Response> {
  const worker = isSecret(env.ROOM_SECRET) ? 'ok' : notSetUp('ROOM_SECRET');
  const [coder, room, executor] = await Promise.all([
    // Not a coder: one would be made for it, with a database. This lives where they do.
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
    // What it says is for whoever calls; the word for it stands above.
    return false;
  }
}

const notSetUp = (variable: string): string => `is not set up: ${variable}`;
