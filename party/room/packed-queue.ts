import { wireLimits } from '../../shared/limits.ts';

/** A message; of a packed one only its length, as its bytes are in the shared buffer. */
type Entry = Uint8Array | string | number;

const leastBytes = 4 * wireLimits.packedMessageBytes;

/**
 * A queue of WebSocket messages. Small ones share one buffer: as an object each, one megabyte of the smallest
 * messages would take a hundred.
 */
export class PackedQueue {
  #entries: Entry[] = [];
  #at = 0;
  #packed = new Uint8Array(0);
  /** The packed bytes between these two still wait. */
  #start = 0;
  #end = 0;
  #bytes = 0;

  /** Roughly how much memory the waiting messages take. */
  get bytes(): number {
    return this.#bytes;
  }

  get length(): number {
    return this.#entries.length - this.#at;
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

  /** Takes the first message. The caller owns what is returned. */
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
