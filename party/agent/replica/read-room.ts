import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { agentLimits } from '../../../shared/limits.ts';
import { Peer, type PeerOptions } from '../../../shared/protocol/peer.ts';

/** The document as the room has it, as one update. @throws Error when the room does not answer in time */
export async function readRoomUpdate(connect: PeerOptions['connect']): Promise<Uint8Array> {
  const room = await readRoom(connect);
  return Y.encodeStateAsUpdate(room);
}

/**
 * The part of a replica that the room has accepted, as one update. It still has the deleted text that the
 * room has garbage-collected. Updates `doc`, which must collect no garbage, from the room first.
 * @throws Error when the room does not answer in time
 */
export async function acceptedUpdate(doc: Y.Doc, connect: PeerOptions['connect']): Promise<Uint8Array> {
  const room = await readRoom(connect);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(room));
  return Y.encodeStateAsUpdate(Y.createDocFromSnapshot(doc, Y.snapshot(room), new Y.Doc({ gc: false })));
}

async function readRoom(connect: PeerOptions['connect']): Promise<Y.Doc> {
  const room = new Y.Doc();
  const awareness = new Awareness(room);
  // It only reads, so it shows no presence.
  awareness.setLocalState(null);
  const peer = new Peer({ doc: room, awareness, connect });
  try {
    peer.start();
    await peer.until(({ synced }) => synced, agentLimits.joinTimeoutMs, 'the room');
    return room;
  } finally {
    peer.destroy();
    awareness.destroy();
  }
}
