import type * as Y from 'yjs';

/** Writes under another client id in one transaction, like a replica that others write through. */
export const transactAs =
  (doc: Y.Doc) =>
  (clientId: number, change: () => void, origin?: unknown): void => {
    const own = doc.clientID;
    doc.clientID = clientId;
    doc.transact(change, origin);
    doc.clientID = own;
  };
