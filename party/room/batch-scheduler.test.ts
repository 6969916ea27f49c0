import { describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { wireLimits } from '../../shared/limits.ts';
import { awarenessFrame, saveAckFrame, step1Frame, updateFrame } from '../../shared/protocol/frames.ts';
import { settle } from '../../test/clock.ts';
import { breakingUpdate, breakOver } from '../../test/poison.ts';
import { type RawClient, TestRoom } from '../../test/test-room.ts';
import { BatchScheduler } from './batch-scheduler.ts';

/** Someone with a text of their own; `type` returns the frame of one letter. */
class Author {
  readonly doc = new Y.Doc();
  readonly client: RawClient;

  constructor(client: RawClient) {
    this.client = client;
  }

  type(letter: string): Uint8Array {
    const before = Y.encodeStateVector(this.doc);
    const text = this.doc.getText('t');
    text.insert(text.length, letter);
    return updateFrame(Y.encodeStateAsUpdate(this.doc, before));
  }

  /** One state of presence, as an awareness frame. */
  shown(clock: number): Uint8Array {
    const state = new TextEncoder().encode(JSON.stringify({ file: `f${clock}` }));
    const id = this.doc.clientID;
    const bytes: number[] = [1];
    for (let n = id; ; n = Math.floor(n / 128)) {
      bytes.push(n > 127 ? (n % 128) | 128 : n);
      if (n <= 127) break;
    }
    return awarenessFrame(new Uint8Array([...bytes, clock, state.length, ...state]));
  }
}

/** A room with three people in it. `hold` keeps it writing until the function that it returns is called. */
async function busyRoom() {
  const room = new TestRoom();
  const join = async (name: string): Promise<Author> => new Author(await room.raw(await room.token(name)));
  const [ada, bob, eve] = [await join('ada'), await join('bob'), await join('eve')];
  const hold = async (): Promise<() => Promise<void>> => {
    const release = room.storage.hold();
    await ada.client.send(ada.type('a'));
    return async () => {
      release();
      await settle();
    };
  };
  return { room, ada, bob, eve, hold };
}

async function textOf(room: TestRoom): Promise<string> {
  const reader = await room.raw(await room.token('reader'));
  await reader.send(step1Frame(Y.encodeStateVector(new Y.Doc())));
  const doc = new Y.Doc();
  for (const { update } of reader.of('step2')) Y.applyUpdate(doc, update);
  return doc.getText('t').toJSON();
}

describe('batches', () => {
  it('R37 a room that writes nothing takes a message at once', async () => {
    const { ada, bob } = await busyRoom();
    await ada.client.send(ada.type('a'), saveAckFrame(1));
    expect(bob.client.of('update')).toHaveLength(1);
  });

  it('R37 what arrives during a write goes out together: one update, with single letters merged, and one presence message', async () => {
    const { ada, bob, eve, hold } = await busyRoom();
    const release = await hold();
    const heard = bob.client.heard.length;
    for (let n = 1; n <= 5; n++) {
      await ada.client.send(ada.type('b'), ada.shown(n), saveAckFrame(n));
      await eve.client.send(eve.type('e'), eve.shown(n));
    }
    expect(bob.client.heard).toHaveLength(heard);
    expect(ada.client.of('saveAck')).toHaveLength(0);
    await release();
    const told = bob.client.heard.slice(heard).filter(({ type }) => type !== 'control');
    expect(told.map(({ type }) => type)).toEqual(['update', 'update', 'awareness']);
    const [, update] = told.flatMap((message) => (message.type === 'update' ? [message.update] : []));
    expect(Y.decodeUpdate(update!).structs).toHaveLength(2);
    expect(ada.client.of('saveAck').map(({ n }) => n)).toEqual([1, 2, 3, 4, 5]);
    // Nobody gets back what they sent.
    for (const one of [ada, eve])
      for (const message of one.client.of('update')) Y.applyUpdate(one.doc, message.update);
    const reader = new Y.Doc();
    for (const message of bob.client.of('update')) Y.applyUpdate(reader, message.update);
    expect(reader.getText('t').length).toBe(11);
    for (const one of [ada, eve]) expect(one.doc.getText('t').toJSON()).toBe(reader.getText('t').toJSON());
  });

  it('R8 R37 applies an update that follows presence in the same message', async () => {
    const { room, ada, bob, hold } = await busyRoom();
    const release = await hold();
    const [shown, typed] = [ada.shown(1), ada.type('a')];
    await ada.client.send(new Uint8Array([...shown, ...typed]), saveAckFrame(1));
    await release();
    expect(bob.client.of('update')).toHaveLength(2);
    expect(ada.client.of('saveAck')).toHaveLength(1);
    expect(await textOf(room)).toBe('aa');
  });

  it('R21 R37 keeps what came before an update that broke the document, in the same batch', async () => {
    const reports = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { room, ada, bob, eve, hold } = await busyRoom();
    const release = await hold();
    breakOver(room.core.document.doc);
    await bob.client.send(bob.type('b'));
    await eve.client.send(eve.type('e'), eve.type('e'), updateFrame(breakingUpdate(40)), eve.type('never'));
    await ada.client.send(ada.type('a'));
    await release();
    expect(eve.client.closed?.code).toBe(4410);
    expect(reports).toHaveBeenCalledTimes(1);
    reports.mockRestore();
    expect(
      Array.from(await textOf(room))
        .sort()
        .join(''),
    ).toBe('aabee');
    room.restart();
    expect(
      Array.from(await textOf(room))
        .sort()
        .join(''),
    ).toBe('aabee');
  });

  it('R47 runs no extra batch for messages that arrive while much is left', () => {
    let nowMs = 1_000;
    const timers: (() => void)[] = [];
    let taken = 0;
    const host = { now: () => nowMs, after: (_: number, callback: () => void) => void timers.push(callback) };
    const batches: BatchScheduler = new BatchScheduler(host, {
      isWriting: () => false,
      sessions: [],
      takeBatch: () => {
        taken++;
        nowMs += 10;
        batches.scheduleRest();
      },
    });
    batches.plan();
    for (let frame = 0; frame < 100; frame++) batches.plan();
    expect([taken, timers.length]).toEqual([1, 1]);
    timers.shift()?.();
    expect([taken, timers.length]).toEqual([2, 1]);
    // The server is so busy that no timer runs.
    for (let frame = 0; frame < 100; frame++) {
      nowMs += 1;
      batches.plan();
    }
    expect(taken).toBeGreaterThan(3);
    expect(taken).toBeLessThan(12);
  });

  it('R37 pauses only when several messages have come during a write, twice running', () => {
    let nowMs = 1_000;
    const sessions = [{ inbox: { length: 0 } }, { inbox: { length: 0 } }];
    const pauses: number[] = [];
    let timer: () => void = () => undefined;
    const host = {
      now: () => nowMs,
      after: (delayMs: number, callback: () => void) => {
        pauses.push(delayMs);
        timer = callback;
      },
    };
    let taken = 0;
    const batches = new BatchScheduler(host, {
      isWriting: () => false,
      sessions,
      takeBatch: () => void taken++,
    });
    /** A batch that takes 4 ms, after which so many messages are found to have come. */
    const write = (messages: number): void => {
      nowMs += 4;
      batches.written();
      expect(pauses.pop()).toBe(0);
      sessions[0]!.inbox.length = Math.floor(messages / 2);
      sessions[1]!.inbox.length = Math.ceil(messages / 2);
      timer();
    };
    batches.plan();
    for (const messages of [3, 4, 3, 4]) write(messages);
    expect([taken, pauses]).toEqual([5, []]);
    write(5);
    expect([taken, pauses]).toEqual([5, [12]]);
    // During the pause nothing starts a batch.
    batches.plan();
    expect(taken).toBe(5);
    timer();
    expect(taken).toBe(6);
    nowMs += 1_000;
    write(30);
    expect(pauses).toEqual([12, wireLimits.maxBatchPauseMs]);
    timer();
    // A pause would not make a full batch any fuller.
    write(wireLimits.fullBatchMessages);
    expect([taken, pauses.length]).toEqual([8, 2]);
    write(0);
    expect(taken).toBe(8);
    batches.plan();
    expect([taken, pauses.length]).toEqual([9, 2]);
  });

  it('R37 hears what has come during a write before it takes anything of it', async () => {
    const { room, ada, bob, eve } = await busyRoom();
    const sessions = [...room.core.sessions];
    const write = room.storage.write.bind(room.storage);
    let writes = 0;
    // As the disk does: nothing is heard during the write, and everything right after it.
    room.storage.write = async (puts, deletes) => {
      await write(puts, deletes);
      if (++writes > 1) return;
      setImmediate(() => {
        for (const one of [bob, eve, bob, eve]) {
          const session = sessions.find(({ user }) => user.name === (one === bob ? 'bob' : 'eve'));
          if (session) room.core.message(session, one.type('x'));
        }
      });
    };
    await ada.client.send(ada.type('a'));
    await settle();
    expect(await textOf(room)).toHaveLength(5);
    expect(writes).toBe(2);
  });

  it('R3 gives everyone who joins the document as it is at that moment', async () => {
    const { room, ada } = await busyRoom();
    for (const expected of ['a', 'aa', 'aaa']) {
      await ada.client.send(ada.type('a'));
      expect(await textOf(room)).toBe(expected);
      expect(await textOf(room)).toBe(expected);
    }
  });
});
