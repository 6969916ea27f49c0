import { expect, it } from 'vitest';
import { agentUser } from '../../shared/roles.ts';
import type { Message } from '../coder/messages.ts';
import { contextUse } from './context-use.ts';

const message = (model: string, context?: { tokens: number; window: number }): Message => ({
  id: 'M',
  role: 'assistant',
  parts: [],
  metadata: { author: agentUser, at: 1, model, ...(context && { context }) },
});

it('W155 takes what the newest message of the chosen model says', () => {
  const old = message('large', { tokens: 5_000, window: 100_000 });
  const newest = message('large', { tokens: 62_400, window: 100_000 });
  expect(contextUse([undefined, message('large'), newest, old], 'large')).toEqual({
    tokens: 62_400,
    window: 100_000,
    percent: 62,
    canCompact: true,
  });
  expect(contextUse([message('large', { tokens: 3, window: 100_000 })], 'large')?.percent).toBe(1);
});

it('W155 suggests no second summary before something was said', () => {
  const large = message('large', { tokens: 80_000, window: 100_000 });
  const summary = { messages: 9, tokensBefore: 99_000, tokensAfter: 80_000 };
  const summed: Message = { ...large, metadata: { ...large.metadata!, summary } };
  expect(contextUse([summed], 'large')).toMatchObject({ percent: 80, canCompact: false });
  expect(contextUse([large, summed], 'large')).toMatchObject({ canCompact: true });
});

it('W155 says nothing where the window is not known, or another model was chosen meanwhile', () => {
  const large = message('large', { tokens: 5_000, window: 100_000 });
  expect(contextUse([message('small'), message('commands')], 'commands')).toBeUndefined();
  expect(contextUse([large], 'small')).toBeUndefined();
  expect(contextUse([large], undefined)).toBeUndefined();
});
