/** An edit that the room has not acknowledged, or several merged into one. */
export interface KeptUpdate {
  key: KeptKey;
  /** Empty, and so unreadable, when what is stored has another form. */
  update: Uint8Array;
  /** The latest purge that its replica had seen, if any ({@link purgeMarkOf}). */
  mark?: number | undefined;
  /** The room has refused it. */
  refused?: boolean;
}
/** The Yjs client id that wrote the edit, and the edit's number there. No two tabs share a key. */
type KeptKey = readonly [clientId: number, n: number];

/** Edits of one page, by number; both ends are included. */
export interface KeptRange {
  clientId: number;
  from: number;
  to: number;
}

/** One person's unacknowledged edits in one room. Calls take effect in the order they were made. */
export interface UnsavedStore {
  put: (kept: KeptUpdate) => Promise<void>;
  /** Stores an edit in place of its page's edits from the number `from` on up to its own: all or nothing. */
  replace: (kept: KeptUpdate, from: number) => Promise<void>;
  /** All tabs' updates, each tab's in order. */
  read: () => Promise<KeptUpdate[]>;
  delete: (ranges: readonly KeptRange[]) => Promise<void>;
  close: () => void;
}

const storeName = 'updates';

/**
 * A store in the browser's IndexedDB. y-indexeddb would keep whole documents; this keeps only unacknowledged edits.
 * When storage is blocked or full, the calls reject. After the browser has taken the database away, because someone
 * cleared the site's data, one call rejects and the next opens it anew: its caller must store again what was in it.
 */
export function openUnsavedStore(room: string, user: string): UnsavedStore {
  let database: Promise<IDBDatabase> | undefined;
  let lost = false;
  const opened = (): Promise<IDBDatabase> => {
    if (lost) {
      lost = false;
      throw new Error('the browser has closed its database');
    }
    if (database) return database;
    const opening = (database = open());
    const forget = (): boolean => {
      if (database !== opening) return false;
      database = undefined;
      return true;
    };
    opening.then((one) => {
      const onLost = (): void => {
        if (forget()) lost = true;
      };
      one.addEventListener('close', onLost);
      one.addEventListener('versionchange', () => {
        // Whoever deletes or upgrades the database waits for this.
        one.close();
        onLost();
      });
    }, forget);
    return opening;
  };
  const full = ([clientId, n]: KeptKey): IDBValidKey => [room, user, clientId, n];
  /** In IndexedDB's key order, arrays come after all other types: `[]` is above every client id. */
  const all = () => IDBKeyRange.bound([room, user], [room, user, []]);
  const between = ({ clientId, from, to }: KeptRange) =>
    IDBKeyRange.bound(full([clientId, from]), full([clientId, to]));

  const transact = async <T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => T): Promise<T> =>
    transactOn(await opened(), mode, act);

  return {
    put: (kept) =>
      transact('readwrite', (store) => {
        store.put(valueOf(kept), full(kept.key));
      }),
    replace: (kept, from) =>
      transact('readwrite', (store) => {
        store.delete(between({ clientId: kept.key[0], from, to: kept.key[1] }));
        store.put(valueOf(kept), full(kept.key));
      }),
    read: async () => {
      const [keys, values] = await transact(
        'readonly',
        (store) => [store.getAllKeys(all()), store.getAll(all())] as const,
      );
      return keys.result.flatMap((key, i) => {
        const [clientId, n] = Array.isArray(key) ? key.slice(2) : [];
        return typeof clientId === 'number' && typeof n === 'number'
          ? [{ key: [clientId, n] as const, ...readKept(values.result[i]) }]
          : [];
      });
    },
    delete: (ranges) =>
      transact('readwrite', (store) => {
        for (const range of ranges) store.delete(between(range));
      }),
    close: () => {
      const closing = database;
      database = undefined;
      closing?.then((one) => one.close()).catch(() => undefined);
    },
  };
}

/** The bare update in a room without purges. */
const valueOf = ({ update, mark, refused }: KeptUpdate): unknown =>
  mark === undefined && !refused
    ? update
    : { update, ...(mark === undefined ? {} : { mark }), ...(refused ? { refused } : {}) };

function readKept(value: unknown): Omit<KeptUpdate, 'key'> {
  if (value instanceof Uint8Array) return { update: value };
  const { update, mark, refused } = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  return {
    update: update instanceof Uint8Array ? update : new Uint8Array(),
    ...(typeof mark === 'number' ? { mark } : {}),
    ...(refused === true ? { refused } : {}),
  };
}

/** Deletes all unacknowledged edits of a room, of every person, from this browser. */
export async function dropUnsavedOf(room: string): Promise<void> {
  const database = await open();
  try {
    await transactOn(database, 'readwrite', (store) => store.delete(IDBKeyRange.bound([room], [room, []])));
  } finally {
    database.close();
  }
}

async function transactOn<T>(
  database: IDBDatabase,
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => T,
): Promise<T> {
  const transaction = database.transaction(storeName, mode);
  const done = ended(transaction);
  const result = act(transaction.objectStore(storeName));
  // By itself the browser commits only after it has told the page of each request: never, if the page hangs and dies.
  if (mode === 'readwrite') transaction.commit();
  await done;
  return result;
}

function ended(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('abort', () =>
      reject(transaction.error ?? new Error('the browser aborted a write')),
    );
  });
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('tandem-unsaved', 1);
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore(storeName));
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB is blocked')));
  });
}
