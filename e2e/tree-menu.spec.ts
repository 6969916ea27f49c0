import { expect, type Page } from '@playwright/test';
import {
  editorField,
  expectAccessible,
  exported,
  linkFrom,
  enter,
  makeRoom,
  openFile,
  unfold,
} from './people.ts';
import { test } from './test.ts';

/** The context menus of tree and tabs, several entries at once, and folding. */
const row = (page: Page, name: string) => page.getByRole('treeitem', { name, exact: true });
const choose = (page: Page, name: string) => page.getByRole('menuitem', { name, exact: true }).click();
const undo = (page: Page) => page.getByRole('button', { name: 'Undo' }).last().click();
const clipboard = { permissions: ['clipboard-read', 'clipboard-write'] };
const copied = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText());

test('W211 the tree’s menu opens by pointer and by key, and does what it says', async ({
  browser,
  product,
}) => {
  const page = await makeRoom(browser, product.url, 'Ana', clipboard);
  await row(page, 'greeting.ts').click({ button: 'right' });
  await expect(page.getByRole('menu').getByRole('menuitem')).toHaveText([
    'New file',
    'New folder',
    /^Rename/,
    'Duplicate',
    /^Move to…/,
    'Copy path',
    'Download',
    /^Delete/,
  ]);
  await expectAccessible(page);
  await choose(page, 'Copy path');
  await expect.poll(() => copied(page)).toBe('src/greeting.ts');

  await row(page, 'greeting.ts').focus();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Rename' }).press('Enter');
  await expect(page.getByRole('textbox', { name: 'New name of greeting.ts' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(row(page, 'greeting.ts')).toBeFocused();
  await page.keyboard.press('Shift+F10');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toBeHidden();
  await expect(row(page, 'greeting.ts')).toBeFocused();

  await row(page, 'src').click({ button: 'right' });
  await choose(page, 'Duplicate');
  await expect(row(page, 'src (2)')).toBeFocused();
  const files = await exported(page);
  expect(files.get('src (2)/crew.ts')).toBe(files.get('src/crew.ts'));
  await undo(page);
  await expect(row(page, 'src (2)')).toHaveCount(0);

  const downloading = page.waitForEvent('download');
  await row(page, 'README.md').click({ button: 'right' });
  await choose(page, 'Download');
  expect((await downloading).suggestedFilename()).toBe('README.md');

  await row(page, 'src').click({ button: 'right' });
  await choose(page, 'New folder');
  await expect(page.getByRole('textbox', { name: 'Name of the new folder in src' })).toBeFocused();
  await page.keyboard.type('lib');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Name of the first file in src/lib' })).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.type('index.ts');
  await page.keyboard.press('Enter');
  await expect(editorField(page)).toBeFocused();
  await expect(row(page, 'lib')).toHaveAttribute('aria-expanded', 'true');
  expect((await exported(page)).has('src/lib/index.ts')).toBe(true);
});

test('W211 a long touch opens the menu, and a viewer has what changes nothing', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  const link = await linkFrom(ana, 'Can view');
  const phone = { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } };
  const vi = await enter(browser, link, 'Vi', phone);
  await vi.getByRole('navigation', { name: 'Panes' }).getByRole('button', { name: 'Files' }).tap();
  const box = await row(vi, 'crew.ts').boundingBox();
  if (!box) throw new Error('the row is not visible');
  const touch = await vi.context().newCDPSession(vi);
  const at = { x: box.x + 60, y: box.y + box.height / 2 };
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
  await expect(vi.getByRole('menuitem')).toHaveText(['Copy path', 'Download']);
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await expect(vi.getByRole('menu'), 'after the finger has left').toBeVisible();
  await expect(row(vi, 'crew.ts'), 'the touch opened no file').toBeVisible();
  await expectAccessible(vi);
  await vi.keyboard.press('Escape');
  await expect(vi.getByRole('menu')).toBeHidden();
});

test('W212 several entries are deleted, moved and downloaded together, and taken back by one button', async ({
  browser,
  product,
}) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  const selected = page.locator('[role="treeitem"][aria-selected="true"]');
  const before = await exported(page);
  await row(page, 'README.md').click();
  await row(page, 'crew.ts').click({ modifiers: ['ControlOrMeta'] });
  await expect(selected).toHaveText([/crew\.ts/, /README\.md/]);
  await expectAccessible(page);
  await page.keyboard.press('Delete');
  await expect(row(page, 'crew.ts')).toHaveCount(0);
  await expect(row(page, 'README.md')).toHaveCount(0);
  await expect(page.getByText('Deleted 2 files.')).toBeVisible();
  await undo(page);
  await expect.poll(() => exported(page)).toEqual(before);

  await row(page, 'main.ts').click();
  await page.keyboard.press('Shift+ArrowDown');
  await expect(selected).toHaveText([/main\.ts/, /README\.md/]);
  await row(page, 'README.md').dragTo(row(page, 'src'));
  await expect.poll(async () => (await exported(page)).has('src/README.md')).toBe(true);
  expect((await exported(page)).has('src/main.ts')).toBe(true);
  await undo(page);
  await expect.poll(() => exported(page)).toEqual(before);

  await row(page, 'countdown.ts').click();
  await row(page, 'greeting.ts').click({ modifiers: ['Shift'] });
  await expect(selected).toHaveCount(3);
  const downloading = page.waitForEvent('download');
  await row(page, 'crew.ts').click({ button: 'right' });
  await choose(page, 'Download as a .zip');
  expect((await downloading).suggestedFilename()).toBe('files.zip');
  await page.keyboard.press('Escape');
  await expect(selected).toHaveCount(1);
});

test('W213 imports arrive closed, all folders close at once, and the file in front is shown', async ({
  browser,
  product,
}) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  const dropped = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    for (let n = 0; n < 6; n++) transfer.items.add(new File([`// ${n}\n`], `part${n}.ts`));
    return transfer;
  });
  await row(page, 'README.md').click({ button: 'right' });
  await choose(page, 'New folder');
  await expect(page.getByRole('textbox', { name: 'Name of the new folder' })).toBeFocused();
  await page.keyboard.type('lib');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Name of the first file in lib' })).toBeFocused();
  await page.keyboard.type('a.ts');
  await page.keyboard.press('Enter');
  await row(page, 'lib').dispatchEvent('drop', { dataTransfer: dropped });
  await expect(row(page, 'part5.ts'), 'into an open folder').toBeVisible();
  await row(page, 'lib').click({ button: 'right' });
  await choose(page, 'Duplicate');
  await expect(row(page, 'lib (2)')).toBeFocused();
  await expect(row(page, 'lib (2)'), 'seven files at once').toHaveAttribute('aria-expanded', 'false');
  await undo(page);

  await page.getByRole('button', { name: 'Collapse all folders' }).click();
  await expect(row(page, 'part5.ts')).toHaveCount(0);
  await page.reload();
  await expect(row(page, 'README.md')).toBeVisible();
  await expect(row(page, 'lib'), 'has the file in front').toHaveAttribute('aria-expanded', 'true');
  await expect(row(page, 'crew.ts'), 'in a folder that was closed').toHaveCount(0);
  await unfold(page, 'src');
  await openFile(page, 'crew.ts');
  await page.getByRole('button', { name: 'Collapse all folders' }).click();
  await page.keyboard.press('Control+p');
  await expect(page.getByRole('dialog', { name: 'Open a file' }).getByRole('option').first()).toBeVisible();
  await page.keyboard.type('part3');
  await page.keyboard.press('Enter');
  await expect(row(page, 'part3.ts')).toBeInViewport();
});

test('W214 a tab’s menu closes tabs, copies its path and shows it in the tree', async ({
  browser,
  product,
}) => {
  const page = await makeRoom(browser, product.url, 'Ana', clipboard);
  const tabs = page.getByRole('tablist', { name: 'Open files' }).getByRole('tab');
  for (const name of ['crew.ts', 'greeting.ts', 'countdown.ts', 'README.md']) {
    await row(page, name).dblclick();
    await expect(tabs.filter({ hasText: name })).toBeVisible();
  }
  const menuOf = (name: string) => tabs.filter({ hasText: name }).click({ button: 'right' });
  await menuOf('greeting.ts');
  await expectAccessible(page);
  await choose(page, 'Copy path');
  await expect.poll(() => copied(page)).toBe('src/greeting.ts');
  await menuOf('greeting.ts');
  await choose(page, 'Close to the right');
  await expect(tabs).toHaveText([/main\.ts/, /crew\.ts/, /greeting\.ts/]);
  await expect(tabs.filter({ hasText: 'greeting.ts' })).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('button', { name: 'Collapse all folders' }).click();
  await menuOf('crew.ts');
  await choose(page, 'Show in the tree');
  await expect(row(page, 'crew.ts')).toBeFocused();
  await tabs.filter({ hasText: 'crew.ts' }).focus();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Close others' }).press('Enter');
  await expect(tabs).toHaveText([/crew\.ts/]);
  await openFile(page, 'main.ts');
  await menuOf('main.ts');
  await page.getByRole('menuitem', { name: /^Pin tab/ }).click();
  await openFile(page, 'README.md');
  await expect(tabs).toHaveText([/crew\.ts/, /main\.ts/, /README\.md/]);
  await menuOf('crew.ts');
  await choose(page, 'Close all');
  await expect(tabs).toHaveCount(0);
});
