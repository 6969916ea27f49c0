import * as Y from 'yjs';

/** A document with one client id, and each update that it made. */
export function writer(clientId: number): { doc: Y.Doc; text: Y.Text; updates: Uint8Array[] } {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  const updates: Uint8Array[] = [];
  doc.on('update', (update) => void updates.push(update));
  return { doc, text: doc.getText('t'), updates };
}
