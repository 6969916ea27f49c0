import type { RoomStorage, StoredValue } from '../party/room/host.ts';
import { storageLimits } from '../shared/limits.ts';

/** A room's storage in memory: all-or-nothing writes, PartyKit's limit on values, and writes that can be held or failed. */
export class MemoryStorage implements RoomStorage {
  readonly #entries = new Map<string, StoredValue | undefined>();
  #held: PromiseWithResolvers<void> | undefined;
  /** The next so many writes fail. */
  failures = 0;
  writes = 0;
  /** What goes wrong with each write, by its number: it is not made, or is made but reported as failed. */
  trouble: (write: number) => 'not made' | 'made' | undefined = () => undefined;

  list(prefix: string): Promise<Map<string, unknown>> {
    const keys = [...this.#entries.keys()].filter((key) => key.startsWith(prefix)).sort();
    return Promise.resolve(new Map(keys.map((key) => [key, structuredClone(this.#entries.get(key))])));
  }

  async write(puts: ReadonlyMap<string, StoredValue>, deletes: readonly string[]): Promise<void> {
    const trouble = this.trouble(++this.writes);
    await this.#held?.promise;
    if (trouble === 'not made') throw new Error('the disk is full');
    if (this.failures > 0) {
      this.failures--;
      throw new Error('the disk is full');
    }
    for (const [key, value] of puts) {
      if (value instanceof Uint8Array && value.byteLength > storageLimits.maxValueBytes) {
        throw new RangeError(`the value of ${key} is too large`);
      }
    }
    for (const [key, value] of puts) this.#entries.set(key, structuredClone(value));
    for (const key of deletes) this.#entries.delete(key);
    if (trouble === 'made') throw new Error('the answer was lost');
  }

  async replaceAll(puts: ReadonlyMap<string, StoredValue>): Promise<void> {
    await this.write(
      puts,
      this.keys().filter((key) => !puts.has(key)),
    );
  }

  /** Makes writes wait from now on. @returns a function that releases them */
  hold(): () => void {
    const held = Promise.withResolvers<void>();
    this.#held = held;
    return () => {
      this.#held = undefined;
      held.resolve();
    };
  }

  keys(): string[] {
    return [...this.#entries.keys()].sort();
  }

  /** Makes a stored value one that cannot be read. */
  damage(key: string): void {
    if (!this.#entries.has(key)) throw new Error(`nothing is stored at ${key}`);
    this.#entries.set(key, undefined);
  }

  /** Loses everything. */
  clear(): void {
    this.#entries.clear();
  }
}
