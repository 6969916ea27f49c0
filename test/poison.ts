import * as encoding from 'lib0/encoding';

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
