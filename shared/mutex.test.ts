import { expect, it } from 'vitest';
import { Mutex } from './mutex.ts';

it('a mutex runs one task at a time, in order, also after one that fails', async () => {
  const mutex = new Mutex();
  const log: string[] = [];
  const work = (name: string, fails = false) =>
    mutex.run(async () => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const first = work('a');
  expect(log).toEqual(['a begins']);
  const results = await Promise.allSettled([first, work('b', true), work('c')]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});
