import { expect } from '@playwright/test';
import { ask, chat, expectAccessible, makeRoom, output, runButton } from './people.ts';
import { test } from './test.ts';

/** Nothing that axe can see keeps anyone out: in both themes, wide and narrow. */
test('J4 axe finds nothing on home and room', async ({ browser, product }) => {
  const room = await makeRoom(browser, product.url, 'Ana');
  const home = await room.context().newPage();
  await home.goto(product.url);
  await ask(room, 'run main.ts');
  await expect(output(room)).toContainText('Lift-off!');
  await expect(chat(room)).toContainText('Ran');
  await expect(room.locator('.monaco-editor .view-line').first()).toBeVisible();
  for (const page of [home, room]) {
    for (const [width, height] of [
      [1440, 900],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      await expectAccessible(page);
    }
  }
});

test('J5 the keyboard alone edits, runs and asks', async ({ browser, product }) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  await expect(page.locator('.monaco-editor .view-line').first()).toBeVisible();
  await expect(runButton(page)).toHaveAccessibleName('Run main.ts');
  await page.keyboard.press('Control+Enter');
  await expect(output(page)).toContainText('Lift-off!');
  const message = page.getByRole('textbox', { name: 'Message to the agent' });
  for (let presses = 0; presses < 6; presses++) {
    if (await message.evaluate((field) => field === document.activeElement)) break;
    await page.keyboard.press('F6');
  }
  await expect(message).toBeFocused();
  await page.keyboard.type('list');
  await page.keyboard.press('Enter');
  await expect(chat(page)).toContainText('src/greeting.ts');
});
