/** The value if it is of this kind, for a `Match` that passes it on. */
export const ofKind = <T extends { kind: string }, K extends T['kind']>(
  value: T | undefined,
  kind: K,
): Extract<T, { kind: K }> | undefined => (isKind(value, kind) ? value : undefined);

const isKind = <T extends { kind: string }, K extends T['kind']>(
  value: T | undefined,
  kind: K,
): value is Extract<T, { kind: K }> => value?.kind === kind;
