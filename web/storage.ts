import type * as z from 'zod/mini';

/** A value in the browser's storage. When storage is blocked or full, it lives as long as the page. */
export interface StoredValue<T> {
  get: () => T;
  /** @returns whether the value will survive this page */
  set: (value: T) => boolean;
}

/** Values that storage refused. They are newer than the stored ones. */
const memory = new Map<string, string>();

/** @param schema what a stored value must match; anything else counts as absent */
export function keep<T>(name: string, schema: z.ZodMiniType<T>, fallback: T): StoredValue<T> {
  const key = `tandem:${name}`;
  return {
    get: () => {
      const text = read(key);
      if (text === null) return fallback;
      const parsed = schema.safeParse(parseJson(text));
      return parsed.success ? parsed.data : fallback;
    },
    set: (value) => {
      const text = JSON.stringify(value);
      try {
        localStorage.setItem(key, text);
        memory.delete(key);
        return true;
      } catch (error) {
        memory.set(key, text);
        console.warn('tandem: this browser cannot store settings', error);
        return false;
      }
    },
  };
}

/** Deletes a value from this browser. */
export function drop(name: string): void {
  memory.delete(`tandem:${name}`);
  try {
    localStorage.removeItem(`tandem:${name}`);
  } catch {
    // Where storage is blocked it never held anything.
  }
}

function read(key: string): string | null {
  const refused = memory.get(key);
  if (refused !== undefined) return refused;
  try {
    return localStorage.getItem(key);
  } catch {
    // Reading throws where storage is blocked altogether.
    return null;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not written by us; the schema rejects undefined.
    return undefined;
  }
}
