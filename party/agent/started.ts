/** A part that is there once the coder has started. */
export function started<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('asked before the coder had started');
  return part;
}
