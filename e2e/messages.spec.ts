import { expect, type Locator, type Page } from '@playwright/test';
import { openTerminal, prompt } from './terminal-helpers.ts';
import {
  editorField,
  expectAccessible,
  makeRoom,
  messageField,
  output,
  paneButton,
  runButton,
} from './people.ts';
import { test } from './test.ts';

/** The short messages that come and go over the page. */
const messages = (page: Page) => page.locator('.toast');

/** Has the page say that everything is saved. */
async function say(page: Page): Promise<void> {
  await page.keyboard.press('ControlOrMeta+s');
  await expect(messages(page).last()).toBeVisible();
}

async function expectApart(a: Locator, b: Locator): Promise<void> {
  const [one, other] = [await a.boundingBox(), await b.boundingBox()];
  if (!one || !other) throw new Error('both must be visible');
  const apart =
    one.x + one.width <= other.x ||
    other.x + other.width <= one.x ||
    one.y + one.height <= other.y ||
    other.y + other.height <= one.y;
  expect(apart, JSON.stringify({ one, other })).toBe(true);
}

test('W227 messages leave prompt, output and composer free, on wide and narrow pages', async ({
  browser,
  product,
}) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  await expect(editorField(page)).toBeFocused();
  await runButton(page).click();
  await expect(output(page)).toContainText('Lift-off!');
  for (const [width, height] of [
    [1440, 900],
    [1280, 720],
  ] as const) {
    await page.setViewportSize({ width, height });
    await say(page);
    await expectApart(messages(page).last(), output(page));
    await expectApart(messages(page).last(), messageField(page));
    await page.screenshot({ path: test.info().outputPath(`message-${width}.png`) });
  }
  await openTerminal(page);
  await say(page);
  await expectApart(messages(page).last(), prompt(page));
  await expectAccessible(page);

  await page.setViewportSize({ width: 390, height: 844 });
  await paneButton(page, 'Output').click();
  await say(page);
  await expectApart(messages(page).last(), prompt(page));
  await messages(page).last().getByRole('button', { name: 'Dismiss' }).click();
  await page.getByRole('tab', { name: 'Output' }).click();
  await say(page);
  await expectApart(messages(page).last(), output(page).getByText('Lift-off!'));
  await page.screenshot({ path: test.info().outputPath('message-390.png') });
  await messages(page).last().getByRole('button', { name: 'Dismiss' }).click();
  await paneButton(page, 'Chat').click();
  await say(page);
  await expectApart(messages(page).last(), messageField(page));
});

test('W227 a message is announced, stays while it is read, and closes by key', async ({
  browser,
  product,
}) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  await expect(editorField(page)).toBeFocused();
  await page.clock.install();
  await say(page);
  const [message] = await messages(page).all();
  await expect(message!).toHaveRole('status');
  await expect(message!).toHaveAttribute('aria-live', 'polite');
  await page.keyboard.press('Alt+t');
  await expect(message!).toBeFocused();
  await page.clock.fastForward(60_000);
  await expect(messages(page)).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(messages(page)).toHaveCount(0);
  await expect(editorField(page)).toBeFocused();

  await say(page);
  await messages(page).hover();
  await page.clock.fastForward(60_000);
  await expect(messages(page)).toHaveCount(1);
  await page.mouse.move(5, 400);
  await page.clock.fastForward(60_000);
  await expect(messages(page)).toHaveCount(0);
});
