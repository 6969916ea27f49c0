import { expect, type Page } from '@playwright/test';
import { enter, expectAccessible, linkFrom, makeRoom, saveState, typeAtEnd } from './people.ts';
import { test } from './test.ts';

/** What a person chooses for this browser, and what everyone in a room shares. */
async function openSettings(page: Page) {
  await page.getByRole('button', { name: 'Settings' }).click();
  return page.getByRole('dialog', { name: 'Settings' });
}

test('W46 settings hold at once and after a reload', async ({ browser, product }) => {
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

test('W47 the agent’s speed is the room’s; W48 who joins and leaves is said', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  const dialog = await openSettings(ana);
  await dialog.getByLabel('The agent types live').uncheck();
  await ana.keyboard.press('Escape');
  const bo = await enter(browser, await linkFrom(ana, 'Can edit'), 'Bo');
  await expect(ana.getByText('Bo joined.')).toBeVisible();
  const theirs = await openSettings(bo);
  await expect(theirs.getByLabel('The agent types live')).not.toBeChecked();
  await expect(theirs.getByLabel('The agent types live')).toBeDisabled();
  await expect(theirs).toContainText('Only who has the owner link changes these.');
  await bo.screenshot({ path: test.info().outputPath('settings-of-an-editor.png') });
  await bo.context().close();
  await expect(ana.getByText('Bo left.')).toBeVisible();
});

test('W50 unsaved work is in the tab; W51 a page of another build says so when its line is back', async ({
  browser,
  product,
}) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  const context = page.context();
  const banner = page.getByText('Tandem was updated.');
  // The editor comes after the page, and does not come at all without a network.
  await expect(page.locator('.monaco-editor .view-lines')).toBeVisible();
  await context.setOffline(true);
  await typeAtEnd(page, '// away');
  await expect(page).toHaveTitle(/^• /);
  await expect(page.locator('link[rel="icon"]')).toHaveAttribute('href', '/favicon-unsaved.svg');
  await expect(saveState(page)).toHaveText(/Offline/);
  const asked = page.waitForResponse(`${product.url}/`);
  await context.setOffline(false);
  await expect(saveState(page)).toHaveText('Saved');
  await asked;
  await expect(page).not.toHaveTitle(/^• /);
  await expect(banner).toBeHidden();

  const theNextBuild = '<script type="module" src="/assets/index-next.js"></script>';
  await page.route(`${product.url}/`, (route) =>
    route.fulfill({ body: theNextBuild, contentType: 'text/html' }),
  );
  await context.setOffline(true);
  await expect(saveState(page)).toHaveText(/Offline/);
  await context.setOffline(false);
  await expect(banner).toBeVisible();
  await page.screenshot({ path: test.info().outputPath('stale.png') });
  await page.unroute(`${product.url}/`);
  await page.getByRole('button', { name: 'Load anew' }).click();
  await expect(saveState(page)).toHaveText('Saved');
  await expect(banner).toBeHidden();
});

test('W21 on a phone a jump from another tab shows the line of whom one goes to', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  await typeAtEnd(ana, `${'\n'.repeat(80)}// far below`);
  await expect(saveState(ana)).toHaveText('Saved');
  const bo = await enter(browser, ana.url(), 'Bo');
  await bo.setViewportSize({ width: 390, height: 844 });
  await bo.getByRole('button', { name: 'Chat', exact: true }).click();
  await expect(bo.locator('.monaco-editor').first()).toBeHidden();
  await bo.getByRole('button', { name: /^Ana, in/ }).click();
  await expect(bo.locator('.view-line', { hasText: 'far below' })).toBeInViewport();
  await bo.screenshot({ path: test.info().outputPath('phone-jump.png') });
});

for (const contrast of ['no-preference', 'more'] as const) {
  test(`J10 axe finds nothing on the dialogs and menus, contrast ${contrast}`, async ({
    browser,
    product,
  }) => {
    const page = await makeRoom(browser, product.url, 'Ana', { contrast });
    for (const [width, height] of [
      [390, 844],
      [1440, 900],
    ] as const) {
      await page.setViewportSize({ width, height });
      for (const name of ['Settings', 'Share']) {
        await page.getByRole('button', { name, exact: true }).click();
        await expect(page.getByRole('dialog')).toBeVisible();
        await page.screenshot({ path: test.info().outputPath(`${name}-${width}.png`) });
        await expectAccessible(page);
        await page.keyboard.press('Escape');
        await expect(page.getByRole('dialog')).toBeHidden();
      }
    }
    for (const name of [/choose what to run$/, 'More for files']) {
      await page.getByRole('button', { name }).click();
      await expect(page.getByRole('menu')).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('menu')).toBeHidden();
    }
  });
}
