import { expect, type Page } from '@playwright/test';
import { chat, command, expectAccessible, linkFrom, meet, messageField } from './people.ts';
import { test } from './test.ts';

/** Changing one's own name and colour. */
test('W52 a person changes name and colour: others see it at once, and the browser keeps it', async ({
  browser,
  product,
}) => {
  const [ana, bo] = await meet(browser, product.url);
  await expect(avatars(ana)).toHaveCount(2);
  await ana.getByRole('button', { name: /^Ana \(you\)/ }).click();
  const dialog = ana.getByRole('dialog', { name: 'Your name and colour' });
  await expect(dialog.getByRole('radio', { disabled: true })).toHaveAccessibleName(/, Bo has it$/);
  const name = dialog.getByRole('textbox', { name: 'Your name' });
  await expect(name).toBeFocused();
  await name.fill('   ');
  await name.press('Enter');
  await expect(dialog.getByRole('status')).toHaveText('Enter a name.');
  await name.fill('Ana Reis');
  const wish = dialog.getByRole('radio', { checked: false, disabled: false }).first();
  const index = Number(await wish.inputValue());
  await wish.check();
  for (const width of [390, 1440]) {
    await ana.setViewportSize({ width, height: 900 });
    await ana.screenshot({ path: test.info().outputPath(`appearance-${width}.png`) });
    await expectAccessible(ana);
  }
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expectSeenAs(bo, /^Ana Reis\b/, index);
  await expectSeenAs(ana, /^Ana Reis \(you\)/, index);

  await ana.reload();
  await expectSeenAs(ana, /^Ana Reis \(you\)/, index);
  await expectSeenAs(bo, /^Ana Reis\b/, index);
  await messageField(ana).fill('hello');
  await ana.keyboard.press('Enter');
  await expect(chat(bo)).toContainText('Ana Reis');
  await command(ana, 'name colour');
  await expect(name).toHaveValue('Ana Reis');
});

test('K21 K22 nobody can enter as the agent, and two people of one name get different ones', async ({
  browser,
  product,
}) => {
  const [ana] = await meet(browser, product.url);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(await linkFrom(ana, 'Can edit'));
  const dialog = page.getByRole('dialog', { name: 'Your name' });
  const name = dialog.getByRole('textbox', { name: 'Your name' });
  await name.fill('Аgent');
  await name.press('Enter');
  await expect(dialog.getByRole('status')).toContainText('Choose another');
  await name.fill('ana');
  await name.press('Enter');
  await expect(page.locator('.people').getByRole('button', { name: /^ana \(2\) \(you\)/ })).toBeVisible();
  await expect(ana.locator('.people').getByRole('button', { name: /^ana \(2\)/ })).toBeVisible();
  await messageField(page).fill('hello');
  await page.keyboard.press('Enter');
  await expect(chat(ana).locator('strong', { hasText: 'ana (2)' })).toBeVisible();
  // Changing only the colour keeps the name, here and in other rooms.
  await command(page, 'name colour');
  await page.getByRole('radio', { checked: false, disabled: false }).first().check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.reload();
  await expect(page.locator('.people').getByRole('button', { name: /^ana \(2\) \(you\)/ })).toBeVisible();
  expect(await page.evaluate(() => localStorage.getItem('tandem:name'))).toBe('"ana"');
});

const avatars = (page: Page) => page.locator('.people .avatar');

/** Expects the page to show one person of this name, in this palette colour. */
async function expectSeenAs(page: Page, name: RegExp, index: number): Promise<void> {
  const avatar = page.locator('.people').getByRole('button', { name }).locator('.avatar');
  await expect(avatar).toHaveClass(new RegExp(`\\bperson-${index}\\b`));
}
