import { roomRates } from '../../../shared/limits.ts';
import { describe, expect, it } from 'vitest';
import { CallLimits } from './call-limits.ts';
import { CallRates } from './call-rates.ts';
import type { VerifiedCaller } from './authenticate.ts';

function rates() {
  const clock = { now: 1_000_000 };
  return { clock, rates: new CallRates(() => clock.now) };
}

/** How many calls succeed before one is refused. */
function taken(call: () => void, most = 100_000): number {
  for (let count = 0; count < most; count++) {
    try {
      call();
    } catch {
      return count;
    }
  }
  return most;
}

const { caller, room, writtenBytes } = roomRates;

describe('call rates', () => {
  it('H25 let one caller make a burst of calls, and then so many a second', () => {
    const { rates: all, clock } = rates();
    expect(taken(() => all.byCaller('ann'))).toBe(caller.burst);
    expect(taken(() => all.byCaller('ben'))).toBe(caller.burst);
    clock.now += 2_000;
    expect(taken(() => all.byCaller('ann'))).toBe(2 * caller.perSecond);
    clock.now += 3_600_000;
    expect(taken(() => all.byCaller('ann'))).toBe(caller.burst);
  });

  it('H25 say when to try again', () => {
    const { rates: all } = rates();
    taken(() => all.byRoom());
    expect(() => all.byRoom()).toThrow(
      expect.objectContaining({ code: 'rate_limited', retryAfterMs: 1_000 / room.perSecond }),
    );
  });

  it('H25 make callers wait for everything written over the limit', () => {
    const { rates: all, clock } = rates();
    all.wrote(writtenBytes.burst - 1);
    all.assertMayWrite();
    all.wrote(writtenBytes.perSecond * 30);
    expect(() => all.assertMayWrite()).toThrow(/Try again in 3[01] s/);
    clock.now += 31_000;
    all.assertMayWrite();
  });
});

describe('call limits', () => {
  const person = (role: 'editor' | 'viewer', id: string): VerifiedCaller => ({
    user: { id, name: 'Ann', color: 1, kind: 'human' },
    role,
    epoch: 1,
    expiresAt: 0,
    address: 'somewhere',
  });
  const limits = (): { all: CallLimits; spent: string[] } => {
    const spent: string[] = [];
    const quotas = {
      spend: async (kind: string, who: string) => void spent.push(`${kind} ${who}`),
      assertLeft: async () => undefined,
    };
    const all = new CallLimits({
      quotas,
      budget: { assertLeftToday: () => undefined },
      room: () => 'r',
      now: () => 0,
    });
    return { all, spent };
  };

  it('H23 count runs and commands of those who may start them', async () => {
    const { all, spent } = limits();
    const calls = [
      'POST execute',
      'POST runs',
      'POST terminal',
      'GET runs',
      'POST runs/1/stop',
      'PUT file/a',
    ];
    for (const call of calls) {
      await all.begin(call, person('editor', 'ann'));
      await all.begin(call, person('viewer', 'vic'));
    }
    expect(spent).toEqual(Array.from({ length: 3 }, () => 'runs somewhere'));
  });

  it('H25 refuse calls that write text, but not reads, deletions or stops', async () => {
    const { all } = limits();
    all.wrote(2 * writtenBytes.burst);
    const begin = (call: string): Promise<void> => all.begin(call, person('editor', 'ann'));
    for (const call of [
      'PUT file/src/a.ts',
      'POST history/3/restore',
      'POST turns/x/undo',
      'POST turns/x/redo',
      'POST execute',
      'POST runs',
      'POST terminal',
      'POST chat',
      'POST chat/messages/x/resend',
    ])
      await expect(begin(call), call).rejects.toMatchObject({ code: 'rate_limited' });
    for (const call of [
      'GET files',
      'DELETE file/a',
      'POST chat/stop',
      'POST runs/1/stop',
      'POST approvals/x',
      'POST chat/clear',
    ])
      await begin(call);
  });

  it('H25 allow a stop in a flooded room, and do not count viewers’ calls for the room', async () => {
    const { all } = limits();
    for (let i = 0; i < room.burst; i++)
      await all.begin('POST chat', person('viewer', `viewer ${Math.floor(i / 500)}`));
    for (let i = 0; i < room.burst; i++)
      await all.begin('DELETE file/a', person('editor', `editor ${Math.floor(i / 500)}`));
    await expect(all.begin('DELETE file/a', person('editor', 'ann'))).rejects.toThrow(/in this room/);
    await all.begin('POST chat/stop', person('editor', 'ann'));
  });
});
