import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { typingLimits } from '../../../shared/limits.ts';
import type { LocalPresence } from '../../../shared/presence.ts';
import { AgentPlace } from './agent-place.ts';

const at = (index: number): Required<Pick<LocalPresence, 'file' | 'selection'>> => ({
  file: 'a',
  selection: { anchor: { index }, head: { index } },
});

describe('the agent’s place', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('A236 stays for 3 s after a turn, and then goes', () => {
    const sent: LocalPresence[] = [];
    const place = new AgentPlace((presence) => void sent.push(presence));
    place.show({ ...at(3), status: 'editing' });
    place.show({ status: 'idle' });
    expect(sent.at(-1)).toEqual({ ...at(3), status: 'idle' });
    vi.advanceTimersByTime(typingLimits.placeAfterTurnMs - 1);
    expect(sent).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(sent.at(-1)).toEqual({ status: 'idle' });
    place.show({ status: 'thinking' });
    expect(sent.at(-1)).toEqual({ status: 'thinking' });
  });

  it('A236 stays when another turn begins in that time', () => {
    const sent: LocalPresence[] = [];
    const place = new AgentPlace((presence) => void sent.push(presence));
    place.show({ ...at(3), status: 'editing' });
    place.show({ status: 'idle' });
    place.show({ status: 'thinking' });
    vi.advanceTimersByTime(typingLimits.placeAfterTurnMs);
    expect(sent.at(-1)).toEqual({ ...at(3), status: 'thinking' });
  });

  it('A236 shows no place where the agent had none', () => {
    const sent: LocalPresence[] = [];
    const place = new AgentPlace((presence) => void sent.push(presence));
    place.show({ status: 'thinking' });
    place.show({ status: 'idle' });
    vi.advanceTimersByTime(typingLimits.placeAfterTurnMs);
    expect(sent).toEqual([{ status: 'thinking' }, { status: 'idle' }]);
  });
});
