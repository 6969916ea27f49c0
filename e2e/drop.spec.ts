import { expect } from '@playwright/test';
import { roomLimits } from '../shared/limits.ts';
import {
  command,
  enter,
  exported,
  makeRoom,
  messageField,
  openFile,
  painted,
  saveState,
  typeAtEnd,
  writeAll,
} from './people.ts';
import { test } from './test.ts';

/** Drag and drop of files and tabs, and formatting of all files. */
test('W34 W38 W91 J18 people drop files from outside and drag tabs', async ({ browser, product }) => {
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
  await expect(dialog).toContainText('Imported 1 file, skipped 1.');
  await expect(dialog).toContainText('too large: 1,025 KiB of at most 1,024 KiB');

  await test.step('W56 the focus stays in the dialog when the focused button disappears', async () => {
    await expect(dialog.getByRole('button', { name: 'Close' }).last()).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });
  expect((await exported(page)).get('src/dropped.ts')).toBe('export const dropped = 1;\n');

  await test.step('W103 files dropped outside the tree are imported too; rows of the tree can be dropped only in it', async () => {
    const beside = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['export {};\n'], 'beside.ts'));
      return transfer;
    });
    const editor = page.locator('.monaco-editor .view-lines');
    await editor.dispatchEvent('dragover', { dataTransfer: beside });
    await editor.dispatchEvent('drop', { dataTransfer: beside });
    await expect(page.getByText('Imported 1 file.')).toBeVisible();
    await page.getByRole('treeitem', { name: 'beside.ts' }).dragTo(messageField(page));
    await expect(messageField(page)).toHaveValue('');
    const room = await exported(page);
    expect(room.get('beside.ts')).toBe('export {};\n');
    expect(room.get('main.ts')).not.toContain('beside');
  });

  for (const name of ['greeting.ts', 'dropped.ts']) {
    await openFile(page, name);
    await page.keyboard.press('Alt+K');
  }
  const tabs = page.getByRole('tablist', { name: 'Open files' }).getByRole('tab');
  await expect(tabs).toHaveText([/main\.ts/, /greeting\.ts/, /dropped\.ts/]);
  await tabs.nth(2).dragTo(tabs.first());
  await expect(tabs).toHaveText([/dropped\.ts/, /main\.ts/, /greeting\.ts/]);

  await test.step('W91 a tab dragged over a wider one does not flip back', async () => {
    const [narrow, wide] = await Promise.all([tabs.nth(1).boundingBox(), tabs.nth(2).boundingBox()]);
    if (!narrow || !wide) throw new Error('the tabs are not visible');
    const y = narrow.y + narrow.height / 2;
    await page.mouse.move(narrow.x + 20, y);
    await page.mouse.down();
    // Over the wider tab, before its middle: after a swap now, the pointer would still be over it.
    await page.mouse.move(wide.x + 10, y);
    await page.mouse.move(wide.x + 12, y);
    await expect(tabs).toHaveText([/dropped\.ts/, /main\.ts/, /greeting\.ts/]);
    await page.mouse.move(wide.x + wide.width - 10, y);
    await page.mouse.move(wide.x + wide.width - 8, y);
    await page.mouse.up();
    await expect(tabs).toHaveText([/dropped\.ts/, /greeting\.ts/, /main\.ts/]);
  });

  await test.step('W91 dropping a file of the tree on the editor inserts nothing', async () => {
    const lines = page.locator('.monaco-editor .view-lines');
    await page.getByRole('treeitem', { name: 'greeting.ts' }).dragTo(lines);
    await page.keyboard.press('Escape');
    await typeAtEnd(page, '// end');
    await expect.poll(() => painted(page)).toContain('// end');
    expect(await painted(page)).not.toContain('src/greeting.ts');
  });
});

test('W55 W57 one command formats all files, and each file has its own undo', async ({
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
