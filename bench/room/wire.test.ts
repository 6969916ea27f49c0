import { expect, it } from 'vitest';
import { awarenessFrame, saveAckFrame, step1Frame, updateFrame } from '../../shared/protocol/frames.ts';
import { hocuspocusWire, ownWire, plainWire, read, syncMessage } from './wire.ts';

const [first, second] = [Uint8Array.of(1, 2), Uint8Array.of(3)];
const several = Buffer.concat([
  updateFrame(first),
  saveAckFrame(7),
  awarenessFrame(Uint8Array.of(0)),
  step1Frame(Uint8Array.of(0)),
  updateFrame(second),
]);

it('reads all messages as our own client, and the first as a stock one', () => {
  expect(read(ownWire, several)).toEqual([
    { type: 'update', update: first },
    { type: 'other' },
    { type: 'other' },
    { type: 'step1' },
    { type: 'update', update: second },
  ]);
  expect(read(plainWire, several)).toEqual([{ type: 'update', update: first }]);
});

it('reads what it writes, with the name of a document in front', () => {
  const message = syncMessage(hocuspocusWire, 'a room', 'update', first);
  expect(read(hocuspocusWire, message)).toEqual([{ type: 'update', update: first }]);
});
