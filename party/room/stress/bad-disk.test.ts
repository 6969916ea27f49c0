import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { storageLimits } from '../../../shared/limits.ts';
import { saveAckFrame, step2Frame, updateFrame } from '../../../shared/protocol/frames.ts';
import { count, report } from '../../../test/counts.ts';
import { type RawClient, TestRoom } from '../../../test/test-room.ts';
import { load } from '../storage-layout.ts';

const nothingNew = step2Frame(new Uint8Array([0, 0]));
/** The room's clock runs a second an edit, and a session lasts 15 minutes. */
const editsARoom = 100;
const writers = ['ada', 'bob', 'eve'];
/** Long enough now and then to make the write a compaction. */
const lengthOf = (edit: number): number => (edit % 10 === 0 ? 60_000 : 20);

beforeEach(() => {
  // The room reports every failed write.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => vi.restoreAllMocks());

async function onDisk(room: TestRoom): Promise<Y.Doc> {
  const doc = new Y.Doc();
  for (const { bytes } of (await load(room.storage)).updates) if (bytes) Y.applyUpdate(doc, bytes);
  return doc;
}

/** Someone who types numbered words into a text of their own, and asks for an ack with the same number. */
class Writer {
  readonly doc = new Y.Doc();
  readonly #name: string;
  readonly #client: RawClient;

  constructor(name: string, client: RawClient) {
    this.#name = name;
    this.#client = client;
  }

  async type(n: number): Promise<void> {
    const text = this.doc.getText(this.#name);
    const before = Y.encodeStateVector(this.doc);
    // Replaces the words before, so that the document stays small while the log grows.
    this.doc.transact(() => {
      text.delete(0, text.length);
      text.insert(0, `${n}`.padEnd(lengthOf(n), '.'));
    });
    // The empty step 2 answers the room's backpressure probe.
    await this.#client.send(
      updateFrame(Y.encodeStateAsUpdate(this.doc, before)),
      nothingNew,
      saveAckFrame(n),
    );
  }

  get acked(): number {
    return this.#client.of('saveAck').at(-1)?.n ?? 0;
  }

  savedIn(doc: Y.Doc): number {
    return Number.parseInt(`0${doc.getText(this.#name).toJSON()}`, 10);
  }
}

it.each([
  [2, 'not made'],
  [3, 'not made'],
  [7, 'not made'],
  [2, 'made'],
  [3, 'made'],
  [7, 'made'],
] as const)('R16 acks nothing falsely when every %ith write fails, the write %s', async (every, what) => {
  const rooms = count('badDisks');
  for (let n = 0; n < rooms; n++) {
    const room = new TestRoom();
    // A different write in each room.
    room.storage.trouble = (write) => ((write + n) % every === 0 ? what : undefined);
    await typeOnBadDisk(room);
  }
  const acked = rooms * editsARoom * writers.length;
  report(`every ${every}th write fails (${what}): ${acked} edits acked, none falsely`);
});

async function typeOnBadDisk(room: TestRoom): Promise<void> {
  const people: Writer[] = [];
  for (const name of writers) people.push(new Writer(name, await room.raw(await room.token(name))));
  for (let n = 1; n <= editsARoom; n++) {
    for (const writer of people) await writer.type(n);
    const disk = await onDisk(room);
    for (const writer of people) expect(writer.savedIn(disk)).toBeGreaterThanOrEqual(writer.acked);
    await room.clock.advance(storageLimits.retryDelayMs);
  }
  await room.clock.advance(3 * storageLimits.retryDelayMs);
  const disk = await onDisk(room);
  for (const writer of people) expect([writer.acked, writer.savedIn(disk)]).toEqual([editsARoom, editsARoom]);
}
