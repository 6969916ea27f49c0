import { expect, type Page } from '@playwright/test';
import {
  ask,
  chat,
  enter,
  expectAccessible,
  linkFrom,
  makeRoom,
  messageField,
  openFile,
  painted,
} from './people.ts';
import { startProduct } from './product.ts';
import { test } from './test.ts';

/** Approvals, with the built-in commands. */
const card = (page: Page) => page.getByRole('group', { name: /^The agent wants to/ });

async function askBeforeEdits(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await expect(dialog.getByLabel('The agent asks before it deletes')).toBeChecked();
  await dialog.getByLabel('The agent asks before it edits').check();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
}

test('J17 an approval waits; another person denies it and is named; a key allows the next one', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  const [edit, view] = [await linkFrom(ana, 'Can edit'), await linkFrom(ana, 'Can view')];
  const bo = await enter(browser, edit, 'Bo');
  const vi = await enter(browser, view, 'Vi');
  await askBeforeEdits(ana);
  await openFile(ana, 'greeting.ts');
  const request = 'in src/greeting.ts replace Hello with Ahoy';

  await test.step('W73 W74 W75 everyone sees what would be done, and the focus stays', async () => {
    await ask(ana, request);
    for (const page of [ana, bo, vi]) {
      await expect(card(page)).toHaveAccessibleName('The agent wants to edit src/greeting.ts.');
      await expect(chat(page)).toContainText('Edit src/greeting.ts');
      await expect(chat(page)).toContainText('Needs approval');
      await expect(card(page)).toContainText('Ahoy');
      await expect(page.getByRole('button', { name: '1 approval waiting' })).toBeVisible();
      await expect(page).toHaveTitle(/Approve\?/);
    }
    await expect(card(vi).getByRole('button')).toHaveCount(0);
    await expect(messageField(ana)).toBeFocused();
    await expect(ana.locator('.chat-panel > [aria-live="assertive"]')).toContainText('wants to edit');
    await ana.screenshot({ path: test.info().outputPath('approval.png') });
    await ana.mouse.move(400, 400);
    await expectAccessible(ana);
  });

  await test.step('W74 Bo denies it: Ana’s card names Bo, and nothing was done', async () => {
    await card(bo).getByRole('textbox', { name: 'Reason for denying' }).fill('Hello is better');
    await bo.keyboard.press('Alt+N');
    for (const page of [ana, bo, vi]) {
      await expect(chat(page)).toContainText('Denied by Bo. The reason: Hello is better');
      await expect(card(page)).toHaveCount(0);
      await expect(page).not.toHaveTitle(/Approve\?/);
    }
    expect(await painted(ana)).not.toContain('Ahoy');
    await ana.screenshot({ path: test.info().outputPath('denied.png') });
  });

  await test.step('W74 a button denies like the key', async () => {
    await ask(ana, request);
    await card(vi).waitFor();
    await card(ana).getByRole('button', { name: 'Deny' }).click();
    for (const page of [ana, bo, vi]) await expect(chat(page)).toContainText('Denied by Ana.');
  });

  await test.step('W114 stopping the turn shows the approval as stopped, not as failed', async () => {
    await ask(ana, request);
    await card(bo).waitFor();
    await ana.getByRole('button', { name: /^Stop/ }).click();
    for (const page of [ana, bo, vi]) {
      const step = chat(page).getByRole('listitem').filter({ hasText: 'Edit src/greeting.ts' }).last();
      await expect(step).toHaveText(/Edit src\/greeting\.ts.*Stopped$/);
      await expect(step).not.toContainText('failed');
      // Icon and text are on one line.
      const state = await step.locator('.chat-step-state').boundingBox();
      expect(state?.height).toBeLessThan(24);
    }
  });

  await test.step('W76 Alt+Y allows', async () => {
    await ask(ana, request);
    await expect(card(bo)).toBeVisible();
    await bo.keyboard.press('Alt+Y');
    for (const page of [ana, bo]) await expect(chat(page)).toContainText('Allowed by Bo.');
    await expect.poll(() => painted(ana)).toContain('Ahoy');
  });

  await test.step('A107 the agent says only once what it cannot do, in the text', async () => {
    await ask(ana, 'in src/greeting.ts replace nothinglikeit with x');
    await expect(chat(ana).getByText('was not found')).toHaveCount(1);
    await expect(chat(ana)).toContainText('“nothinglikeit” was not found in src/greeting.ts.');
    const step = chat(ana).getByRole('listitem').last();
    await expect(step).toContainText('failed');
    await step.getByRole('button').click();
    await expect(chat(ana).getByText('was not found')).toHaveCount(2);
  });
});

test('J17 A79 an approval that nobody answers is denied', async ({ browser }) => {
  const hasty = await startProduct({ APPROVAL_SECONDS: '5' });
  try {
    const ana = await makeRoom(browser, hasty.url, 'Ana');
    await askBeforeEdits(ana);
    await openFile(ana, 'greeting.ts');
    await ask(ana, 'in src/greeting.ts replace Hello with Ahoy');
    await expect(chat(ana)).toContainText('Nobody answered within 5 s, so this was not done.');
    await expect(card(ana)).toHaveCount(0);
    expect(await painted(ana)).not.toContain('Ahoy');
  } finally {
    await hasty.stop();
  }
});
