import { expect } from '@playwright/test';
import { roomLimits } from '../shared/limits.ts';
import { command, enter, exported, makeRoom, openFile, saveState, writeAll } from './people.ts';
import { test } from './test.ts';

/** Files that come by pointer, and what is done with all files at once. */
test('W34 W38 J18 files are dropped from outside, tabs are dragged', async ({ browser, product }) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  const dropped = await page.evaluateHandle((maxBytes) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['export const dropped = 1;\n'], 'dropped.ts'));
    transfer.items.add(new File(['x'.repeat(maxBytes + 1)], 'huge.txt'));
    return transfer;
  }, roomLimits.maxFileBytes);
  const folder = page.getByRole('treeitem', { name: 'src', exact: true });
  await folder.dispatchEvent('dragover', { dataTransfer: dropped });
  await folder.dispatchEvent('drop', { dataTransfer: dropped });
  const dialog = page.getByRole('dialog', { name: 'Import' });
  await expect(dialog).toContainText('Imported 1 file, left out 1.');
  await expect(dialog).toContainText('too large: 1,025 KiB of at most 1,024 KiB');

  await test.step('W56 the focus stays in the dialog when the button that had it goes', async () => {
    await expect(dialog.getByRole('button', { name: 'Close' }).last()).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });
  expect((await exported(page)).get('src/dropped.ts')).toBe('export const dropped = 1;\n');

  for (const name of ['greeting.ts', 'dropped.ts']) {
    await openFile(page, name);
    await page.keyboard.press('Alt+K');
  }
  const tabs = page.getByRole('tablist', { name: 'Open files' }).getByRole('tab');
  await expect(tabs).toHaveText([/main\.ts/, /greeting\.ts/, /dropped\.ts/]);
  await tabs.nth(2).dragTo(tabs.first());
  await expect(tabs).toHaveText([/dropped\.ts/, /main\.ts/, /greeting\.ts/]);
});

test('W55 W57 all files are formatted by one command, each taken back by itself', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  const bo = await enter(browser, ana.url(), 'Bo');
  await writeAll(ana, 'crew.ts', 'export const crew  =  [1,2];\n');
  await writeAll(ana, 'main.ts', 'const  a = {b:1};\n');
  await expect(saveState(ana)).toHaveText('Saved');
  const version = ana.locator('.status-version');
  await expect(version).toHaveText(/^v\d+$/);
  const before = Number((await version.innerText()).slice(1));
  await command(ana, 'format all');
  await expect(ana.getByText(/^Formatted \d+ files\.$/)).toBeVisible();
  await expect.poll(async () => (await exported(bo)).get('main.ts')).toBe('const a = { b: 1 };\n');
  await expect.poll(async () => Number((await version.innerText()).slice(1)), 'W57').toBeGreaterThan(before);
  const crew = [...(await exported(bo))].find(([path]) => path.endsWith('crew.ts'));
  expect(crew?.[1]).toBe('export const crew = [1, 2];\n');
  await ana.locator('.monaco-editor .view-line').first().click();
  await ana.keyboard.press('ControlOrMeta+z');
  await expect.poll(async () => (await exported(bo)).get('main.ts')).toBe('const  a = {b:1};\n');
  expect((await exported(bo)).get(crew?.[0] ?? '')).toBe('export const crew = [1, 2];\n');
});
