import * as encoding from 'lib0/encoding';
import { awarenessFrame } from '../shared/protocol/frames.ts';

/** The presence of several client ids, as any client may send it. */
export function presenceFrame(...states: [id: number, clock: number, state: unknown][]): Uint8Array {
  return awarenessFrame(
    encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, states.length);
      for (const [id, clock, state] of states) {
        encoding.writeVarUint(encoder, id);
        encoding.writeVarUint(encoder, clock);
        encoding.writeVarString(encoder, JSON.stringify(state));
      }
    }),
  );
}
