import { expect, type Page } from '@playwright/test';
import { enter, expectAccessible, expectFits, giveName, linkFrom, makeRoom, saveState } from './people.ts';
import { test } from './test.ts';

const keyOf = (link: string): string => new URL(link).hash.slice(1);
const role = (page: Page) => page.getByRole('button', { name: /\(you\), / });
const isRole = (page: Page, name: string) =>
  expect(role(page)).toHaveAccessibleName(new RegExp(`you\\), ${name}`));

test('W221 W226 the address is the edit link, and the owner stays the owner in this browser', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  const [owner, edit, view] = [
    await linkFrom(ana, 'Full control'),
    await linkFrom(ana, 'Can edit'),
    await linkFrom(ana, 'Can view'),
  ];
  await expect(ana).toHaveURL(edit);
  await isRole(ana, 'owner');
  await ana.reload();
  await expect(saveState(ana)).toHaveText('Saved');
  await isRole(ana, 'owner');
  await expect(ana).toHaveURL(edit);

  const bo = await enter(browser, ana.url(), 'Bo');
  await isRole(bo, 'editor');
  expect(await bo.evaluate(() => JSON.stringify(Object.entries(localStorage)))).not.toContain(keyOf(owner));

  // Back from the start page, whose list has no owner key either.
  await ana.getByRole('link', { name: 'Start page' }).click();
  const recent = ana.getByRole('link', { name: /^Launch day/ });
  await expect(recent).toContainText('Yours');
  expect(await recent.getAttribute('href')).toBe(new URL(edit).pathname + new URL(edit).hash);
  await recent.click();
  await isRole(ana, 'owner');

  // Owners can look at what viewers see.
  const asViewer = await ana.context().newPage();
  await asViewer.goto(view);
  await isRole(asViewer, 'viewer');
  await asViewer.close();

  // Without this browser's memory, the saved link opens the room as its owner.
  const elsewhere = await enter(browser, owner, 'Ana');
  await isRole(elsewhere, 'owner');
  await expect(elsewhere).toHaveURL(edit);

  // Forgetting the room forgets that it is one's own, unless that is undone.
  await ana.goto(product.url);
  const forget = ana.getByRole('button', { name: 'Forget Launch day' });
  await forget.click();
  await ana.getByRole('button', { name: 'Undo' }).click();
  await ana.getByRole('link', { name: /^Launch day/ }).click();
  await isRole(ana, 'owner');
  await ana.goto(product.url);
  await forget.click();
  await ana.goto(edit);
  await isRole(ana, 'editor');
});

test('W221 where a browser stores nothing, the address keeps the owner’s key', async ({
  browser,
  product,
}) => {
  const context = await browser.newContext();
  await context.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('The quota is used up.', 'QuotaExceededError');
    };
  });
  const page = await context.newPage();
  await page.goto(product.url);
  await page.getByRole('button', { name: 'New room' }).click();
  await giveName(page, 'Ana');
  await isRole(page, 'owner');
  await page.reload();
  await giveName(page, 'Ana');
  await isRole(page, 'owner');
});

test('W224 a wrong link says so first; a good one shows the room and who is there', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  const [edit, view] = [await linkFrom(ana, 'Can edit'), await linkFrom(ana, 'Can view')];
  const page = await (await browser.newContext()).newPage();
  for (const wrong of [edit.slice(0, -3), `${edit}x`, `${product.url}/r/none#none`, edit.split('#', 1)[0]!]) {
    await page.goto('about:blank');
    await page.goto(wrong);
    await expect(page.getByRole('heading', { name: 'Room not found' })).toBeVisible();
    await expect(page.getByRole('textbox')).toHaveCount(0);
  }
  await expectAccessible(page);

  const dialog = page.getByRole('dialog', { name: 'Your name' });
  await page.goto(view);
  await expect(dialog).toContainText('You are joining Launch day as a viewer');
  await expect(dialog).toContainText('Ana is here.');
  await expect(dialog.locator('.avatar')).toHaveAttribute('data-initials', 'AN');
  // Nobody is shown before they have entered.
  await expect(ana.locator('.status-bar')).toContainText('1 here');
  await expectFits(page, 'name', dialog.getByRole('button', { name: 'Join room' }));
  await ana.context().close();
  await page.goto('about:blank');
  await expect
    .poll(async () => {
      await page.goto(edit);
      return (await dialog.innerText()).replaceAll(/\s+/g, ' ');
    })
    .toContain('You are joining Launch day as an editor. Nobody is here now.');
  await giveName(page, 'Bo');
  await isRole(page, 'editor');
});

test('W223 R91 everyone’s role stands beside their name, one’s own too', async ({ browser, product }) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  const bo = await enter(browser, await linkFrom(ana, 'Can edit'), 'Bo');
  const cleo = await enter(browser, await linkFrom(ana, 'Can view'), 'Cleo');
  await isRole(ana, 'owner');
  await isRole(bo, 'editor');
  await isRole(cleo, 'viewer');
  for (const [page, own] of [
    [ana, 'Ana'],
    [cleo, 'Cleo'],
  ] as const) {
    await page.getByRole('button', { name: 'Share' }).click();
    const list = page.getByRole('list', { name: 'Here now' });
    for (const [name, shown] of [
      ['Ana', 'Owner'],
      ['Bo', 'Editor'],
      ['Cleo', 'Viewer'],
    ] as const) {
      const item = list.getByRole('listitem').filter({ hasText: new RegExp(`^${name}`) });
      await expect(item).toContainText(shown);
      if (name === own) await expect(item).toContainText('you');
    }
    await page.keyboard.press('Escape');
  }
});

test('W225 the links are named by what they let people do', async ({ browser, product }) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  const dialog = ana.getByRole('dialog', { name: /^Share/ });
  await ana.getByRole('button', { name: 'Share' }).click();
  await expect(dialog.getByRole('button', { name: /^Copy/ })).toHaveText([
    'Copy edit link',
    'Copy view link',
  ]);
  // The owner's is behind a click: people share their screens.
  await dialog.getByText('Owner link', { exact: true }).click();
  await expect(dialog).toContainText('Keep this link safe');
  await expectFits(ana, 'share', dialog.getByRole('button', { name: /^Copy/ }));
  await ana.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await dialog.getByRole('button', { name: 'Copy owner link' }).click();
  await expect(dialog.getByRole('button', { name: 'Copied' })).toBeVisible();
  const copied = await ana.evaluate(() => navigator.clipboard.readText());
  await ana.keyboard.press('Escape');
  expect(copied).toBe(await linkFrom(ana, 'Full control'));

  const bo = await enter(browser, await linkFrom(ana, 'Can edit'), 'Bo');
  await bo.getByRole('button', { name: 'Share' }).click();
  await expect(bo.getByRole('button', { name: 'Copy edit link' })).toBeVisible();
  await expect(bo.getByText('Owner link', { exact: true })).toHaveCount(0);
});

test('W237 the Share dialog says that links of localhost lead nowhere on other computers', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  await ana.getByRole('button', { name: 'Share', exact: true }).click();
  const dialog = ana.getByRole('dialog');
  await expect(dialog).toContainText('These links work on this computer only');
  await expect(dialog).toContainText(new URL(product.url).hostname);
  await expectAccessible(ana);
});
