/** Values by key, in storage that outlives a restart of the coder. */
export interface KeyValues<Value> {
  get(key: string): unknown;
  put(key: string, value: Value): void;
}

/** As a Durable Object has them. */
export interface KeptValues {
  get(key: string): unknown;
  put(key: string, value: unknown): void;
  delete(key: string): boolean;
}

/**
 * The same values, but a damaged one counts as absent: for what the coder can do without. What decides who may see the room
 * is read as it is, and fails.
 */
export function readableValues(values: KeptValues): KeptValues {
  return {
    get(key) {
      try {
        return values.get(key);
      } catch (error) {
        console.error(`tandem: the stored value ${key} cannot be read`, error);
        return undefined;
      }
    },
    put: (key, value) => values.put(key, value),
    delete: (key) => values.delete(key),
  };
}
