/** Sets a property as the platform sets its own: a program may see and replace it. */
export function define(target: object, name: string | symbol, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, configurable: true });
}
