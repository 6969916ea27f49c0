/** An edit that the room has not acknowledged. */
export interface KeptUpdate {
  key: KeptKey;
  update: Uint8Array;
  /** The latest purge that its replica had seen, if any ({@link purgeMarkOf}). */
  mark?: number | undefined;
}
/** The Yjs client id that wrote the edit, and the edit's number there. No two tabs share a key. */
export type KeptKey = readonly [clientId: number, n: number];

/** One person's unacknowledged edits in one room. Calls take effect in the order they were made. */
export interface UnsavedStore {
  put: (kept: KeptUpdate) => Promise<void>;
  /** All tabs' updates, each tab's in order. */
  read: () => Promise<KeptUpdate[]>;
  delete: (keys: readonly KeptKey[]) => Promise<void>;
  close: () => void;
}

const storeName = 'updates';

/**
 * A store in the browser's IndexedDB. y-indexeddb would keep whole documents; this keeps only unacknowledged edits.
 * When storage is blocked or full, the calls reject.
 */
export function openUnsavedStore(room: string, user: string): UnsavedStore {
  const database = open();
  // Every call awaits the database and reports the error; this only avoids an unhandled rejection.
  database.catch(() => undefined);
  const full = ([clientId, n]: KeptKey): IDBValidKey => [room, user, clientId, n];
  /** In IndexedDB's key order, arrays come after all other types: `[]` is above every client id. */
  const all = () => IDBKeyRange.bound([room, user], [room, user, []]);

  const transact = async <T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => T): Promise<T> => {
    const transaction = (await database).transaction(storeName, mode);
    const done = new Promise<void>((resolve, reject) => {
      transaction.addEventListener('complete', () => resolve());
      transaction.addEventListener('abort', () =>
        reject(transaction.error ?? new Error('the browser aborted a write')),
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

/** Reads a stored value: the bare update in a room without purges, else the update with its mark. */
function readKept(value: unknown): Omit<KeptUpdate, 'key'> | undefined {
  if (value instanceof Uint8Array) return { update: value };
  if (typeof value !== 'object' || value === null || !('update' in value && 'mark' in value))
    return undefined;
  const { update, mark } = value;
  return update instanceof Uint8Array && typeof mark === 'number' ? { update, mark } : undefined;
}

/** Deletes all unacknowledged edits of a room, of every person, from this browser. */
export async function dropUnsavedOf(room: string): Promise<void> {
  const database = await open();
  try {
    await new Promise<void>((resolve, reject) => {
      const transaction = database.transaction(storeName, 'readwrite');
      transaction.addEventListener('complete', () => resolve());
      transaction.addEventListener('abort', () =>
        reject(transaction.error ?? new Error('the browser aborted a write')),
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
