import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { settle } from '../../test/clock.ts';
import { TestRoom } from '../../test/test-room.ts';
import { wireLimits } from '../limits.ts';

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
});
afterEach(() => void vi.useRealTimers());

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  await settle();
}

async function inRoom() {
  const room = new TestRoom();
  const connections: string[] = [];
  const ada = room.peer('ada', 'editor', { onChange: ({ connection }) => connections.push(connection) });
  for (let i = 0; i < 2_000 && !ada.state.synced; i++) await pass(1);
  expect(ada.state).toMatchObject({ connection: 'online', synced: true });
  connections.length = 0;
  return { room, ada, connections };
}

describe('Peer on a page', () => {
  it.each([
    ['set back by hours', -5 * 3_600_000],
    ['right', 0],
  ])('W184 notices a silent connection in time when the device’s clock was %s', async (_, jumpMs) => {
    const { room, ada, connections } = await inRoom();
    room.sockets[0]?.silence('down');
    vi.setSystemTime(Date.now() + jumpMs);
    await pass(wireLimits.silentPeerMs + wireLimits.keepAliveMs);
    expect(connections).toContain('connecting');
    ada.destroy();
  });

  it('W184 notices a silent connection after the device has slept', async () => {
    const { room, ada, connections } = await inRoom();
    room.sockets[0]?.silence('down');
    // The steady clock and all timers stand still meanwhile.
    vi.setSystemTime(Date.now() + 3_600_000);
    await pass(wireLimits.keepAliveMs);
    expect(connections).toContain('connecting');
    ada.destroy();
  });

  it('W185 stays connected in a hidden tab, whose timers fire once a minute', async () => {
    const { room, ada, connections } = await inRoom();
    const secondsAMinute = 60;
    for (let second = 0; second < 10 * secondsAMinute; second++) {
      // The room's time passes and its messages arrive; the page's timers are served once a minute.
      vi.setSystemTime(Date.now() + 1_000);
      await room.clock.advance(1_000);
      if (second % secondsAMinute === secondsAMinute - 1) await pass(wireLimits.keepAliveMs);
    }
    expect(ada.state).toMatchObject({ connection: 'online', synced: true });
    expect(connections, 'neither side gave the other up').not.toContain('connecting');
    ada.destroy();
  });
});
