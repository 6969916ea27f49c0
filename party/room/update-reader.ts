import * as decoding from 'lib0/decoding';
import { wireLimits } from '../../shared/limits.ts';

/** What an item holds, by the number that Yjs gives it; `gc` and `skip` are structs that are not items. */
export const contentKind = {
  gc: 0,
  deleted: 1,
  json: 2,
  binary: 3,
  string: 4,
  embed: 5,
  format: 6,
  type: 7,
  any: 8,
  doc: 9,
  skip: 10,
} as const;

/** The type reference of a `Y.Text`. */
export const textTypeRef = 2;
const xmlElementRef = 3;
const xmlHookRef = 5;
const lastTypeRef = 6;

const hasOrigin = 0x80;
const hasRightOrigin = 0x40;
const hasParentSub = 0x20;

/** Clock for “none”: no struct has it. */
export const none = -1;

/**
 * Reads an update (Yjs's v1 encoding) struct by struct, and holds only the current one: an update of 1 MiB
 * can have half a million, and Yjs's own decoder makes an object of each at once.
 *
 * Every read throws on malformed input; what it accepts may still lie about clocks.
 */
export class UpdateReader {
  readonly #decoder: decoding.Decoder;
  #clientsLeft: number;
  #structsLeft = 0;

  /** The struct that was read last. */
  client = 0;
  clock = 0;
  length = 0;
  content = 0;
  /** Where its bytes begin, and end. */
  start = 0;
  end = 0;
  /** Its neighbours when it was written; {@link none} as the clock of one that it does not have. */
  originClient = 0;
  originClock: number = none;
  rightClient = 0;
  rightClock: number = none;
  /** Its parent, unless it shares a neighbour's: a root by name, or an item. */
  parentName: string | undefined;
  parentClient = 0;
  parentClock: number = none;
  parentSub: string | undefined;
  /** `typeRef`: which type it is. `value`: the JSON value of a struct that has exactly one. */
  typeRef: number = none;
  value: unknown;

  constructor(update: Uint8Array) {
    this.#decoder = decoding.createDecoder(update);
    this.#clientsLeft = this.#number();
  }

  /** Reads the next struct. @returns false when there is none: deletions follow. */
  next(): boolean {
    while (this.#structsLeft === 0) {
      if (this.#clientsLeft === 0) return false;
      this.#clientsLeft--;
      this.#structsLeft = this.#number();
      this.client = this.#number();
      this.clock = this.#number();
      this.length = 0;
    }
    this.#structsLeft--;
    this.clock += this.length;
    this.#readStruct();
    if (this.length <= 0) throw new Error('an empty struct');
    if (!Number.isSafeInteger(this.clock + this.length)) throw new Error('a clock that is too large');
    return true;
  }

  /** Reads the struct at `start` again. */
  read(start: number, client: number, clock: number): void {
    this.#decoder.pos = start;
    this.client = client;
    this.clock = clock;
    this.#readStruct();
  }

  get position(): number {
    return this.#decoder.pos;
  }

  /**
   * The deletions, which begin after the last struct: ranges of clocks, for each client in order and without
   * overlap, as Yjs writes them.
   */
  *deletions(start = this.#decoder.pos): Generator<Deletion> {
    this.#decoder.pos = start;
    const seen = new Set<number>();
    for (let clients = this.#number(); clients > 0; clients--) {
      const client = this.#number();
      if (seen.has(client)) throw new Error('deletions of one client in two places');
      seen.add(client);
      let after = 0;
      for (let ranges = this.#number(); ranges > 0; ranges--) {
        const clock = this.#number();
        const length = this.#number();
        // Each range costs its structs: overlapping ranges could cost the same ones without end.
        if (length <= 0 || clock < after) throw new Error('deletions that overlap');
        after = clock + length;
        if (!Number.isSafeInteger(after)) throw new Error('a clock that is too large');
        yield { client, clock, length };
      }
    }
  }

  /** @throws when bytes follow the update. */
  finish(): void {
    if (decoding.hasContent(this.#decoder)) throw new Error('bytes follow the update');
  }

  #readStruct(): void {
    const decoder = this.#decoder;
    this.start = decoder.pos;
    const info = decoding.readUint8(decoder);
    this.content = info & 0x1f;
    this.originClock = this.rightClock = this.parentClock = this.typeRef = none;
    this.parentName = this.parentSub = this.value = undefined;
    if (this.content === contentKind.gc || this.content === contentKind.skip) this.length = this.#number();
    else {
      this.#readPlace(info);
      this.length = this.#readContent();
    }
    this.end = decoder.pos;
  }

  #readPlace(info: number): void {
    if ((info & hasOrigin) !== 0) {
      this.originClient = this.#number();
      this.originClock = this.#number();
    }
    if ((info & hasRightOrigin) !== 0) {
      this.rightClient = this.#number();
      this.rightClock = this.#number();
    }
    if ((info & (hasOrigin | hasRightOrigin)) !== 0) return;
    if (this.#number() === 1) this.parentName = this.#string();
    else {
      this.parentClient = this.#number();
      this.parentClock = this.#number();
    }
    if ((info & hasParentSub) !== 0) this.parentSub = this.#string();
  }

  /** @returns how many clocks it takes. */
  #readContent(): number {
    const decoder = this.#decoder;
    switch (this.content) {
      case contentKind.deleted:
        return this.#number();
      case contentKind.json:
        return this.#readValues(() => {
          const json = this.#string();
          return json === 'undefined' ? undefined : JSON.parse(json);
        });
      case contentKind.binary:
        decoding.readVarUint8Array(decoder);
        return 1;
      case contentKind.string:
        return this.#string().length;
      case contentKind.embed:
        JSON.parse(this.#string());
        return 1;
      case contentKind.format:
        this.#string();
        JSON.parse(this.#string());
        return 1;
      case contentKind.type:
        this.typeRef = this.#number();
        if (this.typeRef > lastTypeRef) throw new Error('an unknown type');
        if (this.typeRef === xmlElementRef || this.typeRef === xmlHookRef) this.#string();
        return 1;
      case contentKind.any:
        return this.#readValues(() => decoding.readAny(decoder));
      case contentKind.doc:
        this.#string();
        decoding.readAny(decoder);
        return 1;
      default:
        throw new Error('an unknown content');
    }
  }

  #readValues(read: () => unknown): number {
    const count = this.#number();
    if (count > wireLimits.maxStructValues) throw new Error('a struct of too many values');
    let value: unknown;
    for (let i = 0; i < count; i++) value = read();
    if (count === 1) this.value = value;
    return count;
  }

  #number(): number {
    return decoding.readVarUint(this.#decoder);
  }

  #string(): string {
    return decoding.readVarString(this.#decoder);
  }
}

/** A range of clocks of one client’s structs that an update deletes. */
export interface Deletion {
  client: number;
  clock: number;
  length: number;
}
