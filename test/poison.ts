import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

/** An update of two structs that build on each other: each is whole and follows on, and neither can ever be applied. */
export function circularUpdate(firstClientId: number, secondClientId: number): Uint8Array {
  const itemWithOrigin = 0x84;
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 2);
    for (const [client, origin] of [
      [secondClientId, firstClientId],
      [firstClientId, secondClientId],
    ] as const) {
      for (const n of [1, client, 0]) encoding.writeVarUint(encoder, n);
      encoding.writeUint8(encoder, itemWithOrigin);
      for (const n of [origin, 0]) encoding.writeVarUint(encoder, n);
      encoding.writeVarString(encoder, 'x');
    }
    encoding.writeVarUint(encoder, 0);
  });
}

/** An update that {@link breakOver} breaks a document over: no update is known that does so by itself. */
export function breakingUpdate(clientId: number): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  doc.getMap('broken').set('key', 1);
  return Y.encodeStateAsUpdate(doc);
}

/** Has a document throw in the middle of the work when a {@link breakingUpdate} is applied, as over a fault of Yjs’s own. */
export function breakOver(doc: Y.Doc): void {
  doc.getMap('broken')._map.set = () => {
    throw new Error('the document is broken');
  };
}
