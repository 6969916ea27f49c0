import { afterAll, beforeAll, expect, it } from 'vitest';
import { startProduct, type Product } from '../e2e/product.ts';
import type { ExecuteResult } from '../shared/run.ts';
import { count } from './counts.ts';
import { newRoom, type Person } from './people.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product.stop());

const run = async (person: Person, code: string): Promise<ExecuteResult> =>
  (await person.call<ExecuteResult>('POST', 'execute', { code, timeoutMs: 60_000 })).json;

/** Hangs in the engine's own loop, which has no guard. */
const hang = `export default () => /(a+)+$/.test('a'.repeat(50) + 'b');`;
const busy = `export default async () => {
  for (let i = 0; i < 50; i++) await new Promise((resolve) => setTimeout(resolve, 100));
  return 'through';
};`;

it('X81 a room that keeps hanging the executor ends no run of another room after the first hang', async () => {
  const { editor: hostile } = await newRoom(product.url);
  const { editor: honest } = await newRoom(product.url);
  const first = await run(hostile, hang);
  expect(first.success).toBe(false);
  const hangs = { over: false };
  const ended: ExecuteResult[] = [];
  const beside = (async () => {
    while (!hangs.over) ended.push(await run(honest, busy));
  })();
  try {
    for (let left = count('hangs') - 1; left > 0; left--) {
      const again = await run(hostile, hang);
      expect(again.success).toBe(false);
      expect(again.logs[0]).toMatchObject({
        level: 'system',
        text: expect.stringContaining('in a separate process'),
      });
    }
  } finally {
    hangs.over = true;
    await beside;
  }
  expect(ended.length).toBeGreaterThan(0);
  expect(ended.map(({ result, error }) => result ?? error)).toEqual(ended.map(() => 'through'));
  expect((await run(honest, busy)).logs).toEqual([]);
});
