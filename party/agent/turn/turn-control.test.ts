import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { agentLimits } from '../../../shared/limits.ts';
import { endingMessage } from './endings.ts';
import { TurnControl } from './turn-control.ts';

const maxMs = agentLimits.turnMinutes.usual * 60_000;

describe("a turn's clock", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('A112 ends the turn when its time is up, and stands still while the turn waits for people', () => {
    const control = new TurnControl();
    control.startClock();
    vi.advanceTimersByTime(maxMs - 1000);
    const resume = control.pause();
    vi.advanceTimersByTime(maxMs);
    expect(control.ended).toBeUndefined();
    resume();
    vi.advanceTimersByTime(999);
    expect(control.ended).toBeUndefined();
    vi.advanceTimersByTime(1);
    expect(control.ended).toBe('time');
  });

  it('A191 has the time that the room gives it', () => {
    const control = new TurnControl();
    control.limits = { steps: 1, minutes: 2 };
    control.startClock();
    vi.advanceTimersByTime(2 * 60_000 - 1);
    expect(control.ended).toBeUndefined();
    vi.advanceTimersByTime(1);
    expect(control.ended).toBe('time');
    expect(endingMessage('time', control)).toContain('Stopped after 2 minutes');
    expect(endingMessage('steps', control)).toContain('Stopped after 1 step:');
  });

  it('A111 counts on from the time before a kill', () => {
    const killed = new TurnControl();
    killed.startClock();
    vi.advanceTimersByTime(maxMs - 1000);
    killed.pause();
    vi.advanceTimersByTime(5000);
    const control = new TurnControl(killed.spent);
    control.startClock();
    vi.advanceTimersByTime(999);
    expect(control.ended).toBeUndefined();
    vi.advanceTimersByTime(1);
    expect(control.ended).toBe('time');
  });

  it('A112 stops with the turn: a wait that ends later does not start it again', () => {
    const control = new TurnControl();
    control.startClock();
    const resume = control.pause();
    control.stopClock();
    resume();
    vi.advanceTimersByTime(2 * maxMs);
    expect(control.ended).toBeUndefined();
  });
});

it('A15 a stop aborts the model only once the answers of all open calls are in the stream', () => {
  const control = new TurnControl();
  control.callBegan('a');
  control.callBegan('b');
  control.callAnswered('b');
  control.end('stopped', 'Ann');
  expect([control.toolSignal.aborted, control.modelSignal.aborted]).toEqual([true, false]);
  control.callBegan('c');
  control.callAnswered('a');
  control.callAnswered('unknown');
  expect(control.modelSignal.aborted).toBe(false);
  control.callAnswered('c');
  expect(control.modelSignal.aborted).toBe(true);
  const idle = new TurnControl();
  idle.end('stopped');
  expect(idle.modelSignal.aborted).toBe(true);
});

it('A64 counts a tenth of the tokens that the provider had in its cache', () => {
  const spent = { steps: 0, inputTokens: 0, outputTokens: 0, workedMs: 0 };
  const most = agentLimits.maxTurnTokens;
  const within = new TurnControl({ ...spent, inputTokens: 2 * most, cachedTokens: 2 * most });
  expect(within.usedUp).toBeUndefined();
  within.countTokens(most, 0, 0);
  expect(within.usedUp).toBe('tokens');
});
