import { expect } from '@playwright/test';
import { command, expectAccessible, makeRoom } from './people.ts';
import { test } from './test.ts';

/** Deleted files, and the ways to restore them. */
test('W32 the files of a folder are restored together, and the dialog stays open', async ({
  browser,
  product,
}) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  for (const name of ['src', 'main.ts']) {
    await page.getByRole('treeitem', { name, exact: true }).focus();
    await page.keyboard.press('Delete');
  }
  await command(page, 'trash');
  const rows = page.getByRole('list', { name: 'Deleted files' }).getByRole('listitem');
  await expect(rows).toHaveCount(4);
  await page.getByRole('textbox', { name: 'Part of the path' }).fill('src/');
  await expect(rows).toHaveCount(3);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Restore these 3' }).click();
  await expect(page.getByText('Restored 3 files.')).toBeVisible();
  await expect(page.getByText('No deleted file matches.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Part of the path' }).fill('');
  await expect(rows).toContainText(['main.ts']);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('treeitem', { name: 'src', exact: true })).toBeVisible();
});

test('W100 W101 the latest deletion shows on top, and its undo restores the tab too', async ({
  browser,
  product,
}) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  for (const name of ['one.ts', 'two.ts', 'three.ts', 'four.ts']) {
    await page.getByRole('button', { name: 'New file' }).click();
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('tab', { name })).toBeVisible();
  }
  for (const name of ['one.ts', 'two.ts', 'three.ts', 'four.ts']) {
    await page.getByRole('treeitem', { name }).focus();
    await page.keyboard.press('Delete');
  }
  const said = page.getByRole('status').filter({ hasText: 'Deleted' });
  await expect(said).toContainText(['two.ts', 'three.ts', 'four.ts']);
  await expect(said).toHaveCount(3);
  const tops = await said.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
  expect(tops).toEqual(tops.toSorted((a, b) => b - a));

  await expect(page.getByRole('tab', { name: 'four.ts' })).toHaveCount(0);
  await said.filter({ hasText: 'three.ts' }).getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('treeitem', { name: 'three.ts' })).toBeVisible();
  await expect(page.getByRole('tab', { name: 'three.ts' })).toHaveCount(0);
  await said.filter({ hasText: 'four.ts' }).getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('tab', { name: 'four.ts' })).toHaveAttribute('aria-selected', 'true');
});
