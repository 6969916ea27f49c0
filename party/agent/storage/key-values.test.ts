import { afterEach, expect, it, vi } from 'vitest';
import { readableValues } from './key-values.ts';

afterEach(() => vi.restoreAllMocks());

it('A233 takes a damaged value for absent, until it is stored anew', () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const stored = new Map<string, unknown>([
    ['model', 'good'],
    ['openTurn', undefined],
  ]);
  const values = readableValues({
    // As a Durable Object does where a value cannot be deserialised.
    get: (key) => {
      if (stored.has(key) && stored.get(key) === undefined) throw new Error('deserialization failed');
      return stored.get(key);
    },
    put: (key, value) => void stored.set(key, value),
    delete: (key) => stored.delete(key),
  });
  expect(['model', 'openTurn', 'none'].map((key) => values.get(key))).toEqual(['good', undefined, undefined]);
  expect(said).toHaveBeenCalledOnce();
  values.put('openTurn', 1);
  expect(values.get('openTurn')).toBe(1);
  values.delete('openTurn');
  expect(stored.has('openTurn')).toBe(false);
});
