// The part of node:util used in the isolate; Node's full types would clash with the platform's.
declare module 'node:util' {
  export interface InspectOptions {
    depth?: number | null;
    maxArrayLength?: number | null;
    maxStringLength?: number | null;
    breakLength?: number;
    customInspect?: boolean;
    showHidden?: boolean;
  }
  export const types: {
    isMap(value: unknown): value is Map<unknown, unknown>;
    isMapIterator(value: unknown): boolean;
    isProxy(value: unknown): boolean;
    isSet(value: unknown): value is Set<unknown>;
    isSetIterator(value: unknown): boolean;
  };
  export const inspect: {
    (value: unknown, options?: InspectOptions): string;
    readonly custom: unique symbol;
  };
  export function formatWithOptions(options: InspectOptions, ...args: unknown[]): string;
}
