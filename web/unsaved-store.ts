/** An edit that the room has not acked: its place among its person's kept work, and the update. */
export interface KeptUpdate {
  key: KeptKey;
  update: Uint8Array;
  /** Which purge its replica had come after, if any ({@link purgeMarkOf}). */
  mark?: number | undefined;
}
/** The Yjs client id that wrote it, and its number there: no two tabs share a key. */
export type KeptKey = readonly [clientId: number, n: number];

/** One person's unacked edits in one room. Calls take effect in the order they were made. */
export interface UnsavedStore {
  put: (kept: KeptUpdate) => Promise<void>;
  /** All tabs' updates, each tab's in order. */
  read: () => Promise<KeptUpdate[]>;
  delete: (keys: readonly KeptKey[]) => Promise<void>;
  close: () => void;
}

const storeName = 'updates';

/**
 * The browser's IndexedDB. Not y-indexeddb: that keeps whole documents, and here only what the room has not acked is kept.
 * Where it is blocked or full its calls reject.
 */
export function openUnsavedStore(room: string, user: string): UnsavedStore {
  const database = open();
  // Whoever calls hears of it; without a call nobody needs to.
  database.catch(() => undefined);
  const full = ([clientId, n]: KeptKey): IDBValidKey => [room, user, clientId, n];
  /** Nothing sorts after an array. */
  const all = () => IDBKeyRange.bound([room, user], [room, user, []]);

  const transact = async <T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => T): Promise<T> => {
    const transaction = (await database).transaction(storeName, mode);
    const done = new Promise<void>((resolve, reject) => {
      transaction.addEventListener('complete', () => resolve());
      transaction.addEventListener('abort', () =>
        reject(transaction.error ?? new Error('the browser gave up a write')),
      );
    });
    const result = act(transaction.objectStore(storeName));
    await done;
    return result;
  };

  return {
    put: ({ key, update, mark }) =>
      transact('readwrite', (store) => {
        store.put(mark === undefined ? update : { update, mark }, full(key));
      }),
    read: async () => {
      const [keys, values] = await transact(
        'readonly',
        (store) => [store.getAllKeys(all()), store.getAll(all())] as const,
      );
      return keys.result.flatMap((key, i) => {
        const kept = readKept(values.result[i]);
        if (!Array.isArray(key) || !kept) return [];
        return [{ key: [Number(key[2]), Number(key[3])] as const, ...kept }];
      });
    },
    delete: (keys) =>
      transact('readwrite', (store) => {
        for (const key of keys) store.delete(full(key));
      }),
    close: () => void database.then((opened) => opened.close()).catch(() => undefined),
  };
}

/** In a room that no text was ever purged from, the update alone is kept. */
function readKept(value: unknown): Omit<KeptUpdate, 'key'> | undefined {
  if (value instanceof Uint8Array) return { update: value };
  if (typeof value !== 'object' || value === null || !('update' in value && 'mark' in value))
    return undefined;
  const { update, mark } = value;
  return update instanceof Uint8Array && typeof mark === 'number' ? { update, mark } : undefined;
}

/** Takes everyone's unacked edits of a room out of this browser. */
export async function dropUnsavedOf(room: string): Promise<void> {
  const database = await open();
  try {
    await new Promise<void>((resolve, reject) => {
      const transaction = database.transaction(storeName, 'readwrite');
      transaction.addEventListener('complete', () => resolve());
      transaction.addEventListener('abort', () =>
        reject(transaction.error ?? new Error('the browser gave up a write')),
      );
      transaction.objectStore(storeName).delete(IDBKeyRange.bound([room], [room, []]));
    });
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('tandem-unsaved', 1);
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore(storeName));
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB is blocked')));
  });
}
