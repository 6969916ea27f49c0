/** More of what programs have of Node's modules: timers, URLs and utilities. */
/* oxlint-disable typescript/no-explicit-any -- as in Node, the listener says what an event carries */

declare module 'node:timers' {
  const all: {
    clearImmediate: typeof clearImmediate;
    clearInterval: typeof clearInterval;
    clearTimeout: typeof clearTimeout;
    promises: typeof import('node:timers/promises');
    setImmediate: typeof setImmediate;
    setInterval: typeof setInterval;
    setTimeout: typeof setTimeout;
  };
  export = all;
}
declare module 'node:timers/promises' {
  interface Options {
    /** False: it does not keep the program going. */
    ref?: boolean;
    signal?: AbortSignal;
  }
  export function setTimeout(delayMs?: number): Promise<void>;
  export function setTimeout<T>(delayMs: number | undefined, value: T, options?: Options): Promise<T>;
  export function setImmediate(): Promise<void>;
  export function setImmediate<T>(value: T, options?: Options): Promise<T>;
  export function setInterval<T = void>(
    delayMs?: number,
    value?: T,
    options?: Options,
  ): AsyncGenerator<T, void>;
  export const scheduler: {
    wait(delayMs: number, options?: Options): Promise<void>;
    yield(): Promise<void>;
  };
}

declare function setImmediate<T extends unknown[]>(callback: (...args: T) => void, ...args: T): object;
declare function clearImmediate(immediate: object | undefined): void;

declare module 'node:url' {
  interface Parts {
    protocol?: string | null;
    auth?: string | null;
    host?: string | null;
    hostname?: string | null;
    port?: string | number | null;
    pathname?: string | null;
    search?: string | null;
    hash?: string | null;
    query?: any;
  }
  const all: {
    URL: typeof globalThis.URL;
    URLSearchParams: typeof globalThis.URLSearchParams;
    domainToASCII(domain: string): string;
    domainToUnicode(domain: string): string;
    fileURLToPath(url: string | URL): string;
    format(url: URL | Parts | string, options?: { fragment?: boolean; search?: boolean }): string;
    parse(url: string, parseQuery?: boolean): Parts & { href: string };
    pathToFileURL(path: string): URL;
    resolve(from: string, to: string): string;
    urlToHttpOptions(url: URL): Record<string, unknown>;
  };
  export = all;
}

declare module 'node:util' {
  type Callback<T> = (error: any, value: T) => void;
  export interface InspectOptions {
    depth?: number | null;
    colors?: boolean;
    compact?: boolean | number;
    breakLength?: number;
    maxArrayLength?: number | null;
    maxStringLength?: number | null;
    showHidden?: boolean;
    sorted?: boolean | ((a: string, b: string) => number);
    getters?: boolean;
    numericSeparator?: boolean;
    customInspect?: boolean;
  }
  export function inspect(value: unknown, options?: InspectOptions): string;
  export function inspect(
    value: unknown,
    showHidden?: boolean,
    depth?: number | null,
    colors?: boolean,
  ): string;
  export namespace inspect {
    const custom: unique symbol;
    const defaultOptions: InspectOptions;
  }
  export function format(format?: unknown, ...args: unknown[]): string;
  export function formatWithOptions(options: InspectOptions, format?: unknown, ...args: unknown[]): string;
  export function promisify<A extends unknown[], T>(
    fn: (...args: [...A, Callback<T>]) => void,
  ): (...args: A) => Promise<T>;
  export namespace promisify {
    const custom: unique symbol;
  }
  export function callbackify<A extends unknown[], T>(
    fn: (...args: A) => Promise<T>,
  ): (...args: [...A, Callback<T>]) => void;
  export function isDeepStrictEqual(a: unknown, b: unknown): boolean;
  export function inherits(type: Function, base: Function): void;
  export function deprecate<F extends Function>(fn: F, message: string, code?: string): F;
  export function debuglog(section: string): (format: string, ...args: unknown[]) => void;
  export function stripVTControlCharacters(text: string): string;
  export function styleText(
    format: string | readonly string[],
    text: string,
    options?: { validateStream?: boolean },
  ): string;
  export function toUSVString(text: string): string;
  /** @deprecated Use `Array.isArray`. */
  export function isArray(value: unknown): value is unknown[];
  export const types: typeof import('node:util/types');
  export const TextDecoder: typeof globalThis.TextDecoder;
  export const TextEncoder: typeof globalThis.TextEncoder;
  export class MIMEType {
    constructor(text: string);
    type: string;
    subtype: string;
    readonly essence: string;
  }
}
declare module 'node:util/types' {
  type Is = (value: unknown) => boolean;
  export const isAnyArrayBuffer: Is, isArgumentsObject: Is, isArrayBuffer: Is, isArrayBufferView: Is;
  export const isAsyncFunction: Is, isBigInt64Array: Is, isBigUint64Array: Is, isBoxedPrimitive: Is;
  export const isDataView: Is, isFloat32Array: Is, isFloat64Array: Is, isGeneratorFunction: Is;
  export const isGeneratorObject: Is, isInt16Array: Is, isInt32Array: Is, isInt8Array: Is;
  export const isMapIterator: Is, isModuleNamespaceObject: Is, isProxy: Is, isSetIterator: Is;
  export const isSharedArrayBuffer: Is, isTypedArray: Is, isUint16Array: Is, isUint32Array: Is;
  export const isUint8Array: Is, isUint8ClampedArray: Is, isWeakMap: Is, isWeakSet: Is;
  export function isDate(value: unknown): value is Date;
  export function isMap(value: unknown): value is Map<unknown, unknown>;
  export function isNativeError(value: unknown): value is Error;
  export function isPromise(value: unknown): value is Promise<unknown>;
  export function isRegExp(value: unknown): value is RegExp;
  export function isSet(value: unknown): value is Set<unknown>;
}
