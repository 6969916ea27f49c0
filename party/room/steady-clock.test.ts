import { expect, it } from 'vitest';
import { authLimits, wireLimits } from '../../shared/limits.ts';
import { saveAckFrame } from '../../shared/protocol/frames.ts';
import { TestRoom } from '../../test/test-room.ts';
import { SteadyClock } from './steady-clock.ts';

const hourMs = 3_600_000;

it('R57 the room’s time goes on when the server’s clock is set back, and follows it forward', () => {
  let wallMs = 10 * hourMs;
  const { now } = new SteadyClock(() => wallMs);
  expect(now()).toBe(10 * hourMs);
  wallMs += 1_000;
  expect(now()).toBe(10 * hourMs + 1_000);
  wallMs -= 5 * hourMs;
  expect(now()).toBe(10 * hourMs + 1_000);
  wallMs += 500;
  expect(now()).toBe(10 * hourMs + 1_500);
  wallMs -= hourMs;
  expect(now()).toBe(10 * hourMs + 1_500);
  wallMs += 7 * hourMs;
  expect(now()).toBe(17 * hourMs + 1_500);
});

it('R57 R10 tokens end by the clock on the wall, which made them', async () => {
  const room = new TestRoom();
  const ada = await room.raw(await room.token('ada'));
  room.clock.setBack(hourMs);
  const until = async (endMs: number): Promise<void> => {
    while (room.clock.wallMs() < endMs && ada.closed === undefined) {
      await room.clock.advance(wireLimits.keepAliveMs);
      await ada.send(saveAckFrame(1));
    }
  };
  const endsMs = room.clock.wallMs() + hourMs + authLimits.tokenTtlSeconds * 1_000;
  await until(endsMs - 2 * wireLimits.keepAliveMs);
  expect(ada.closed).toBeUndefined();
  await until(endsMs + 2 * wireLimits.keepAliveMs);
  expect(ada.closed?.code).toBe(4401);
});
