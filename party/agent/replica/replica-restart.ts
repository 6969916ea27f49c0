const key = 'restarted';

/**
 * Another coder takes this one's place, with what is on disk: for a replica that the room refuses. Runs and turns that go
 * on are cut off as by any restart; the pages come back by themselves.
 */
export async function restartCoder(
  { storage, abort }: { storage: DurableObjectStorage; abort: (reason: string) => void },
  reason: string,
): Promise<void> {
  storage.kv.put(key, reason);
  await storage.sync();
  abort(reason);
}

/** Why the last coder was replaced, if it was; said once. */
export function takeRestartReason(kv: Pick<SyncKvStorage, 'get' | 'delete'>): string | undefined {
  const reason = kv.get<string>(key);
  kv.delete(key);
  return reason;
}
