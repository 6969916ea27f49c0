import { expect } from '@playwright/test';
import { addFile, editorField, makeRoom, openFile, painted } from './people.ts';
import { test } from './test.ts';

test('W228 on a phone long lines wrap, and a button leads to all commands, undo among them', async ({
  browser,
  product,
}) => {
  const page = await makeRoom(browser, product.url, 'Ana', { viewport: { width: 390, height: 844 } });
  await openFileOnPhone();
  await expect.poll(() => painted(page)).toContain('export default');
  await page.locator('.monaco-editor .view-lines').click();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.type(`// ${'word '.repeat(40)}`);
  await expect(page.locator('.view-line', { hasText: 'word' })).not.toHaveCount(1);
  await page.screenshot({ path: test.info().outputPath('wrapped.png') });
  await page.getByRole('button', { name: 'Commands' }).click();
  await page.getByRole('combobox', { name: 'Name of the command' }).fill('undo your');
  await page.getByRole('option', { name: /^Undo your last change/ }).click();
  await expect.poll(() => painted(page)).not.toContain('word');

  async function openFileOnPhone(): Promise<void> {
    await page.getByRole('button', { name: 'Files', exact: true }).click();
    await openFile(page, 'main.ts');
  }
});

test('W228 the editor’s hover is whole on the first line, and line numbers have room for four digits', async ({
  browser,
  product,
}) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  await expect(editorField(page)).toBeFocused();
  await openFile(page, 'main.ts');
  await page.locator('.view-line').first().getByText('countdown', { exact: true }).first().hover();
  const hover = page
    .locator('.monaco-resizable-hover, .monaco-hover')
    .filter({ hasText: 'countdown' })
    .first();
  await expect(hover).toBeVisible();
  await page.screenshot({ path: test.info().outputPath('hover.png') });
  const whole = await hover.evaluate((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const at = (y: number): boolean => element.contains(document.elementFromPoint((left + right) / 2, y));
    return { top: at(top + 3), bottom: at(bottom - 3) };
  });
  expect(whole).toEqual({ top: true, bottom: true });

  await addFile(page, 'long.txt', '\n'.repeat(1_233));
  const numbers = page.locator('.line-numbers', { hasText: '1234' });
  await expect(numbers).toBeVisible();
  await page.screenshot({ path: test.info().outputPath('numbers.png') });
  const [digits, editor] = await numbers.evaluate((element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const left = (box: { left: number } | undefined): number => box?.left ?? 0;
    return [
      left(range.getBoundingClientRect()),
      left(element.closest('.monaco-editor')?.getBoundingClientRect()),
    ];
  });
  expect(digits! - editor!).toBeGreaterThanOrEqual(6);
});
