import { expect, test, type Page } from '@playwright/test';
import { enter, expectAccessible, makeRoom } from './people.ts';
import { type Product, startProduct } from './product.ts';

/** What a person chooses for this browser, and what everyone in a room shares. */
let product: Product;
test.beforeAll(async () => {
  product = await startProduct();
});
test.afterAll(() => product.stop());

async function openSettings(page: Page) {
  await page.getByRole('button', { name: 'Settings' }).click();
  return page.getByRole('dialog', { name: 'Settings' });
}

test('W46 settings hold at once and after a reload', async ({ browser }) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  const line = page.locator('.monaco-editor .view-line').first();
  await expect(line).toHaveCSS('font-size', '13px');
  const dialog = await openSettings(page);
  await dialog.getByLabel('Size of code').selectOption('20 px');
  await dialog.getByLabel('Minimap').check();
  await dialog.getByLabel('Theme').selectOption('Dark');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(line).toHaveCSS('font-size', '20px');
  await expect(page.locator('.monaco-editor .minimap canvas').first()).toBeVisible();
  await page.reload();
  await expect(line).toHaveCSS('font-size', '20px');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('W47 the agent’s speed is the room’s; W48 who joins and leaves is said', async ({ browser }) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  const dialog = await openSettings(ana);
  await dialog.getByLabel('The agent types live').uncheck();
  await ana.keyboard.press('Escape');
  const bo = await enter(browser, ana.url(), 'Bo');
  await expect(ana.getByText('Bo joined.')).toBeVisible();
  const theirs = await openSettings(bo);
  await expect(theirs.getByLabel('The agent types live')).not.toBeChecked();
  await bo.context().close();
  await expect(ana.getByText('Bo left.')).toBeVisible();
});

for (const colorScheme of ['dark', 'light'] as const) {
  for (const contrast of ['no-preference', 'more'] as const) {
    for (const [width, height] of [
      [1440, 900],
      [390, 844],
    ] as const) {
      test(`J10 axe finds nothing on the dialogs, ${colorScheme}, contrast ${contrast}, ${width} px`, async ({
        browser,
      }) => {
        const page = await makeRoom(browser, product.url, 'Ana', { colorScheme, contrast });
        await page.setViewportSize({ width, height });
        for (const name of ['Settings', 'Share']) {
          await page.getByRole('button', { name, exact: true }).click();
          await expect(page.getByRole('dialog')).toBeVisible();
          await page.screenshot({
            path: test.info().outputPath(`${name}-${colorScheme}-${contrast}-${width}.png`),
          });
          await expectAccessible(page);
          await page.keyboard.press('Escape');
          await expect(page.getByRole('dialog')).toBeHidden();
        }
      });
    }
  }
}
