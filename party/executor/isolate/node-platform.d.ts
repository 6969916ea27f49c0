// The part of node:util used in the isolate; Node's full types would clash with the platform's.
declare module 'node:util' {
  export interface InspectOptions {
    depth?: number | null;
    maxArrayLength?: number | null;
    maxStringLength?: number | null;
    breakLength?: number;
    customInspect?: boolean;
    showHidden?: boolean;
    compact?: boolean;
    getters?: boolean;
    sorted?: boolean;
  }
  export const types: {
    isBoxedPrimitive(value: unknown): boolean;
    isDate(value: unknown): value is Date;
    isMap(value: unknown): value is Map<unknown, unknown>;
    isMapIterator(value: unknown): boolean;
    isProxy(value: unknown): boolean;
    isRegExp(value: unknown): value is RegExp;
    isSet(value: unknown): value is Set<unknown>;
    isSetIterator(value: unknown): boolean;
  };
  export const inspect: {
    (value: unknown, options?: InspectOptions): string;
    readonly custom: unique symbol;
  };
  export function isDeepStrictEqual(a: unknown, b: unknown): boolean;
  export function formatWithOptions(options: InspectOptions, ...args: unknown[]): string;
}

declare module 'node:assert' {
  const assert: { partialDeepStrictEqual(actual: unknown, expected: unknown): void };
  export default assert;
}
