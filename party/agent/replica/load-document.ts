import * as Y from 'yjs';

/** A snapshot or an update in the log. */
export interface LoggedUpdate {
  /** Names it among all of them. */
  readonly key: string;
  /** Undefined when what is stored is no bytes. */
  readonly data: Uint8Array | undefined;
}

/** What the log has of a document, in order. For a snapshot that is left out it has an earlier one, and what came after it. */
export type LoadLog = (leftOut: ReadonlySet<string>) => Iterable<LoggedUpdate>;

/**
 * Builds a document from the log. What cannot be read is left out and stays in the log: the room has that text, and
 * brings it with the next connection.
 * @param gc whether Yjs may drop deleted text
 */
export function loadDocument(load: LoadLog, { gc }: { gc: boolean }): { doc: Y.Doc; bytes: number } {
  const leftOut = new Set<string>();
  try {
    // In one transaction, as each goes through all client ids that the room has seen.
    return applyLog(load(leftOut), gc, (doc, work) => doc.transact(work, 'log'));
  } catch {
    // Which of them it was shows below, where each has a transaction of its own.
  }
  for (;;) {
    try {
      const loaded = applyLog(load(leftOut), gc, (_, work) => work());
      console.error(`tandem: stored versions cannot be read: ${[...leftOut].join(', ')}`);
      return loaded;
    } catch (error) {
      if (!(error instanceof UnreadableUpdate)) throw error;
      leftOut.add(error.key);
    }
    // Each attempt starts over, because half of an update may have been applied: as few as possible.
    for (const update of load(leftOut)) if (!isDecodable(update)) leftOut.add(update.key);
  }
}

function applyLog(
  updates: Iterable<LoggedUpdate>,
  gc: boolean,
  within: (doc: Y.Doc, work: () => void) => void,
): { doc: Y.Doc; bytes: number } {
  const doc = new Y.Doc({ gc });
  let bytes = 0;
  within(doc, () => {
    for (const { key, data } of updates) {
      try {
        if (!data) throw new TypeError('no bytes');
        Y.applyUpdate(doc, data, 'log');
        bytes += data.byteLength;
      } catch (error) {
        throw new UnreadableUpdate(key, { cause: error });
      }
    }
  });
  return { doc, bytes };
}

function isDecodable({ data }: LoggedUpdate): boolean {
  try {
    if (data) Y.decodeUpdate(data);
    return data !== undefined;
  } catch {
    return false;
  }
}

class UnreadableUpdate extends Error {
  readonly key: string;

  constructor(key: string, options: ErrorOptions) {
    super(`${key} cannot be read`, options);
    this.key = key;
  }
}
