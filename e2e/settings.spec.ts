import { expect, type Page } from '@playwright/test';
import {
  command,
  editorField,
  enter,
  expectAccessible,
  linkFrom,
  makeRoom,
  saveState,
  typeAtEnd,
} from './people.ts';
import { test } from './test.ts';

/** Settings of this browser, and those that everyone in a room shares. */
async function openSettings(page: Page) {
  await page.getByRole('button', { name: 'Settings' }).click();
  return page.getByRole('dialog', { name: 'Settings' });
}

test('W46 settings apply at once and after a reload', async ({ browser, product }) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  const line = page.locator('.monaco-editor .view-line').first();
  await expect(line).toHaveCSS('font-size', '13px');
  const dialog = await openSettings(page);
  await dialog.getByLabel('Code size').selectOption('20 px');
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

test('W105 panes keep their sizes', async ({ browser, product }) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  const size = (name: string) => page.getByRole('separator', { name });
  await size('Width of the files').focus();
  await page.keyboard.press('ArrowRight');
  await size('Height of the output').focus();
  await page.keyboard.press('ArrowUp');
  const line = await size('Width of the chat').boundingBox();
  if (!line) throw new Error('the chat’s splitter is not visible');
  await page.mouse.move(line.x + line.width / 2, 400);
  await page.mouse.down();
  await page.mouse.move(line.x + line.width / 2 - 40, 400);
  await page.mouse.up();
  const expectSizes = async (): Promise<void> => {
    await expect(size('Width of the files')).toHaveAttribute('aria-valuenow', '232');
    await expect(size('Height of the output')).toHaveAttribute('aria-valuenow', '252');
    await expect(size('Width of the chat')).toHaveAttribute('aria-valuenow', '440');
    await expect(page.getByRole('region', { name: 'Chat', exact: true })).toHaveCSS('width', '440px');
  };
  await expectSizes();
  await page.reload();
  await expectSizes();
  await size('Width of the chat').dblclick();
  await expect(size('Width of the chat')).toHaveAttribute('aria-valuenow', '400');
});

test('W106 a button copies the link that it shows', async ({ browser, product }) => {
  const page = await makeRoom(browser, product.url, 'Ana', {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await page.getByRole('button', { name: 'Share' }).click();
  for (const [kind, copy] of [
    ['Can edit', 'Copy edit link'],
    ['Can view', 'Copy view link'],
  ] as const) {
    const field = page.getByRole('textbox', { name: `Link: ${kind}` });
    await page.getByRole('button', { name: copy }).click();
    await expect(page.locator('.share-link', { has: field }).getByRole('button')).toHaveText('Copied');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await field.inputValue());
  }
});

test('W47 the agent’s pace is a setting of the room; W48 the page says who joins and leaves, unless turned off', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  await ana.evaluate(noteWhatIsSaid);
  const dialog = await openSettings(ana);
  await dialog.getByLabel('The agent types live').uncheck();
  await ana.keyboard.press('Escape');
  const link = await linkFrom(ana, 'Can edit');
  const cleo = await enter(browser, link, 'Cleo');
  await expect.poll(() => saidOn(ana)).toContain('Cleo joined.');
  const quiet = await openSettings(cleo);
  await quiet.getByLabel('Say who joins and leaves').uncheck();
  await cleo.keyboard.press('Escape');
  await cleo.evaluate(noteWhatIsSaid);
  const bo = await enter(browser, link, 'Bo');
  await expect.poll(() => saidOn(ana)).toContain('Bo joined.');
  const theirs = await openSettings(bo);
  await expect(theirs.getByLabel('The agent types live')).not.toBeChecked();
  await expect(theirs.getByLabel('The agent types live')).toBeDisabled();
  await expect(theirs).toContainText('Only people with the owner link can change these.');
  await bo.screenshot({ path: test.info().outputPath('settings-of-an-editor.png') });
  await bo.context().close();
  await expect.poll(() => saidOn(ana)).toContain('Bo left.');
  expect(await saidOn(cleo)).not.toContain('Bo joined.');
});

const saidOn = (page: Page): Promise<unknown> => page.evaluate(() => Reflect.get(window, 'said'));

/** Runs in the page: records the text of all toasts from now on, because they disappear by themselves. */
function noteWhatIsSaid(): void {
  const said: (string | null)[] = [];
  Reflect.set(window, 'said', said);
  new MutationObserver(() => {
    for (const toast of document.querySelectorAll('.toast-text')) said.push(toast.textContent);
  }).observe(document.body, { subtree: true, childList: true });
}

test('W50 the tab shows unsaved work; W51 a page from another build says so after it reconnects', async ({
  browser,
  product,
}) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  const context = page.context();
  const banner = page.getByText('Tandem was updated.');
  // The editor is loaded after the page, and cannot be loaded offline.
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
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(saveState(page)).toHaveText('Saved');
  await expect(banner).toBeHidden();
});

test('W21 on a phone, going to someone from another tab shows their line', async ({ browser, product }) => {
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

test('W95 on a phone, a button opens all commands, and opening a search result shows it', async ({
  browser,
  product,
}) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  await typeAtEnd(page, `${'\n'.repeat(80)}// uncommon${'\n'.repeat(80)}`);
  await expect(saveState(page)).toHaveText('Saved');
  await page.setViewportSize({ width: 390, height: 844 });
  const doCommand = async (words: string): Promise<void> => {
    await page.getByRole('button', { name: 'Commands', exact: true }).click();
    await page.keyboard.type(words);
    await page.screenshot({ path: test.info().outputPath(`commands-${words}.png`) });
    await page.keyboard.press('Enter');
  };
  const found = page.locator('.view-line', { hasText: 'uncommon' });

  await doCommand('in all files');
  await page.getByRole('textbox', { name: 'Text to find' }).fill('uncommon');
  await page.getByRole('region', { name: 'main.ts' }).locator('[data-row]').click();
  await expect(editorField(page)).toBeFocused();
  await expect(found).toBeInViewport();
  const [line, pane] = await Promise.all([found.boundingBox(), page.locator('.editor-host').boundingBox()]);
  expect((line?.y ?? 0) - (pane?.y ?? 0), 'not at the very top').toBeGreaterThan(60);

  const title = await page.getByRole('heading', { level: 1 }).boundingBox();
  expect(title?.width, 'the title is readable').toBeGreaterThan(70);

  await doCommand('what to run');
  await page.getByRole('option', { name: 'src/greeting.ts' }).click();
  await expect(page.getByRole('button', { name: 'Run src/greeting.ts' })).toBeVisible();

  await page.getByRole('button', { name: 'Chat', exact: true }).click();
  await doCommand('undo');
  await expect(page.locator('.monaco-editor').first()).toBeVisible();
});

for (const contrast of ['no-preference', 'more'] as const) {
  test(`J10 axe finds nothing on dialogs and menus with contrast ${contrast}`, async ({
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
        await command(page, name);
        await expect(page.getByRole('dialog', { name })).toBeVisible();
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
