import { afterAll, beforeAll, expect, it } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { freePorts } from '../../scripts/ports.ts';
import { newRoomId } from '../../shared/ids.ts';
import { Peer } from '../../shared/protocol/peer.ts';
import { seededRandom } from '../../test/random.ts';
import { RoomProcess } from '../../test/room-process.ts';
import { testSecret, userNamed } from '../../test/test-room.ts';
import { signSession } from '../auth.ts';

const kills = 20;
const [port = 0] = await freePorts(1);
const server = new RoomProcess(port);
const room = newRoomId();

/** Types numbered words without end, and remembers how many the room has said are saved. */
class Typist {
  readonly name: string;
  readonly doc = new Y.Doc();
  readonly peer: Peer;
  typed = 0;
  acked = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(name: string) {
    this.name = name;
    this.peer = new Peer({
      doc: this.doc,
      awareness: new Awareness(this.doc),
      connect: async () => {
        const session = { room, role: 'editor', user: userNamed(name) } as const;
        const { token } = await signSession(testSecret, session);
        return server.socket(room, `token=${token}&tandem=1`);
      },
      onChange: ({ unsaved }) => {
        if (!unsaved) this.acked = this.typed;
      },
    });
  }

  start(): void {
    this.peer.start();
    this.#timer = setInterval(() => {
      this.#type();
      // Long enough now and then for a value of several pieces, and for snapshots.
      if (this.typed % 100 === 0) this.doc.getText('long').insert(0, this.name.repeat(60_000));
    }, 4);
  }

  #type(): void {
    const text = this.doc.getText(this.name);
    // Before the edit, which tells that something is unsaved.
    this.typed++;
    text.insert(text.length, `${this.typed};`);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.peer.stop();
  }
}

/** What a newcomer gets, when nobody else is there to bring anything back. */
async function readRoom(): Promise<Y.Doc> {
  const reader = new Typist('reader');
  reader.peer.start();
  await reader.peer.until(({ synced }) => synced, 10_000, 'the reader');
  reader.peer.destroy();
  return reader.doc;
}

beforeAll(() => server.start());
afterAll(() => server.destroy());

it(`R15 loses nothing that it acked in ${kills} SIGKILLs while two clients type`, async () => {
  const random = seededRandom(20);
  const typists = [new Typist('ada'), new Typist('bob')];
  let acks = 0;
  for (let kill = 0; kill < kills; kill++) {
    for (const typist of typists) typist.start();
    await new Promise((resolve) => setTimeout(resolve, 150 + random.int(350)));
    await server.kill();
    for (const typist of typists) typist.stop();
    await server.start();
    const onDisk = await readRoom();
    for (const { name, acked } of typists) {
      const words = onDisk.getText(name).toJSON().split(';');
      expect(words.length - 1, `${name} after kill ${kill + 1}`).toBeGreaterThanOrEqual(acked);
    }
    acks = typists.reduce((sum, { acked }) => sum + acked, 0);
  }
  // The clients were in fact being saved, and some of their work was on its way when the room died.
  expect(acks).toBeGreaterThan(kills);
  for (const { peer } of typists) {
    peer.start();
    await peer.until(({ synced, unsaved }) => synced && !unsaved, 20_000, 'the end');
  }
  const end = await readRoom();
  for (const { doc } of typists) {
    await expect.poll(() => doc.getText('long').length, { timeout: 10_000 }).toBe(end.getText('long').length);
    for (const { name, typed } of typists) {
      const numbers = Array.from({ length: typed }, (_, i) => `${i + 1};`).join('');
      expect(doc.getText(name).toJSON()).toBe(numbers);
      expect(end.getText(name).toJSON()).toBe(numbers);
    }
    expect(doc.getText('long').toJSON()).toBe(end.getText('long').toJSON());
  }
  for (const { peer } of typists) peer.destroy();
  console.info(`${acks} edits acked over ${kills} kills, none lost`);
});
