/** Loads scripts ahead of their use. Errors are ignored here: a script that fails is loaded again, and reported, on use. */
export async function preload(...parts: { preload: () => Promise<unknown> }[]): Promise<void> {
  await Promise.allSettled(parts.map((part) => part.preload()));
}
