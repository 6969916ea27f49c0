import { expect, it } from 'vitest';
import { seededRandom } from '../../test/random.ts';
import type { Client } from './client.ts';
import { Typist } from './typist.ts';
import { Watch } from './watch.ts';

/** A watch of a typist who has typed one letter, and what the client under it hears. */
function watched() {
  const client: Pick<Client, 'onUpdate'> = { onUpdate: undefined };
  const times: number[] = [];
  const watch = new Watch(client, (ms) => void times.push(ms));
  const typist = new Typist(1, seededRandom(1));
  typist.type();
  watch.follow(typist.clientId, typist.clock);
  const hear = (update: Uint8Array): void => client.onUpdate?.(update);
  return { watch, typist, times, hear };
}

it('waits for an edit until its letter has been heard', () => {
  const { watch, typist, times, hear } = watched();
  const before = typist.clock;
  let update = typist.type();
  while (typist.clock === before) update = typist.type();
  watch.sent(typist.clientId, typist.clock);
  expect(watch.waiting).toBe(1);
  expect(() => watch.check('a server')).toThrow('a server lost 1 edits');
  hear(update);
  expect(times).toHaveLength(1);
  expect(watch.waiting).toBe(0);
  expect(watch.oldestMs).toBeUndefined();
});

it('does not wait for a deletion, not even as the first edit that it is told of', () => {
  const { watch, typist } = watched();
  watch.sent(typist.clientId, typist.clock);
  expect(watch.waiting).toBe(0);
});
