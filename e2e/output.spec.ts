import { expect } from '@playwright/test';
import * as z from 'zod/mini';
import { enter, expectAccessible, linkFrom, makeRoom, openFile, output, runButton } from './people.ts';
import { test } from './test.ts';

/** The shared output: everyone sees a run, whoever started it and whoever leaves. */
test.describe('output', () => {
  test(
    'J15 a run of ten files streams to all and survives whoever started it; errors, endless loops and stops show as such',
    { tag: '@gate' },
    async ({ browser, product }) => {
      const ana = await makeRoom(browser, product.url, 'Ana');
      const editLink = await linkFrom(ana, 'Can edit');
      const bo = await enter(browser, editLink, 'Bo');
      const cleo = await enter(browser, editLink, 'Cleo');
      const put = await writer(product.url, editLink);
      const all = [ana, bo, cleo];

      const parts = Array.from({ length: 9 }, (_, i) => i + 1);
      for (const n of parts)
        await put(
          `parts/${n}.ts`,
          `export const say = (tick: number) => console.log('part', ${n}, 'tick', tick);\n`,
        );
      await put(
        'main.ts',
        `${parts.map((n) => `import { say as say${n} } from './parts/${n}.ts';`).join('\n')}
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
export default async () => {
  for (let n = 1; n <= 50; n++) {
    for (const say of [${parts.map((n) => `say${n}`).join(', ')}]) say(n);
    await sleep(100);
  }
};
`,
      );
      for (const page of [ana, bo]) await openFile(page, 'main.ts');
      await runButton(bo).click();
      for (const page of all) await expect(output(page)).toContainText(/part [1-9] tick [1-9]/);
      await bo.context().close();
      const dee = await enter(browser, editLink, 'Dee');
      for (const page of [ana, cleo, dee]) {
        await expect(output(page)).toContainText('part 9 tick 50');
        await expect(output(page).locator('.runs-head')).toContainText('by Bo');
        await expect(output(page).locator('.runs-outcome')).toHaveText('Succeeded');
      }
      await dee.context().close();

      await put('main.ts', `export default () => {\n  null.x;\n};\n`);
      await runButton(ana).click();
      await expect(output(cleo).locator('.runs-failure')).toContainText('main.ts:2');
      await openFile(cleo, 'greeting.ts');
      await output(cleo)
        .getByRole('button', { name: /main\.ts:2/ })
        .first()
        .click();
      await expect(cleo.getByRole('tab', { name: 'main.ts' })).toHaveAttribute('aria-selected', 'true');
      await expect(cleo.getByText('Ln 2')).toBeVisible();

      await put(
        'main.ts',
        'export default async () => { await new Promise((r) => setTimeout(r, 60_000)); };\n',
      );
      await runButton(ana).click();
      await output(cleo).getByRole('button', { name: 'Stop' }).click();
      for (const page of [ana, cleo]) {
        await expect(output(page).locator('.runs-outcome')).toHaveText('Stopped');
      }
    },
  );

  test('J16 X55 a run configuration passes arguments and values; people filter its lines, run it again and clear it', async ({
    browser,
    product,
  }) => {
    const ana = await makeRoom(browser, product.url, 'Ana');
    const editLink = await linkFrom(ana, 'Can edit');
    const bo = await enter(browser, editLink, 'Bo');
    const put = await writer(product.url, editLink);
    await openFile(ana, 'main.ts');
    const squiggles = ana.locator('.squiggly-error');
    await put('main.ts', `export default async (env: Env) => env.BASH.run('ls');\n`);
    await expect(squiggles).toHaveCount(1);
    await put('lib/one.ts', 'export const one: number = 1;\n');
    await put('lib/old.js', 'export const old = 1;\n');
    await put(
      'main.ts',
      `import { readFile } from 'node:fs/promises';
import { one } from 'lib/one';
import { one as same } from '#lib/one';
import { old } from './lib/old.js';
export default async (env, { args }) => {
  console.log(args.join('|'), process.env.MODE);
  for (let n = 1; n <= 50_000; n++) console.log('line', n);
  const { exitCode } = await env.BASH.exec('true');
  return exitCode * (one + same + old) + (await readFile('main.ts', 'utf8')).length;
};
`,
    );
    await expect(ana.locator('.view-line', { hasText: '50_000' })).toBeVisible();
    await expect(squiggles).toHaveCount(0);
    await ana.getByRole('button', { name: 'main.ts, choose what to run' }).click();
    await ana.getByRole('menuitem', { name: 'Edit configurations…' }).click();
    const dialog = ana.getByRole('dialog', { name: 'Run configurations' });
    await dialog.getByLabel('Name').fill('Loud');
    await dialog.getByLabel('File').selectOption('main.ts');
    await dialog.getByLabel('Arguments').fill('"two words" -v');
    await dialog.getByLabel('Environment').fill('MODE');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog.getByRole('alert')).toHaveText('“MODE” is not NAME=value.');
    await dialog.getByLabel('Environment').fill('MODE=test');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog.getByRole('status')).toHaveText('Saved');
    await expectAccessible(ana);
    await ana.keyboard.press('Escape');

    await ana.keyboard.press('ControlOrMeta+Enter');
    for (const page of [ana, bo]) {
      await expect(output(page).locator('.runs-outcome')).toHaveText('Succeeded');
      await expect(output(page)).toContainText('line 50000');
      expect(await output(page).locator('.runs-line').count()).toBeLessThan(200);
    }
    await bo.getByRole('button', { name: 'Filter lines' }).click();
    await bo.getByRole('searchbox', { name: 'Filter lines' }).fill('TWO WORDS|-v test');
    await expect(output(bo).locator('.runs-line')).toHaveText(['two words|-v test']);
    await expect(output(bo).locator('.runs-found')).toHaveText('1 of 50001');
    await bo.keyboard.press('Escape');
    await expect(output(bo)).toContainText('line 50000');

    await output(bo).getByRole('button', { name: 'Run again' }).click();
    await expect(output(ana).locator('.runs-head')).toContainText('Run 2');
    await expect(output(ana).locator('.runs-outcome')).toHaveText('Succeeded');
    await output(bo).getByRole('button', { name: 'Clear ended runs on this page' }).click();
    await expect(output(bo)).toContainText('Cleared on this page. The room keeps its runs.');
    await expect(output(ana).locator('.runs-row')).toHaveCount(2);
    await output(bo).getByRole('button', { name: 'Show 2 cleared' }).click();
    await expect(output(bo).locator('.runs-row')).toHaveCount(2);
    await expectAccessible(bo);
  });
});

/** Writes the room's files over HTTP, like a program with the link. */
async function writer(url: string, link: string): Promise<(path: string, text: string) => Promise<void>> {
  const [, room, key] = /\/r\/([^#]+)#(.+)$/.exec(link) ?? [];
  const session = await fetch(`${url}/api/rooms/${room}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key, name: 'Script' }),
  });
  const { token } = z.object({ token: z.string() }).parse(await session.json());
  return async (path, text) => {
    const answer = await fetch(`${url}/agents/coder/${room}/file/${path}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}` },
      body: text,
    });
    expect(answer.status).toBe(200);
  };
}
