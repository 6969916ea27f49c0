import { createEffect, createSignal, onCleanup } from 'solid-js';

/** Every key makes the text unsaved for a moment, so a state is announced only after this long, in milliseconds. */
export const lastingMs = 2_000;

/** A value once it has been stable for a while: screen readers should not read out each step on the way. */
export function createLasting(value: () => string): () => string {
  const [lasting, setLasting] = createSignal('');
  createEffect(() => {
    const now = value();
    const timer = setTimeout(() => setLasting(now), lastingMs);
    onCleanup(() => clearTimeout(timer));
  });
  return lasting;
}
