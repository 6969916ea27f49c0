import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { expect, it, vi } from 'vitest';
import { wireLimits } from '../../shared/limits.ts';
import { awarenessFrame, saveAckFrame } from '../../shared/protocol/frames.ts';
import { type RawClient, TestRoom } from '../../test/test-room.ts';

const hourMs = 3_600_000;

/** A stock client, which remembers the clocks of all whom it has ever seen. */
function stockClient() {
  const awareness = new Awareness(new Y.Doc());
  const hear = (client: RawClient): void => {
    for (const { update } of client.of('awareness').splice(0))
      applyAwarenessUpdate(awareness, update, client);
  };
  const shown = (): unknown[] =>
    [...awareness.getStates()].flatMap(([id, { file }]) => (id === awareness.clientID ? [] : [file]));
  return { awareness, hear, shown, end: () => awareness.destroy() };
}

async function show(client: RawClient, { awareness }: ReturnType<typeof stockClient>, file: string) {
  awareness.setLocalState({ file });
  await client.send(awarenessFrame(encodeAwarenessUpdate(awareness, [awareness.clientID])));
}

async function pass(room: TestRoom, ms: number, ...clients: RawClient[]): Promise<void> {
  for (let left = ms; left > 0; left -= wireLimits.tickMs) {
    await room.clock.advance(wireLimits.tickMs);
    for (const client of clients) await client.send(saveAckFrame(1));
  }
}

it.each([0.5, 3])(
  'R57 stock clients see who is there after the server was restarted with its clock set back, %s minutes after its start',
  async (minutes) => {
    const room = new TestRoom();
    const [ada, bo] = [stockClient(), stockClient()];
    let [adas, bos] = [await room.raw(await room.token('ada')), await room.raw(await room.token('bo'))];
    await show(adas, ada, 'one.ts');
    await pass(room, minutes * 60_000, adas, bos);
    await show(adas, ada, 'two.ts');
    bo.hear(bos);
    expect(bo.shown()).toEqual(['two.ts']);
    room.clock.restartEarlier(5 * hourMs);
    room.restart();
    [adas, bos] = [await room.raw(await room.token('ada')), await room.raw(await room.token('bo'))];
    await show(adas, ada, 'three.ts');
    bo.hear(bos);
    expect(bo.shown()).toEqual(['three.ts']);
    for (const client of [ada, bo]) client.end();
  },
);

it('R57 a room whose storage fails goes on, and stores the time later', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const room = new TestRoom();
  const ada = await room.raw(await room.token('ada'));
  room.storage.failures = 1;
  await pass(room, wireLimits.presenceClockMs, ada);
  expect(ada.closed).toBeUndefined();
  expect(room.storage.keys()).not.toContain('presence');
  await pass(room, wireLimits.presenceClockMs + wireLimits.tickMs, ada);
  expect(room.storage.keys()).toContain('presence');
  vi.restoreAllMocks();
});
