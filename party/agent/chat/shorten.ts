/** What a reader may need to recognise a call: paths, ids, states. */
const shortLength = 200;
/** An object with more entries is a list. */
const fewEntries = 32;

/**
 * A JSON value that is about as long as the limit: its long strings are cut and its lists end early, but what is short
 * is kept, so that it still parses as what it is.
 * @param most UTF-16 units
 */
export function shorten(value: unknown, most: number): unknown {
  let left = most;
  const walk = (inner: unknown): unknown => {
    if (typeof inner === 'string') {
      const shown = inner.length > shortLength ? cutAt(inner, Math.max(shortLength, left)) : inner;
      left -= shown.length + 3;
      return shown;
    }
    if (Array.isArray(inner)) {
      const shown: unknown[] = [];
      for (const each of inner as unknown[]) {
        if (left <= 0 && shown.length > 0) break;
        shown.push(walk(each));
      }
      return shown;
    }
    if (typeof inner !== 'object' || inner === null) {
      left -= 5;
      return inner;
    }
    const shown: [string, unknown][] = [];
    for (const [key, each] of Object.entries(inner)) {
      if (left <= 0 && shown.length >= fewEntries) break;
      left -= key.length + 3;
      shown.push([key, walk(each)]);
    }
    return Object.fromEntries(shown);
  };
  return walk(value);
}

const cutAt = (text: string, at: number): string =>
  text.length <= at ? text : text.slice(0, at).toWellFormed();
