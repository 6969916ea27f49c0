import { expect } from '@playwright/test';
import {
  enter,
  expectAccessible,
  linkFrom,
  makeRoom,
  openFile,
  painted,
  replaceAll,
  typeAtEnd,
} from './people.ts';
import { test } from './test.ts';

/** The command palette, and find and replace in all files. */
test('W25 W28 J4 the palette and the search work by keyboard and pass axe', async ({ browser, product }) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  await openFile(page, 'main.ts');
  await page.locator('.monaco-editor .view-line').first().click();
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await page.keyboard.press('Control+Shift+P');
    const palette = page.getByRole('dialog', { name: 'Command palette' });
    await expect(palette.getByRole('combobox')).toBeFocused();
    await expectAccessible(page);
    await page.keyboard.type('chat go');
    await expect(palette.getByRole('option')).toHaveText([/Go to the chat/]);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('textbox', { name: 'Message to the agent' })).toBeFocused();

    await page.keyboard.press('Control+Shift+F');
    const field = page.getByRole('textbox', { name: 'Text to find' });
    await expect(field).toBeFocused();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('greet');
    await expect(page.locator('.search-summary')).toHaveText(/\d+ matches in \d files\./);
    await expectAccessible(page);
    await page.keyboard.press('Escape');
  }
});

test('W28 W29 W30 the search finds text as people write, replaces it in all files, and undoes that', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  const link = await linkFrom(ana, 'Can edit');
  const view = await linkFrom(ana, 'Can view');
  const bo = await enter(browser, link, 'Bo');
  await openFile(bo, 'greeting.ts');
  await ana.keyboard.press('Control+Shift+F');
  const summary = ana.locator('.search-summary');
  const find = ana.getByRole('textbox', { name: 'Text to find' });

  await find.fill('uncommonWord');
  await expect(summary).toHaveText('Nothing found.');
  await typeAtEnd(bo, '\n// uncommonword uncommonWord uncommonWords');
  await expect(summary).toHaveText('3 matches in 1 file.');
  await ana.getByRole('button', { name: 'Match case' }).click();
  await expect(summary).toHaveText('2 matches in 1 file.');
  await ana.getByRole('button', { name: 'Whole words' }).click();
  await expect(summary).toHaveText('1 match in 1 file.');

  await ana.getByRole('region', { name: 'src/greeting.ts' }).locator('[data-row]').click();
  await expect(ana.getByRole('tab', { name: 'greeting.ts' })).toHaveAttribute('aria-selected', 'true');
  await expect.poll(() => painted(ana)).toContain('uncommonWord');

  await ana.getByRole('button', { name: 'Whole words' }).click();
  await ana.getByRole('button', { name: 'Pattern' }).click();
  await find.fill('(uncommon)(Word)');
  await expect(summary).toHaveText('2 matches in 1 file.');
  await replaceAll(ana, '$2_$1');
  for (const page of [ana, bo])
    await expect.poll(() => painted(page)).toContain('// uncommonword Word_uncommon Word_uncommons');
  await typeAtEnd(bo, ' meanwhile');
  await ana.getByRole('button', { name: 'Undo' }).click();
  for (const page of [ana, bo])
    await expect.poll(() => painted(page)).toContain('// uncommonword uncommonWord uncommonWords meanwhile');

  await test.step('W29 a pattern that takes forever is stopped, and the page keeps working', async () => {
    await typeAtEnd(bo, `\n// ${'a'.repeat(40)}!`);
    await find.fill('(a+)+$');
    await expect(summary).toContainText('was stopped');
    await find.fill('(');
    await expect(summary).toContainText('Invalid pattern');
    await find.fill('uncommon');
    await expect(summary).toHaveText('3 matches in 1 file.');
  });

  await test.step('W30 a viewer can search but not replace', async () => {
    const viewer = await enter(browser, view, 'Vi');
    await viewer.keyboard.press('Control+Shift+F');
    await viewer.getByRole('textbox', { name: 'Text to find' }).fill('uncommon');
    await expect(viewer.locator('.search-summary')).toHaveText('3 matches in 1 file.');
    await expect(viewer.getByRole('textbox', { name: 'Replace with' })).toHaveCount(0);
    await expect(viewer.getByRole('button', { name: /Replace/ })).toHaveCount(0);
  });
});

test('W30 replacing is hidden at first, says how much it would change, and each file’s undo reverts its part', async ({
  browser,
  product,
}) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  await page.keyboard.press('Control+Shift+F');
  await page.getByRole('textbox', { name: 'Text to find' }).fill('greet');
  await expect(page.locator('.search-summary')).toHaveText('7 matches in 3 files.');
  await expect(page.getByRole('textbox', { name: 'Replace with' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^Replace (all|in)/ })).toHaveCount(0);

  await page.getByRole('button', { name: 'Replace', exact: true }).click();
  await expect(page.getByRole('textbox', { name: 'Replace with' })).toBeFocused();
  await page.getByRole('button', { name: 'Replace all', exact: true }).click();
  const question = page.getByRole('dialog', { name: 'Replace 7 matches in 3 files with nothing?' });
  await expectAccessible(page);
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.locator('.search-summary')).toHaveText('7 matches in 3 files.');
  await page.getByRole('button', { name: 'Replace all', exact: true }).click();
  await question.getByRole('button', { name: 'Replace' }).click();
  await expect(page.locator('.search-summary')).toHaveText('Nothing found.');

  await expect(page.getByRole('textbox', { name: 'Text to find' })).toBeFocused();
  await page.keyboard.press('Escape');
  // Only main.ts of these had been open.
  for (const name of ['main.ts', 'README.md', 'greeting.ts']) {
    await openFile(page, name);
    await page.keyboard.press('Enter');
    await expect.poll(() => painted(page)).not.toContain('greet');
    await page.keyboard.press('ControlOrMeta+z');
    await expect.poll(() => painted(page)).toContain('greet');
  }
});

test('W30 replace all works even when the search restarts meanwhile', async ({ browser, product }) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  await page.keyboard.press('Control+Shift+F');
  const summary = page.locator('.search-summary');
  await page.getByRole('textbox', { name: 'Text to find' }).fill('moth');
  await expect(summary).toHaveText('1 match in 1 file.');
  await page.getByRole('button', { name: 'Replace', exact: true }).click();
  await page.getByRole('textbox', { name: 'Replace with' }).fill('bug');
  await page.getByRole('button', { name: 'Replace all', exact: true }).evaluate((button: HTMLElement) => {
    button.click();
    // Immediately, before the first search can have an answer, as an update of the room would.
    const again = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true });
    document.querySelector('[data-search-field]')?.dispatchEvent(again);
  });
  await expect(page.getByText('Replaced 1 match in 1 file.')).toBeVisible();
  await expect(summary).toHaveText('Nothing found.');
});
