/** Asks for scripts ahead of their use. One that cannot be had now is asked for again when it is wanted, and that is where it is said. */
export async function preload(...parts: { preload: () => Promise<unknown> }[]): Promise<void> {
  await Promise.allSettled(parts.map((part) => part.preload()));
}
