// The part of node:util used in the isolate; Node's full types would clash with the platform's.
declare module 'node:util' {
  export interface InspectOptions {
    depth?: number;
    maxArrayLength?: number;
    maxStringLength?: number;
    breakLength?: number;
    showProxy?: boolean;
    customInspect?: boolean;
  }
  export const types: {
    isMap(value: unknown): value is Map<unknown, unknown>;
    isProxy(value: unknown): boolean;
    isSet(value: unknown): value is Set<unknown>;
  };
  export function inspect(value: unknown, options?: InspectOptions): string;
  export function formatWithOptions(options: InspectOptions, ...args: unknown[]): string;
}
