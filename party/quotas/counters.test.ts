import { quotaLimits } from '../../shared/limits.ts';
import { describe, expect, it } from 'vitest';
import { readQuotas } from '../../shared/quotas.ts';
import { QuotaCounters } from './counters.ts';

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;

/** Counters with a clock that starts on a full hour, and a store that outlives them. */
function counters(text: string, store = new Map<string, never>()) {
  const clock = { now: 1_000 * dayMs };
  const kept = {
    list: () => store,
    put: (key: string, value: unknown) => store.set(key, structuredClone(value) as never),
    delete: (key: string) => store.delete(key),
  };
  const make = (): QuotaCounters =>
    new QuotaCounters({ storage: kept, hourly: readQuotas(text, false), now: () => clock.now });
  return { clock, store, make, counted: make() };
}

const take = (counted: QuotaCounters, times: number, who = 'ann'): unknown[] =>
  Array.from({ length: times }, () => counted.take('rooms', who)).filter((refusal) => refusal);

describe('quotas', () => {
  it('H23 limit one address per hour, and start over in the next', () => {
    const { counted, clock } = counters('rooms=3');
    expect(take(counted, 3)).toEqual([]);
    clock.now += 20 * 60_000;
    const refusal = { kind: 'rooms', scope: 'one', window: 'hour', retryAfterMs: 40 * 60_000 };
    expect(counted.take('rooms', 'ann')).toEqual(refusal);
    expect(counted.check('rooms', 'ann')).toEqual(refusal);
    expect(counted.take('rooms', 'ben')).toBeUndefined();
    expect(counted.take('runs', 'ann')).toBeUndefined();
    clock.now += 40 * 60_000;
    expect(counted.take('rooms', 'ann')).toBeUndefined();
  });

  it('H23 limit one address per day to some hours’ worth', () => {
    const { counted, clock } = counters('rooms=3');
    for (let hour = 0; hour < quotaLimits.dayHours; hour++, clock.now += hourMs)
      expect(take(counted, 3)).toEqual([]);
    const left = (24 - quotaLimits.dayHours) * hourMs;
    expect(counted.take('rooms', 'ann')).toMatchObject({ window: 'day', retryAfterMs: left });
    clock.now += left;
    expect(counted.take('rooms', 'ann')).toBeUndefined();
  });

  it('H23 limit all addresses together', () => {
    const { counted } = counters('rooms=1');
    for (let i = 0; i < quotaLimits.addressesForAll; i++) expect(take(counted, 1, `${i}`)).toEqual([]);
    expect(counted.take('rooms', 'late')).toMatchObject({ scope: 'all', window: 'hour' });
  });

  it('H23 hold over a restart', () => {
    const { counted, make } = counters('rooms=2');
    expect(take(counted, 2)).toEqual([]);
    expect(make().take('rooms', 'ann')).toMatchObject({ scope: 'one' });
  });

  it('H23 track a bounded number of addresses, and forget them after a day', () => {
    const { counted, clock, store } = counters('rooms=1000,runs=5');
    for (let i = 0; i < quotaLimits.maxTracked + 50; i++) counted.take('runs', `address ${i}`);
    expect(counted.tracked).toBeLessThanOrEqual(quotaLimits.maxTracked + 2);
    clock.now += dayMs;
    counted.take('rooms', 'ann');
    expect(counted.tracked).toBe(2);
    expect([...store.keys()].sort()).toEqual(['all', 'ann']);
  });

  it('H23 are not used up by a look, which counts nothing', () => {
    const { counted } = counters('rooms=1');
    for (let i = 0; i < 3; i++) expect(counted.check('rooms', 'ann')).toBeUndefined();
    expect(counted.take('rooms', 'ann')).toBeUndefined();
  });
});

describe('settings', () => {
  it('S11 override the kinds they name, and leave the others unchanged', () => {
    const usual = readQuotas(undefined, false);
    expect(readQuotas(' rooms=7 , turns=9', false)).toEqual({ ...usual, rooms: 7, turns: 9 });
    expect(readQuotas('rooms=7', true)).toMatchObject({
      rooms: 7,
      runs: usual.runs * quotaLimits.localFactor,
    });
  });

  it.each(['rooms', 'rooms=', 'rooms=0', 'rooms=x', 'halls=3', 'rooms=1=2'])('S11 refuse “%s”', (text) => {
    expect(() => readQuotas(text, false)).toThrow(/KIND=NUMBER/);
  });
});
