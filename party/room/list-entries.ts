/** The parts of a platform's storage that are needed to list it. */
export type ListRange = (range: {
  prefix?: string;
  start?: string;
  end?: string;
  limit?: number;
}) => Promise<Map<string, unknown>>;

/** How many entries are read at once where one of them cannot be deserialised. */
const maxPage = 128;
/** Between the keys of a room, which are printable ASCII, and after them. */
const [first, last, afterAll] = [' ', '~', '\u007F'];

/**
 * Every entry whose key starts with `prefix`, in ascending order of keys; `undefined` for a value that cannot be deserialised.
 * Where there is one, the platform lists none of the entries, and does not say which it is: they are read in ever smaller
 * pages around it, and its key is found by halving the range in which it lies. That takes some 140 calls a key.
 * @throws when the storage cannot be read at all
 */
export async function listEntries(list: ListRange, prefix: string): Promise<Map<string, unknown>> {
  try {
    return await list({ prefix });
  } catch (error) {
    // When even an empty range cannot be read, it is not the values that are at fault.
    await list({ start: afterAll, end: afterAll + afterAll, limit: 1 });
    console.error('tandem: something that a room has stored cannot be read', error);
  }
  const entries = new Map<string, unknown>();
  for (let start = prefix, limit = maxPage; ;) {
    let page: Map<string, unknown>;
    try {
      page = await list({ prefix, start, limit });
    } catch {
      if (limit > 1) limit = Math.floor(limit / 2);
      else {
        const key = await firstKey(list, { prefix, start });
        entries.set(key, undefined);
        start = after(key);
      }
      continue;
    }
    for (const [key, value] of page) {
      entries.set(key, value);
      start = after(key);
    }
    if (page.size < limit) return entries;
    limit = Math.min(2 * limit, maxPage);
  }
}

/** The first key from `start` on; its value cannot be read. Found letter by letter. */
async function firstKey(
  list: ListRange,
  { prefix, start }: { prefix: string; start: string },
): Promise<string> {
  const isBefore = async (end: string): Promise<boolean> => {
    if (end <= start) return false;
    try {
      return (await list({ start, end, limit: 1 })).size > 0;
    } catch {
      return true;
    }
  };
  let key = prefix;
  while (!(await isBefore(after(key)))) {
    let [low, high] = [first.charCodeAt(0), last.charCodeAt(0)];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (await isBefore(key + String.fromCharCode(middle + 1))) high = middle;
      else low = middle + 1;
    }
    const next = key + String.fromCharCode(low);
    if (!(await isBefore(next + afterAll))) throw new Error(`a key of no known form is stored below ${key}`);
    key = next;
  }
  return key;
}

/** The least key that is greater. */
const after = (key: string): string => `${key}\u0000`;
