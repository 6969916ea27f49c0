import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startProduct, type Product } from '../e2e/product.ts';
import { listFiles, textOf } from '../shared/doc.ts';
import type { ExecuteResult } from '../shared/run.ts';
import { hogs, hogSettings } from './hogs.ts';
import { newRoom, type Person } from './people.ts';

/**
 * Programs that no guard inside the runtime can end, under the supervisor, which can. The room goes on
 * meanwhile.
 */
let product: Product;
let editor: Person;
const joined: { stop(): void }[] = [];
beforeAll(async () => {
  product = await startProduct(hogSettings);
  ({ editor } = await newRoom(product.url));
});
afterEach(() => {
  for (const room of joined.splice(0)) room.stop();
});
afterAll(() => product.stop());

const run = async (code: string): Promise<ExecuteResult> =>
  (await editor.call<ExecuteResult>('POST', 'execute', { code, timeoutMs: 20_000 })).json;

describe('S7 X56 X68 a program that fills the memory ends as unavailable, and the room goes on', () => {
  it.each([
    ['with objects, in one piece', hogs.objects],
    ['with buffers, between pauses', hogs.buffers],
  ])('%s', async (_, code) => {
    const { room, id } = await peerOf(editor);
    const hog = run(code);
    let saved = 0;
    const save = async (): Promise<undefined> => {
      textOf(room.doc, id)?.insert(0, 'x');
      await room.until(({ unsaved }) => !unsaved, 5_000, 'saved');
      saved++;
    };
    while ((await Promise.race([hog, save()])) === undefined);
    // Each was acked while the program ran; how many depends on the machine.
    expect(saved).toBeGreaterThan(0);
    const { error } = await hog;
    expect(error?.category).toBe('unavailable');
    expect(error?.message).toContain('fills its memory');
    expect(await run('export default () => 7')).toMatchObject({ success: true, result: 7 });
    const { json } = await editor.call<{ runs: { state: string }[] }>('GET', 'runs');
    expect(json.runs.slice(0, 2).map(({ state }) => state)).toEqual(['succeeded', 'failed']);
  });
});

async function peerOf(person: Person) {
  const room = await person.join();
  joined.push(room);
  const [file] = listFiles(room.doc);
  if (!file) throw new Error('the room has no file');
  return { room, id: file.id };
}
