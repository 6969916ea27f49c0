import { expect, type Page } from '@playwright/test';
import { addFile, exported, meet, typeAtEnd } from './people.ts';
import { test } from './test.ts';

async function rename(page: Page, name: RegExp, to: string): Promise<void> {
  await page.getByRole('treeitem', { name }).focus();
  await page.keyboard.press('F2');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(to);
  await page.keyboard.press('Enter');
}

test('W207 W208 a person renames a file and moves a folder: imports follow, and one button takes both back', async ({
  browser,
  product,
}) => {
  const [ana, bo] = await meet(browser, product.url);
  await addFile(ana, 'lib/add.ts', "import data from './data.json';\nexport const add = data.n;\n");
  await addFile(ana, 'lib/data.json', '{"n": 1}\n');
  await addFile(ana, 'use.ts', "import { add } from './lib/add';\nexport * from './lib/add.ts';\n\nadd;\n");
  const undo = (text: string) => ana.getByText(text).locator('..').getByRole('button', { name: 'Undo' });

  await rename(ana, /^add\.ts/, 'sum.ts');
  await expect(undo('Renamed add.ts. Updated imports in 1 file.')).toBeVisible();
  await bo.getByRole('treeitem', { name: /^use\.ts/ }).click();
  await expect(bo.locator('.monaco-editor .view-lines')).toContainText('./lib/sum');
  await expect(bo.locator('.squiggly-error')).toHaveCount(0);
  // Bo writes on in the file that Ana's undo changes back.
  await typeAtEnd(bo, '// mine');
  await expect(ana.locator('.monaco-editor .view-lines')).toContainText('mine');
  await undo('Renamed add.ts. Updated imports in 1 file.').click();
  await expect
    .poll(async () => (await exported(ana)).get('use.ts'))
    .toBe("import { add } from './lib/add';\nexport * from './lib/add.ts';\n\nadd;\n// mine");

  await rename(ana, /^lib/, 'math/deep');
  await expect(undo('Renamed lib. Updated imports in 1 file.')).toBeVisible();
  const files = await exported(ana);
  expect(files.get('use.ts')).toContain("from './math/deep/add';\nexport * from './math/deep/add.ts'");
  expect(files.get('math/deep/add.ts')).toContain("from './data.json'");

  // In the editor, the last change of the open file alone.
  await ana.getByRole('tab', { name: /^use\.ts/ }).click();
  await ana.keyboard.press('ControlOrMeta+z');
  await expect(ana.locator('.monaco-editor .view-lines')).toContainText('./lib/add');
});
