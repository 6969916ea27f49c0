import { expect, type Page } from '@playwright/test';
import {
  ask,
  editorField,
  expectAccessible,
  expectFits,
  giveName,
  openFile,
  output,
  runButton,
} from './people.ts';
import { openTerminal, type } from './terminal-helpers.ts';
import { test } from './test.ts';

/** Creates a room through the dialog, by mouse. */
async function createRoom(page: Page, url: string, sample: RegExp, title = ''): Promise<void> {
  await page.goto(url);
  await page.getByRole('button', { name: 'Choose a sample and a title' }).click();
  await page.getByRole('radio', { name: sample }).check();
  await page.getByRole('textbox', { name: 'Title' }).fill(title);
  await page.getByRole('button', { name: 'Create room' }).click();
  await giveName(page, 'Ana');
}

const roomTitle = (page: Page) => page.getByRole('heading', { level: 1 });
const squiggles = (page: Page) => page.locator('.squiggly-error, .squiggly-warning');

/** Opens each file, and expects that the editor marks nothing in it. */
async function expectNoProblem(page: Page, ...names: string[]): Promise<void> {
  for (const name of names) {
    await openFile(page, name);
    // The service has looked at the file once it can say what is under the cursor.
    await expect(page.locator('.view-line').first()).toBeVisible();
    await expect(squiggles(page)).toHaveCount(0);
  }
}

test('W220 W222 a room starts with a kata whose tests say what passes and what fails', async ({
  page,
  product,
}) => {
  await createRoom(page, product.url, /Kata with tests/);
  await expect(roomTitle(page)).toHaveText('Merge meetings');
  await expect(page).toHaveTitle(/Merge meetings · Tandem/);
  await runButton(page).click();
  await expect(output(page)).toContainText('✗ meetings without a pause between them become one');
  await expect(output(page)).toContainText('expected [{"start":9,"end":11}]');
  await expect(output(page)).toContainText('FAIL: 1 of 5 tests');
  await ask(page, 'in meetings.ts replace start < last.end with start <= last.end');
  await openFile(page, 'meetings.ts');
  await expect(page.locator('.view-lines').first()).toContainText('start <= last.end');
  // The file in front runs its tests too.
  await runButton(page).click();
  await expect(output(page)).toContainText('✓ meetings without a pause between them become one');
  await expect(output(page)).toContainText('PASS: all 5 tests');
  await expectNoProblem(page, 'meetings.test.ts', 'check.ts', 'main.ts', 'meetings.ts');
});

test('W220 W222 a room starts with a web Worker that answers the Run button and the terminal', async ({
  page,
  product,
}) => {
  await createRoom(page, product.url, /Web Worker/);
  await expect(roomTitle(page)).toHaveText('Guest book');
  await runButton(page).click();
  await expect(output(page)).toContainText('GET http://localhost/ → 200');
  await expect(output(page)).toContainText('Guest book. Try /guests or /guests/ada.');
  await openTerminal(page);
  await type(page, 'node main.ts /guests/ada');
  await expect(output(page)).toContainText('The engine weaves very well.');
  await type(page, 'node main.ts /nowhere');
  await expect(output(page)).toContainText('status: 404');
  await expectNoProblem(page, 'main.ts', 'guests.ts');
});

test('W220 W222 a room starts empty, with a title of its own, by keyboard alone', async ({
  page,
  product,
}) => {
  await page.goto(product.url);
  await page.getByRole('button', { name: 'Choose a sample and a title' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Title' })).toBeFocused();
  await page.keyboard.type('Friday pairing');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('radio', { name: /TypeScript project/ })).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('radio', { name: /Empty room/ })).toBeChecked();
  await page.keyboard.press('Enter');
  await giveName(page, 'Ana');
  await expect(roomTitle(page)).toHaveText('Friday pairing');
  await expect(page.getByRole('treeitem')).toHaveCount(0);
  await expect(page).toHaveTitle(/Friday pairing · Tandem/);
  await page.getByRole('link', { name: 'Start page' }).click();
  await expect(page.getByRole('link', { name: /Friday pairing/ })).toBeVisible();
});

test('W220 W222 without a choice a room starts with the TypeScript project; an empty one is untitled', async ({
  page,
  product,
}) => {
  await page.goto(product.url);
  await page.getByRole('button', { name: 'New room' }).click();
  await giveName(page, 'Ana');
  await expect(roomTitle(page)).toHaveText('Launch day');
  await runButton(page).click();
  await expect(output(page)).toContainText('Lift-off!');
  await expectNoProblem(page, 'main.ts');
  await page.getByRole('link', { name: 'Start page' }).click();
  await page.getByRole('button', { name: 'Choose a sample and a title' }).click();
  await page.getByRole('radio', { name: /Empty room/ }).check();
  await page.getByRole('button', { name: 'Create room' }).click();
  await expect(roomTitle(page)).toHaveText('Untitled room');
  await expect(editorField(page)).toHaveCount(0);
});

test('W220 the choice fits a phone, and axe finds nothing in it', async ({ page, product }) => {
  await page.goto(product.url);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Choose a sample and a title' }).click();
  await expectFits(page, 'new-room', page.getByRole('dialog').getByRole('button'));
});
