import { expect, it } from 'vitest';
import { agentLimits, chatLimits } from '../../../shared/limits.ts';
import { ChatPace } from './chat-pace.ts';

const { messagePace } = agentLimits;
const { maxMessageLength } = chatLimits;
const { burst, perSecond, bytes } = messagePace;

it('A142 lets one person write so many messages at once, and then at a steady rate', () => {
  let nowMs = 1_000;
  const pace = new ChatPace(() => nowMs);
  for (let at = 0; at < burst; at++) expect(pace.take('ann', 10)).toBe(0);
  expect(pace.take('ann', 10)).toBe(1_000 / perSecond);
  expect(pace.take('ben', 10)).toBe(0);
  nowMs += 1_000 / perSecond;
  expect(pace.take('ann', 10)).toBe(0);
  expect(pace.take('ann', 10)).toBeGreaterThan(0);
});

it('A142 counts a long message for more, and allows the longest', () => {
  const pace = new ChatPace(() => 0);
  const cost = 1 + maxMessageLength / bytes;
  expect(new ChatPace(() => 0).take('ann', 100 * maxMessageLength)).toBe(0);
  const most = Math.floor(burst / cost);
  for (let at = 0; at < most; at++) expect(pace.take('ann', maxMessageLength)).toBe(0);
  expect(most).toBeGreaterThan(1);
  expect(pace.take('ann', maxMessageLength)).toBeGreaterThan(0);
});
