import type * as z from 'zod/mini';

/**
 * A value that this browser keeps. Where storage is refused (private mode, full) it lives as long as the page.
 */
export interface Kept<T> {
  get: () => T;
  set: (value: T) => void;
}

/** What storage would not take: newer than what it has. */
const memory = new Map<string, string>();

/** @param schema what may come back; anything else counts as absent. */
export function keep<T>(name: string, schema: z.ZodMiniType<T>, fallback: T): Kept<T> {
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
      } catch (error) {
        memory.set(key, text);
        console.warn('tandem: this browser does not keep settings', error);
      }
    },
  };
}

/** Takes a value out of this browser. */
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
    // Someone else's text under our key: the schema refuses undefined.
    return undefined;
  }
}
