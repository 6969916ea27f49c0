import { expect, type Page } from '@playwright/test';
import { command, makeRoom, openFile, painted, typeAtEnd } from './people.ts';
import { test } from './test.ts';

/** The file tree and the tabs by keyboard. */
test('W83 leaving a name field accepts the name, and the focus stays where it went', async ({
  browser,
  product,
}) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  await openFile(page, 'main.ts');
  const write = async (text: string): Promise<void> => {
    await page.locator('.monaco-editor .view-line').first().click();
    await page.keyboard.type(text);
    await expect.poll(() => painted(page)).toContain(text);
  };
  await page.getByTitle('Rename the room').click();
  await page.keyboard.type('Landing');
  await write('one');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Landing');

  await page.getByRole('treeitem', { name: 'main.ts' }).focus();
  await page.keyboard.press('F2');
  await page.keyboard.type('other');
  await write('two');
  await expect(page.getByRole('treeitem', { name: 'other.ts' })).toBeVisible();

  await page.getByRole('button', { name: 'New file' }).click();
  await page.keyboard.type('third.ts');
  await write('three');
  await expect(page.getByRole('tab', { name: 'third.ts' })).toBeVisible();

  await page.getByRole('button', { name: 'New file' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('treeitem', { name: 'other.ts' })).toBeFocused();
});

test('W102 keys move through the tree, and a closed folder stays closed when renamed', async ({
  browser,
  product,
}) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  const row = (name: string) => page.getByRole('treeitem', { name, exact: true });
  const focused = (name: string) => expect(row(name)).toBeFocused();
  await row('main.ts').focus();
  await page.keyboard.press('Home');
  await focused('src');
  await page.keyboard.press('ArrowRight');
  await focused('countdown.ts');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await focused('greeting.ts');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: 'greeting.ts' })).toHaveAttribute('aria-selected', 'true');
  await row('greeting.ts').focus();
  await page.keyboard.press('ArrowLeft');
  await focused('src');
  await page.keyboard.press('End');
  await focused('README.md');
  await page.keyboard.press('ArrowUp');
  await focused('main.ts');
  await row('src').focus();
  await page.keyboard.press('ArrowLeft');
  await expect(row('src')).toHaveAttribute('aria-expanded', 'false');
  await page.keyboard.press('ArrowDown');
  await focused('main.ts');

  await row('src').focus();
  await page.keyboard.press('F2');
  await page.keyboard.type('code');
  await page.keyboard.press('Enter');
  await focused('code');
  await expect(row('code')).toHaveAttribute('aria-expanded', 'false');
  await page.keyboard.press('ArrowRight');
  await expect(row('crew.ts')).toBeVisible();
});

test('W37 W38 the next file replaces a preview tab, and tabs survive a reload', async ({
  browser,
  product,
}) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  const tabs = page.getByRole('tablist', { name: 'Open files' }).getByRole('tab');
  await openFile(page, 'crew.ts');
  await openFile(page, 'greeting.ts');
  await expect(tabs).toHaveText([/main\.ts/, /greeting\.ts/]);
  await typeAtEnd(page, '// mine');
  await openFile(page, 'crew.ts');
  await expect(tabs).toHaveText([/main\.ts/, /greeting\.ts/, /crew\.ts/]);
  await page.keyboard.press('Alt+Shift+PageUp');
  await expect(tabs).toHaveText([/main\.ts/, /crew\.ts/, /greeting\.ts/]);
  await theEditorComesFirst(page);
  await page.reload();
  await expect(tabs).toHaveText([/main\.ts/, /crew\.ts/, /greeting\.ts/]);
  await expect.poll(() => painted(page)).toContain('Member');
  await command(page, 'close other');
  await expect(tabs).toHaveText([/crew\.ts/]);
  await page.keyboard.press('Alt+Shift+X');
  await expect(tabs).toHaveText([/crew\.ts/, /greeting\.ts/]);
});

/** From the next load on, the room's text arrives after the editor, as on a slow connection with a full cache. */
async function theEditorComesFirst(page: Page): Promise<void> {
  await page.routeWebSocket(/\/parties\//, (socket) => {
    const editor = page.locator('.editor-host[data-keybinding-context]').waitFor({ state: 'attached' });
    const server = socket.connectToServer();
    server.onMessage(async (message) => {
      await editor;
      socket.send(message);
    });
  });
}
