/** Defines a property like the platform's own: not enumerable, but programs may replace it. */
export function define(target: object, name: string | symbol, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, configurable: true });
}
