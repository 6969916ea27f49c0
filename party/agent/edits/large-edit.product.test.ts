import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ModelServer } from '../../../test/model-server.ts';
import { startOpenAiServer } from '../../../test/openai-server.ts';
import { newRoom, Page, until } from '../../../test/page.ts';
import { Product } from '../../../test/product.ts';

const vars: Record<string, string> = {};
const product = new Product({ vars });
let openAi: ModelServer;
beforeAll(async () => {
  openAi = await startOpenAiServer();
  Object.assign(vars, { OPENAI_API_KEY: 'sk-x', OPENAI_BASE_URL: openAi.url, OPENAI_MODEL: 'scripted' });
  await product.start();
});
afterAll(async () => {
  for (const page of Page.all) page.close();
  await Promise.all([product.stop(), openAi.close()]);
});

it('A172 an edit in 6,000 places of a large file is made at once, and undone as one', async () => {
  const lines = Array.from(
    { length: 6_000 },
    (_, i) => `  const value${i} = compute(${i}, "some more text on the line");`,
  );
  const text = `${lines.join('\n')}\n`;
  const edits = [{ search: 'compute', replace: 'calculate', all: true }];
  openAi.script(
    { calls: [{ name: 'editFile', arguments: { path: 'big.ts', edits } }] },
    { text: 'Renamed it.' },
  );
  const page = await Page.join(product.url, await newRoom(product.url), 'Ann');
  await page.call('PUT', 'file/big.ts', text);
  const [reply] = await page.ask('rename compute to calculate');
  expect(reply?.metadata).toMatchObject({ files: [{ path: 'big.ts', added: 6_000, removed: 6_000 }] });
  await until('the edit', () => page.text('big.ts') === text.replaceAll('compute', 'calculate'));
  await page.call('POST', `turns/${reply?.id}/undo`, '{}');
  await until('the undo', () => page.text('big.ts') === text);
});
