import { wireLimits } from '../../shared/limits.ts';

/** An entry of a message that is packed: so many bytes of the shared ones. */
type Entry = Uint8Array | string | number;

const leastBytes = 4 * wireLimits.packedMessageBytes;

/**
 * WebSocket messages in the order in which they came. Small ones stand together in one buffer: as an object each, a
 * megabyte of the smallest would hold a hundred.
 */
export class PackedQueue {
  #entries: Entry[] = [];
  #at = 0;
  #packed = new Uint8Array(0);
  /** Of the packed bytes, those between are still to be taken. */
  #start = 0;
  #end = 0;
  #bytes = 0;

  /** What waits takes so much memory, about. */
  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#at === this.#entries.length;
  }

  push(data: Uint8Array | string): void {
    const entry =
      typeof data === 'string' || data.length > wireLimits.packedMessageBytes ? data : data.length;
    if (typeof data !== 'string' && typeof entry === 'number') this.#pack(data);
    this.#entries.push(entry);
    this.#bytes += sizeOf(entry);
  }

  /** Takes the first. What is returned is the caller's. */
  next(): Uint8Array | string | undefined {
    const entry = this.#entries[this.#at];
    if (entry === undefined) return undefined;
    this.#at++;
    this.#bytes -= sizeOf(entry);
    const data = typeof entry === 'number' ? this.#unpack(entry) : entry;
    if (this.isEmpty) this.#clear();
    return data;
  }

  #pack(data: Uint8Array): void {
    if (this.#end + data.length > this.#packed.length) {
      const waiting = this.#packed.subarray(this.#start, this.#end);
      const larger = new Uint8Array(Math.max(leastBytes, 2 * (waiting.length + data.length)));
      larger.set(waiting);
      this.#packed = larger;
      this.#start = 0;
      this.#end = waiting.length;
    }
    this.#packed.set(data, this.#end);
    this.#end += data.length;
  }

  #unpack(length: number): Uint8Array {
    const data = this.#packed.slice(this.#start, this.#start + length);
    this.#start += length;
    return data;
  }

  #clear(): void {
    this.#entries = [];
    this.#at = 0;
    this.#start = 0;
    this.#end = 0;
    if (this.#packed.length > leastBytes) this.#packed = new Uint8Array(0);
  }
}

const sizeOf = (entry: Entry): number =>
  typeof entry === 'number'
    ? entry + wireLimits.packedOverheadBytes
    : entry.length + wireLimits.messageOverheadBytes;
