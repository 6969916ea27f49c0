import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as syncProtocol from 'y-protocols/sync';
import * as Y from 'yjs';
import {
  awarenessFrame,
  controlFrame,
  deniedFrame,
  readClientFrame,
  readServerFrame,
  saveAckFrame,
  step1Frame,
  step2Frame,
  updateFrame,
} from './frames.ts';

const bytes = new Uint8Array([1, 2, 3]);

describe('frames', () => {
  it('round-trips every message', () => {
    expect(readClientFrame(step1Frame(bytes))).toEqual([{ type: 'step1', stateVector: bytes }]);
    expect(readClientFrame(step2Frame(bytes))).toEqual([{ type: 'step2', update: bytes }]);
    expect(readClientFrame(updateFrame(bytes))).toEqual([{ type: 'update', update: bytes }]);
    expect(readClientFrame(awarenessFrame(bytes))).toEqual([{ type: 'awareness', update: bytes }]);
    expect(readServerFrame(deniedFrame('no'))).toEqual([{ type: 'denied', reason: 'no' }]);
    expect(readServerFrame(saveAckFrame(7))).toEqual([{ type: 'saveAck', n: 7 }]);
    const control = { type: 'readonly', reason: null } as const;
    expect(readServerFrame(controlFrame(control))).toEqual([{ type: 'control', control }]);
  });

  it('encodes step 1 as y-protocols does', () => {
    const doc = new Y.Doc();
    doc.getText('t').insert(0, 'x');
    const theirs = encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, 0);
      syncProtocol.writeSyncStep1(encoder, doc);
    });
    expect(step1Frame(Y.encodeStateVector(doc))).toEqual(theirs);
  });

  it.each([0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152])(
    'encodes a payload of %i bytes as lib0 does',
    (length) => {
      const payload = new Uint8Array(length).fill(7);
      const theirs = (head: readonly number[]): Uint8Array =>
        encoding.encode((encoder) => {
          for (const value of head) encoding.writeVarUint(encoder, value);
          encoding.writeVarUint8Array(encoder, payload);
        });
      const isSame = (ours: Uint8Array, head: readonly number[]): boolean =>
        Buffer.compare(ours, theirs(head)) === 0;
      expect(isSame(updateFrame(payload), [0, 2])).toBe(true);
      expect(isSame(awarenessFrame(payload), [1])).toBe(true);
    },
  );

  it('reads several messages in one frame', () => {
    const frame = new Uint8Array([...step1Frame(bytes), ...saveAckFrame(2)]);
    expect(readClientFrame(frame).map(({ type }) => type)).toEqual(['step1', 'saveAck']);
  });

  it.each([
    ['nothing', []],
    ['an unknown type', [9]],
    ['an unknown sync type', [0, 9, 0]],
    ['a length past the end', [0, 2, 200, 1]],
    ['an endless number', [255, 255, 255, 255, 255, 255, 255, 255, 255, 255]],
    ['a control message that is not JSON', [103, 1, 123]],
    ['a control message of an unknown type', [103, 2, 123, 125]],
  ])('refuses %s', (_, frame) => {
    expect(() => readClientFrame(new Uint8Array(frame))).toThrow();
  });
});
