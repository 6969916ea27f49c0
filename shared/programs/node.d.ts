/**
 * What programs have of Node's modules, beside `node:fs`: the part of their types that programs use. The list of modules and
 * names is `party/executor/isolate/node-modules.ts`; `program-types.test.ts` checks that both agree.
 */
/* oxlint-disable typescript/no-explicit-any -- as in Node, the listener says what an event carries */

declare module 'node:assert' {
  type Message = string | Error;
  type Thrown = RegExp | Error | object | (new (...args: never[]) => object) | ((error: any) => boolean);

  function assert(value: unknown, message?: Message): asserts value;
  namespace assert {
    class AssertionError extends Error {
      constructor(options?: { message?: string; actual?: unknown; expected?: unknown; operator?: string });
      readonly code: 'ERR_ASSERTION';
      readonly actual: unknown;
      readonly expected: unknown;
      readonly operator: string;
      readonly generatedMessage: boolean;
    }
    function ok(value: unknown, message?: Message): asserts value;
    function equal(actual: unknown, expected: unknown, message?: Message): void;
    function notEqual(actual: unknown, expected: unknown, message?: Message): void;
    function strictEqual<T>(actual: unknown, expected: T, message?: Message): asserts actual is T;
    function notStrictEqual(actual: unknown, expected: unknown, message?: Message): void;
    function deepEqual(actual: unknown, expected: unknown, message?: Message): void;
    function notDeepEqual(actual: unknown, expected: unknown, message?: Message): void;
    function deepStrictEqual<T>(actual: unknown, expected: T, message?: Message): asserts actual is T;
    function notDeepStrictEqual(actual: unknown, expected: unknown, message?: Message): void;
    function partialDeepStrictEqual(actual: unknown, expected: unknown, message?: Message): void;
    function match(text: string, pattern: RegExp, message?: Message): void;
    function doesNotMatch(text: string, pattern: RegExp, message?: Message): void;
    function throws(fn: () => unknown, message?: Message): void;
    function throws(fn: () => unknown, expected: Thrown, message?: Message): void;
    function doesNotThrow(fn: () => unknown, message?: Message): void;
    function doesNotThrow(fn: () => unknown, expected: Thrown, message?: Message): void;
    function rejects(work: Promise<unknown> | (() => Promise<unknown>), message?: Message): Promise<void>;
    function rejects(
      work: Promise<unknown> | (() => Promise<unknown>),
      expected: Thrown,
      message?: Message,
    ): Promise<void>;
    function doesNotReject(
      work: Promise<unknown> | (() => Promise<unknown>),
      expected?: Thrown | Message,
      message?: Message,
    ): Promise<void>;
    function fail(message?: Message): never;
    function ifError(value: unknown): asserts value is null | undefined;
    const strict: typeof assert;
  }
  export = assert;
}
declare module 'node:assert/strict' {
  import assert = require('node:assert');
  export = assert;
}

declare module 'node:async_hooks' {
  export class AsyncLocalStorage<T> {
    run<R, A extends unknown[]>(store: T, callback: (...args: A) => R, ...args: A): R;
    exit<R, A extends unknown[]>(callback: (...args: A) => R, ...args: A): R;
    getStore(): T | undefined;
    static bind<F extends (...args: never[]) => unknown>(fn: F): F;
    static snapshot(): <R, A extends unknown[]>(fn: (...args: A) => R, ...args: A) => R;
  }
  export class AsyncResource {
    constructor(type: string);
    runInAsyncScope<R, A extends unknown[]>(fn: (...args: A) => R, thisArg?: unknown, ...args: A): R;
  }
}

declare module 'node:buffer' {
  const all: {
    Blob: typeof globalThis.Blob;
    Buffer: typeof Buffer;
    File: typeof globalThis.File;
    atob: typeof globalThis.atob;
    btoa: typeof globalThis.btoa;
    constants: { MAX_LENGTH: number; MAX_STRING_LENGTH: number };
    kMaxLength: number;
    isAscii(bytes: ArrayBufferView | ArrayBuffer): boolean;
    isUtf8(bytes: ArrayBufferView | ArrayBuffer): boolean;
    transcode(bytes: Uint8Array, from: BufferEncoding, to: BufferEncoding): Buffer;
  };
  export = all;
}

declare module 'node:crypto' {
  type Bytes = string | ArrayBufferView;
  type Digest = 'hex' | 'base64' | 'base64url' | 'latin1';
  interface Hash {
    update(data: Bytes, encoding?: BufferEncoding): this;
    digest(): Buffer;
    digest(encoding: Digest): string;
    copy(): Hash;
  }
  export function createHash(algorithm: string): Hash;
  export function createHmac(algorithm: string, key: Bytes): Hash;
  export function getHashes(): string[];
  export function hash(algorithm: string, data: Bytes, encoding?: Digest): string;
  export function hkdfSync(digest: string, key: Bytes, salt: Bytes, info: Bytes, size: number): ArrayBuffer;
  export function pbkdf2Sync(
    password: Bytes,
    salt: Bytes,
    iterations: number,
    size: number,
    digest: string,
  ): Buffer;
  export function scryptSync(
    password: Bytes,
    salt: Bytes,
    size: number,
    options?: { N?: number; r?: number; p?: number; maxmem?: number },
  ): Buffer;
  export function randomBytes(size: number): Buffer;
  export function randomInt(max: number): number;
  export function randomInt(min: number, max: number): number;
  export function randomUUID(): string;
  export function timingSafeEqual(a: ArrayBufferView, b: ArrayBufferView): boolean;
  export const getRandomValues: typeof crypto.getRandomValues;
  export const subtle: SubtleCrypto;
  export const webcrypto: Crypto;
}

declare module 'node:events' {
  type Name = string | symbol;
  type Listener = (...args: any[]) => void;
  interface Options {
    signal?: AbortSignal;
  }

  class EventEmitter<_Events = any> {
    constructor(options?: { captureRejections?: boolean });
    on(name: Name, listener: Listener): this;
    once(name: Name, listener: Listener): this;
    off(name: Name, listener: Listener): this;
    addListener(name: Name, listener: Listener): this;
    removeListener(name: Name, listener: Listener): this;
    removeAllListeners(name?: Name): this;
    prependListener(name: Name, listener: Listener): this;
    prependOnceListener(name: Name, listener: Listener): this;
    emit(name: Name, ...args: any[]): boolean;
    eventNames(): Name[];
    listeners(name: Name): Listener[];
    rawListeners(name: Name): Listener[];
    listenerCount(name: Name, listener?: Listener): number;
    getMaxListeners(): number;
    setMaxListeners(count: number): this;
  }
  namespace EventEmitter {
    export { EventEmitter };
    export const captureRejectionSymbol: unique symbol;
    export const errorMonitor: unique symbol;
    export let defaultMaxListeners: number;
    export function addAbortListener(signal: AbortSignal, listener: (event: Event) => void): Disposable;
    export function getEventListeners(emitter: EventEmitter | EventTarget, name: Name): Listener[];
    export function getMaxListeners(emitter: EventEmitter | EventTarget): number;
    export function setMaxListeners(count: number, ...emitters: (EventEmitter | EventTarget)[]): void;
    export function listenerCount(emitter: EventEmitter, name: Name): number;
    export function once(emitter: EventEmitter | EventTarget, name: Name, options?: Options): Promise<any[]>;
    export function on(
      emitter: EventEmitter | EventTarget,
      name: Name,
      options?: Options,
    ): AsyncIterableIterator<any[]>;
  }
  export = EventEmitter;
}

declare module 'node:os' {
  export const EOL: '\n';
  export function arch(): string;
  export function availableParallelism(): number;
  export function cpus(): { model: string; speed: number }[];
  export function endianness(): 'LE' | 'BE';
  export function homedir(): string;
  export function hostname(): string;
  export function platform(): string;
  export function tmpdir(): string;
  export function type(): string;
}

declare module 'node:path' {
  interface Parsed {
    root: string;
    dir: string;
    base: string;
    ext: string;
    name: string;
  }
  interface Path {
    basename(path: string, suffix?: string): string;
    readonly delimiter: string;
    dirname(path: string): string;
    extname(path: string): string;
    format(parsed: Partial<Parsed>): string;
    isAbsolute(path: string): boolean;
    join(...paths: string[]): string;
    matchesGlob(path: string, pattern: string): boolean;
    normalize(path: string): string;
    parse(path: string): Parsed;
    readonly posix: Path;
    relative(from: string, to: string): string;
    resolve(...paths: string[]): string;
    readonly sep: string;
    readonly win32: Path;
  }
  const path: Path;
  export = path;
}

declare module 'node:perf_hooks' {
  export const performance: Performance;
}

declare module 'node:process' {
  const process: typeof globalThis.process;
  export = process;
}

declare module 'node:querystring' {
  type Query = Record<string, string | string[] | undefined>;
  export function parse(text: string, separator?: string, equals?: string): Query;
  export function stringify(query: object, separator?: string, equals?: string): string;
  export function escape(text: string): string;
  export function unescape(text: string): string;
  export const decode: typeof parse;
  export const encode: typeof stringify;
}

declare module 'node:string_decoder' {
  export class StringDecoder {
    constructor(encoding?: BufferEncoding);
    write(bytes: Uint8Array): string;
    end(bytes?: Uint8Array): string;
  }
}
