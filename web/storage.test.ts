import { expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { keep } from './storage.ts';

test('W46 a value set while storage is full holds for this page, and the next one is stored once there is space', () => {
  const stored = new Map<string, string>();
  let full = false;
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, text: string) => {
      if (full) throw new Error('QuotaExceededError');
      stored.set(key, text);
    },
  });
  vi.spyOn(console, 'warn').mockReturnValue(undefined);
  const size = keep('size', z.number(), 1);
  size.set(2);
  full = true;
  size.set(3);
  expect(size.get()).toBe(3);
  full = false;
  size.set(4);
  expect(size.get()).toBe(4);
  expect(stored.get('tandem:size')).toBe('4');
  // Another tab writes.
  stored.set('tandem:size', '5');
  expect(size.get()).toBe(5);
});
