import type { Author } from '../../shared/roles.ts';
import type { Flooders } from './flooders.ts';

/** What the room's core needs from the platform it runs on. */
export interface RoomHost {
  /** The room's id, as in its URL. */
  readonly id: string;
  readonly storage: RoomStorage;
  readonly env: { readonly ROOM_SECRET?: unknown; readonly ALLOWED_ORIGINS?: unknown };
  /** ms since the epoch, for intervals: it never goes back. */
  now(): number;
  /** ms since the epoch as the server's clock shows it, for times that come from elsewhere or are stored. */
  wallMs(): number;
  /** Shared by all rooms of this process. */
  readonly flooders: Flooders;
  /** Calls back once, after `delayMs`. */
  after(delayMs: number, callback: () => void): void;
  /**
   * Ends this object and closes its storage's files, which still hold deleted data until then. The next call
   * creates it again.
   */
  letGo?: () => void;
}

/** One WebSocket, accepted. */
export interface RoomConnection {
  /** May throw when the socket is gone. */
  send(message: Uint8Array | string): void;
  close(code: number, reason: string): void;
}

/** The parts of a handshake that the core reads. */
export interface Handshake {
  readonly url: string;
  readonly headers: { get(name: string): string | null };
}

export type StoredValue = Uint8Array | string | number | Author;

/**
 * A key-value store in which a write is all or nothing. No value is larger than `storageLimits.maxValueBytes`.
 */
export interface RoomStorage {
  /**
   * Every entry whose key starts with `prefix`, in ascending order of keys; `undefined` for a value that cannot be read.
   * @throws when the storage cannot be read at all
   */
  list(prefix: string): Promise<Map<string, unknown>>;
  /** Sets and deletes in one transaction; resolves when that is on disk. */
  write(puts: ReadonlyMap<string, StoredValue>, deletes: readonly string[]): Promise<void>;
  /** Replaces everything stored with these, in one transaction. */
  replaceAll(puts: ReadonlyMap<string, StoredValue>): Promise<void>;
}
