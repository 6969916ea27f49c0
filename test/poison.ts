import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

/**
 * An update of two structs that build on each other: each is well-formed and leaves no gap, but neither can
 * ever be applied.
 */
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

/** An update that breaks a document prepared by {@link breakOver}: no update is known to do so by itself. */
export function breakingUpdate(clientId: number): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  doc.getMap('broken').set('key', 1);
  return Y.encodeStateAsUpdate(doc);
}

/** Makes a document throw in the middle of applying a {@link breakingUpdate}, as a bug in Yjs would. */
export function breakOver(doc: Y.Doc): void {
  doc.getMap('broken')._map.set = () => {
    throw new Error('the document is broken');
  };
}
