import { storageLimits } from '../../shared/limits.ts';
import type { RoomStorage, StoredValue } from './host.ts';
import { padNumber, putPieces } from './storage-layout.ts';

/** An update that broke a document, and what is known about it. */
export interface Poison {
  readonly update: Uint8Array;
  readonly userId: string;
  readonly reason: string;
  readonly atMs: number;
}

const prefix = 'quarantine/';

/**
 * Keeps an update that broke the document, for whoever investigates. Only the newest few are kept, and of a
 * very large one only what is known about it. The room itself never reads them. Allows one call at a time.
 */
export async function quarantine(storage: RoomStorage, poison: Poison): Promise<void> {
  const keys = [...(await storage.list(prefix)).keys()];
  const numbers = [...new Set(keys.map(numberOf))].sort((a, b) => a - b);
  const kept = new Set(numbers.slice(-(storageLimits.maxQuarantined - 1)));
  const { update, userId, reason, atMs } = poison;
  const puts = new Map<string, StoredValue>();
  const at = `${prefix}${padNumber((numbers.at(-1) ?? 0) + 1, 12)}`;
  const isKept = update.byteLength <= storageLimits.maxQuarantinedBytes;
  puts.set(`${at}/about`, JSON.stringify({ atMs, userId, reason, bytes: update.byteLength, isKept }));
  if (isKept) putPieces(puts, at, update);
  const deletes = keys.filter((key) => !kept.has(numberOf(key)));
  await storage.write(puts, deletes);
}

/** The same, for a room that goes on without it if it fails. */
export async function tryQuarantine(storage: RoomStorage, poison: Poison): Promise<void> {
  try {
    await quarantine(storage, poison);
  } catch (error) {
    console.error('tandem: an update could not be put in quarantine', error);
  }
}

const numberOf = (key: string): number => Number(key.slice(prefix.length).split('/')[0]);
