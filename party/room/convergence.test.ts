import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { settle } from '../../test/clock.ts';
import { seededRandom } from '../../test/random.ts';
import { TestRoom } from '../../test/test-room.ts';
import {
  createFile,
  deleteFile,
  listFiles,
  readAll,
  renameFile,
  restoreFile,
  textOf,
} from '../../shared/doc.ts';
import { storageLimits } from '../../shared/limits.ts';
import { TandemError } from '../../shared/errors.ts';
import type { Peer } from '../../shared/protocol/peer.ts';

const seeds = 12;
const steps = 120;
const words = ['a', 'word ', '\n', '🙂', 'e\u0301', '    ', '{}', 'ж'];

type TestPeer = Peer & { doc: Y.Doc };

describe('convergence', () => {
  it.each(Array.from({ length: seeds }, (_, seed) => seed))(
    'R23 ends equal on every replica and on disk, seed %i',
    async (seed) => {
      const room = new TestRoom();
      const random = seededRandom(seed);
      const peers = [];
      for (let i = 0; i < 4; i++) peers.push(room.peer(`user ${i}`));
      for (let step = 0; step < steps; step++) {
        await act(room, peers, random);
        if (random.int(3) === 0) await settle();
      }
      room.storage.failures = 0;
      await room.clock.advance(storageLimits.retryDelayMs);
      for (const peer of peers) {
        peer.start();
        peer.reconnect();
      }
      for (const peer of peers) await peer.until(({ synced, unsaved }) => synced && !unsaved, 10_000, 'rest');
      await settle();
      const [first, ...others] = peers.map(({ doc }) => [...readAll(doc)]);
      for (const other of others) expect(other).toEqual(first);
      room.restart();
      const late = room.peer('late');
      await late.until(({ synced }) => synced, 10_000, 'late joiner');
      expect([...readAll(late.doc)]).toEqual(first);
      expect(peers.every(({ state }) => state.refusal === undefined)).toBe(true);
      for (const peer of [...peers, late]) peer.destroy();
    },
    30_000,
  );
});

async function act(
  room: TestRoom,
  peers: TestPeer[],
  random: ReturnType<typeof seededRandom>,
): Promise<void> {
  const peer = random.pick(peers);
  const { doc } = peer;
  switch (random.int(24)) {
    case 0:
      peer.stop();
      return;
    case 1:
      peer.start();
      return;
    case 2:
      peer.reconnect();
      return;
    case 3:
      room.sockets.splice(random.int(room.sockets.length), 1)[0]?.cut();
      return;
    case 4:
      room.storage.failures = 1;
      return;
    case 5:
      await room.clock.advance(1_500);
      return;
    case 6:
      return orTaken(() => void createFile(doc, `f${random.int(9)}.ts`, random.pick(words)));
    default:
      edit(doc, random);
  }
}

function edit(doc: Y.Doc, random: ReturnType<typeof seededRandom>): void {
  const files = listFiles(doc);
  if (files.length === 0) return;
  const { id, path } = random.pick(files);
  const text = textOf(doc, id)!;
  switch (random.int(12)) {
    case 0:
      return orTaken(() => renameFile(doc, id, `g${random.int(9)}.ts`));
    case 1:
      deleteFile(doc, id);
      return random.int(2) === 0 ? orTaken(() => restoreFile(doc, id, path)) : undefined;
    case 2:
    case 3: {
      const at = random.int(text.length + 1);
      return text.delete(at, Math.min(random.int(8), text.length - at));
    }
    default:
      return text.insert(random.int(text.length + 1), random.pick(words));
  }
}

/** A path may be taken meanwhile: then nothing happens. */
function orTaken(change: () => void): void {
  try {
    change();
  } catch (error) {
    if (!(error instanceof TandemError)) throw error;
  }
}
