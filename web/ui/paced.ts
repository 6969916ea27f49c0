import { createEffect, createSignal, onCleanup, untrack } from 'solid-js';

/** A value that changes at most once in `everyMs`: what is only glanced at must not cost a frame of its own at every key. */
export function createPaced<T>(value: () => T, everyMs: number): () => T {
  const [shown, setShown] = createSignal(untrack(value));
  let timer: ReturnType<typeof setTimeout> | undefined;
  createEffect(() => {
    value();
    timer ??= setTimeout(() => {
      timer = undefined;
      setShown(() => untrack(value));
    }, everyMs);
  });
  onCleanup(() => clearTimeout(timer));
  return shown;
}
