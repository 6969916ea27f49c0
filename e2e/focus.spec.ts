import { expect, type Page } from '@playwright/test';
import { command, editorField, makeRoom, messageField, openFile, painted } from './people.ts';
import { test } from './test.ts';

/** The focus goes where people type next, and shortcuts reach the page. */
const dialogs = [
  'open a file',
  'settings',
  'your name',
  'keyboard',
  'what to run',
  'configurations',
  'share',
  'trash',
  'move the open file',
];

test('W137 J44 the focus goes where people type next, and back when a dialog or menu closes', async ({
  browser,
  product,
}) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  const row = (name: string) => page.getByRole('treeitem', { name, exact: true });
  const more = page.getByRole('button', { name: 'More for files' });
  await expect(editorField(page), 'after entering the room').toBeFocused();

  await row('README.md').click();
  await expect(row('README.md'), 'after a preview').toBeFocused();
  await page.keyboard.press('Enter');
  await expect(editorField(page), 'Enter').toBeFocused();
  await row('crew.ts').dblclick();
  await expect(editorField(page), 'after a double click').toBeFocused();
  await page.getByRole('button', { name: 'New file' }).click();
  await page.keyboard.type('fresh.ts');
  await page.keyboard.press('Enter');
  await expect(editorField(page), 'after creating a file').toBeFocused();
  await page.keyboard.type('typed');
  await expect.poll(() => painted(page)).toBe('typed');
  await page.getByRole('tab', { name: 'Terminal' }).click();
  await expect(page.getByRole('textbox', { name: /^Command in/ })).toBeFocused();

  for (const name of dialogs) {
    await editorField(page).focus();
    await command(page, name);
    await expect(page.getByRole('dialog', { name: 'Command palette' })).toBeHidden();
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(editorField(page), name).toBeFocused();
  }
  for (const item of ['Trash', 'Move the open file to…']) {
    await more.click();
    await page.getByRole('menuitem', { name: item }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(more, item).toBeFocused();
  }

  await row('fresh.ts').focus();
  await page.keyboard.press('Delete');
  await expect(row('main.ts')).toBeFocused();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row('main.ts'), 'after a toast').toBeFocused();
  await row('fresh.ts').focus();
  await page.keyboard.press('Delete');
  await command(page, 'trash');
  await page.getByRole('button', { name: 'Restore fresh.ts' }).click();
  await page.keyboard.press('Escape');
  await expect(editorField(page), 'after restoring a file').toBeFocused();
  await page.keyboard.press('Control+p');
  await expect(page.getByRole('dialog', { name: 'Open a file' })).toBeVisible();
});

test('W83 a file that is created before the editor is there can be typed into as soon as it is', async ({
  browser,
  product,
}) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  const { promise, resolve: release } = Promise.withResolvers<void>();
  await page.route('**/create-editor*.js', async (route) => {
    await promise;
    await route.continue();
  });
  await page.reload();
  await expect(page.getByRole('treeitem', { name: 'README.md' })).toBeVisible();
  await page.getByRole('button', { name: 'New file' }).click();
  await page.keyboard.type('early.ts');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: 'early.ts' })).toBeVisible();
  await expect(page.locator('.monaco-editor')).toHaveCount(0);
  release();
  await expect(editorField(page)).toBeFocused();
  await page.keyboard.type('typed');
  await expect.poll(() => painted(page)).toBe('typed');
});

test('W136 J45 the page handles keys that browsers would use themselves', async ({ browser, product }) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  const { pathname } = new URL(page.url());
  const tree = page.getByRole('tree', { name: 'Files' });
  const inFront = (name: string) =>
    expect(page.getByRole('tab', { name, selected: true }).first()).toBeVisible();
  const isLeft = (key: string, held: 'ctrlKey' | 'altKey'): Promise<boolean> =>
    page.evaluate(
      (init) => document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', init)) === true,
      { key, [held]: true, bubbles: true, cancelable: true },
    );
  for (const key of ['s', 'b', 'b', 'o']) expect(await isLeft(key, 'ctrlKey'), `Ctrl+${key}`).toBe(false);
  await expect(page.getByRole('dialog', { name: 'Open a file' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(await isLeft('ArrowLeft', 'altKey'), 'Alt+←').toBe(false);

  await expect(editorField(page)).toBeFocused();
  await page.keyboard.press('Control+s');
  await expect(page.getByText('Saved. Changes are saved as you type.').first()).toBeVisible();
  await page.context().setOffline(true);
  await expect(page.locator('.status-save')).toHaveText('Offline');
  await page.keyboard.press('Control+s');
  await expect(page.getByText('Offline. Everything you wrote before is saved.')).toBeVisible();
  await page.context().setOffline(false);

  await page.keyboard.press('Control+b');
  await expect(tree).toBeHidden();
  await expect(editorField(page), 'the focus was not in the files').toBeFocused();
  await page.reload();
  await expect(editorField(page)).toBeFocused();
  await expect(tree).toBeHidden();
  await page.keyboard.press('Control+b');
  await expect(tree).toBeVisible();

  await page.keyboard.press('Control+`');
  await expect(page.getByRole('textbox', { name: /^Command in/ })).toBeFocused();
  await page.keyboard.press('Control+`');
  await expect(editorField(page)).toBeFocused();
  const row = page.getByRole('treeitem', { name: 'README.md' });
  for (const [from, name] of [
    [messageField(page), 'the chat'],
    [row, 'the files'],
  ] as const) {
    await from.focus();
    await page.keyboard.press('Control+`');
    await expect(page.getByRole('textbox', { name: /^Command in/ })).toBeFocused();
    await page.keyboard.press('Control+`');
    await expect(from, `back to ${name}`).toBeFocused();
  }
  await page.keyboard.press('Control+`');
  await page.keyboard.press('Control+b');
  await expect(tree).toBeHidden();
  await page.keyboard.press('Control+`');
  await expect(editorField(page), 'when the previous element is hidden').toBeFocused();
  await page.keyboard.press('Control+b');

  await openFile(page, 'greeting.ts');
  await openFile(page, 'crew.ts');
  await page.keyboard.press('Alt+ArrowLeft');
  await inFront('greeting.ts');
  await page.keyboard.press('Alt+ArrowLeft');
  await inFront('main.ts');
  await page.keyboard.press('Alt+ArrowLeft');
  await page.keyboard.press('Alt+ArrowRight');
  await inFront('greeting.ts');
  await expect(editorField(page)).toBeFocused();
  expect(new URL(page.url()).pathname).toBe(pathname);
  await listed(page, ['Ctrl S', 'Ctrl B', 'Ctrl `', 'Alt ←', 'Alt →']);
});

async function listed(page: Page, keys: readonly string[]): Promise<void> {
  await command(page, 'keyboard');
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  for (const key of keys) await expect(list.getByText(key, { exact: true })).toBeVisible();
}
