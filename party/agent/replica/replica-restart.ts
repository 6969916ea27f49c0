import type { KeptValues } from '../storage/key-values.ts';

const key = 'restarted';

/**
 * Restarts the coder from what is on disk, when the room refuses its replica. Runs and turns in progress are
 * interrupted as by any restart; the pages reconnect by themselves.
 */
export async function restartCoder(
  { storage, abort }: { storage: DurableObjectStorage; abort: (reason: string) => void },
  reason: string,
): Promise<void> {
  storage.kv.put(key, reason);
  await storage.sync();
  abort(reason);
}

/** Why the coder was restarted, if it was; given only once. */
export function takeRestartReason(kv: KeptValues): string | undefined {
  const reason = kv.get(key);
  kv.delete(key);
  return typeof reason === 'string' ? reason : undefined;
}
