import { batch, createSignal } from 'solid-js';

/**
 * A value whose properties change independently, with one signal for each: whoever reads one is not run again for the
 * others. The object that `get` returns is always the same, and always current.
 * @param initial every property, also those that are undefined at first
 */
export function createFields<T extends object>(initial: { [K in keyof Required<T>]: T[K] | undefined }): {
  get: () => Readonly<T>;
  set: (next: T) => void;
} {
  const fields = {};
  const setters = (Object.keys(initial) as (keyof T)[]).map((key) => {
    const [value, setValue] = createSignal<T[keyof T] | undefined>(initial[key]);
    Object.defineProperty(fields, key, { get: value, enumerable: true });
    return (next: T) => setValue(() => next[key]);
  });
  return {
    get: () => fields as T,
    set: (next) =>
      batch(() => {
        for (const set of setters) set(next);
      }),
  };
}
