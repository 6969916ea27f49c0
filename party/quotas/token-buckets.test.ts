import { describe, expect, it } from 'vitest';
import { TokenBucket, TokenBuckets } from './token-buckets.ts';

const pace = { burst: 10, perSecond: 2 };

describe('a token bucket', () => {
  it('gives a burst at once, and then refills at its rate', () => {
    const bucket = new TokenBucket(pace, 0);
    for (let at = 0; at < 10; at++) expect(bucket.takeIfThere(1, 0)).toBe(0);
    expect(bucket.takeIfThere(1, 0)).toBe(500);
    expect(bucket.takeIfThere(3, 0)).toBe(1_500);
    expect(bucket.takeIfThere(1, 250)).toBe(250);
    expect(bucket.takeIfThere(1, 500)).toBe(0);
    expect(bucket.takeIfThere(1, 500)).toBe(500);
    expect(bucket.level(3_600_000)).toBe(10);
  });

  it('can be overdrawn', () => {
    const bucket = new TokenBucket(pace, 0);
    bucket.take(30, 0);
    expect(bucket.waitMs(1, 0)).toBe(10_500);
    expect(bucket.waitMs(1, 10_500)).toBe(0);
  });

  it('loses nothing when the clock is set back', () => {
    const bucket = new TokenBucket(pace, 60_000);
    expect(bucket.takeIfThere(4, 0)).toBe(0);
    expect(bucket.level(0)).toBe(6);
  });
});

describe('token buckets', () => {
  it('are separate for each person', () => {
    const all = new TokenBuckets(pace, 4);
    all.of('ann', 0).take(10, 0);
    expect(all.of('ben', 0).level(0)).toBe(10);
    expect(all.of('ann', 0).level(0)).toBe(0);
  });

  it('are limited in number, and keep limiting whoever has taken the most', () => {
    const all = new TokenBuckets(pace, 100);
    for (let i = 0; i < 50; i++) all.of(`before ${i}`, 0).take(1, 0);
    all.of('ann', 0).take(10, 0);
    for (let i = 0; i < 1_000; i++) {
      all.of(`after ${i}`, 0).take(1, 0);
      expect(all.size).toBeLessThanOrEqual(100);
    }
    expect(all.of('ann', 0).level(0)).toBe(0);
    expect(all.of('after 999', 0).level(0)).toBe(9);
  });
});
