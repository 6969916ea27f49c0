import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import {
  enter,
  expectFits,
  linkFrom,
  makeRoom,
  messageField,
  painted,
  saveState,
  typeAtEnd,
} from './people.ts';
import { test } from './test.ts';

/** The owner's actions on a room. */
async function ask(page: Page, button: string): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  const open = page.getByRole('dialog', { name: 'Settings' }).getByRole('button', { name: button });
  await open.focus();
  await page.keyboard.press('Enter');
}

test('W120 the owner makes new links: others are disconnected and told, and the owner’s page continues', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  const oldLink = await linkFrom(ana, 'Can edit');
  const bo = await enter(browser, oldLink, 'Bo');
  await bo.getByRole('button', { name: 'Settings' }).click();
  await expect(bo.getByRole('button', { name: 'New links…' })).toBeDisabled();
  await expect(bo.getByRole('dialog')).toContainText('Only people with the owner link can do this.');
  await bo.keyboard.press('Escape');

  await ana.getByRole('button', { name: 'Settings' }).click();
  await expectFits(ana, 'settings', ana.getByRole('dialog').getByRole('button'));
  await ana.keyboard.press('Escape');
  await ask(ana, 'New links…');
  const question = ana.getByRole('dialog', { name: 'Make new links?' });
  await expectFits(ana, 'new-links', ana.getByRole('dialog').getByRole('button'));
  await ana.keyboard.press('Enter');
  await expect(question, 'the focus is on Cancel').toBeHidden();
  await expect(saveState(bo)).toHaveText('Saved');

  await ask(ana, 'New links…');
  const before = ana.url();
  await question.getByRole('button', { name: 'Make new links' }).click();
  await expect(question).toBeHidden();
  await expect(ana.getByText('The old links no longer work.')).toBeVisible();
  expect(ana.url()).not.toBe(before);
  await expect(bo.locator('.banner')).toContainText('The owner of this room has made new links');
  await bo.screenshot({ path: test.info().outputPath('put-out.png') });
  await bo.goto('about:blank');
  await bo.goto(oldLink);
  await expect(bo.getByText('Room not found')).toBeVisible();
  await expect(bo.getByText('Ask for a new one.')).toBeVisible();

  await typeAtEnd(ana, '// still mine');
  await expect(saveState(ana)).toHaveText('Saved');
  await ana.reload();
  await expect(saveState(ana)).toHaveText('Saved');
  const newLink = await linkFrom(ana, 'Can edit');
  expect(newLink).not.toBe(oldLink);
  const cleo = await enter(browser, newLink, 'Cleo');
  await expect(cleo.locator('.view-line', { hasText: 'still mine' })).toBeVisible();
  await ana.goto(product.url);
  await ana.getByRole('link', { name: /Launch day/ }).click();
  await expect(saveState(ana)).toHaveText('Saved');
});

test('W121 the owner deletes the room: others are told and can download the files, and no link opens it again', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  const link = await linkFrom(ana, 'Can edit');
  const bo = await enter(browser, link, 'Bo');
  const cleo = await enter(browser, link, 'Cleo');
  // The editor is loaded after the page, and cannot be loaded offline.
  await expect(cleo.locator('.monaco-editor .view-lines')).toBeVisible();
  await cleo.context().setOffline(true);
  await typeAtEnd(cleo, '// not saved');
  await expect.poll(() => keptUpdates(cleo)).toBeGreaterThan(0);

  await ask(ana, 'Delete…');
  const question = ana.getByRole('dialog', { name: 'Delete this room?' });
  await expectFits(ana, 'delete', ana.getByRole('dialog').getByRole('button'));
  const act = question.getByRole('button', { name: 'Delete for everyone' });
  await expect(act).toBeDisabled();
  await expect(question.getByRole('textbox')).toBeFocused();
  await ana.keyboard.type('Launch');
  await ana.keyboard.press('Enter');
  await expect(act).toBeDisabled();
  await expect(saveState(bo)).toHaveText('Saved');
  await ana.keyboard.type(' day');
  await ana.keyboard.press('Enter');
  await expect(ana.getByText('“Launch day” was deleted.')).toBeVisible();
  await expect(ana).toHaveURL(`${product.url}/`);
  await expect(ana.getByText('Recent rooms')).toHaveCount(0);

  const told = bo.locator('.banner', { hasText: 'The owner has deleted this room' });
  await expect(told).toBeVisible();
  await bo.screenshot({ path: test.info().outputPath('deleted.png') });
  const downloading = bo.waitForEvent('download');
  await told.getByRole('button', { name: 'Download all files' }).click();
  expect((await downloading).suggestedFilename()).toBe('Launch day.zip');

  await cleo.context().setOffline(false);
  await expect(cleo.locator('.banner', { hasText: 'The owner has deleted this room' })).toBeVisible();
  await expect(cleo.getByRole('button', { name: 'Download my unsaved text' })).toBeVisible();
  await expect.poll(() => keptUpdates(cleo)).toBe(0);
  await cleo.reload();
  await expect(cleo.getByText('Room not found')).toBeVisible();
  await expect(cleo.getByText('The owner has deleted this room')).toBeVisible();
  await cleo.getByRole('link', { name: 'Start page' }).click();
  await expect(cleo.getByText('Recent rooms')).toHaveCount(0);
});

test('W122 W123 W124 the owner purges a text: every page continues without it, and nothing brings it back', async ({
  browser,
  product,
}) => {
  const secret = 'hunter2-hunter2';
  const ana = await makeRoom(browser, product.url, 'Ana');
  const link = await linkFrom(ana, 'Can edit');
  const [bo, cleo] = [await enter(browser, link, 'Bo'), await enter(browser, link, 'Cleo')];
  await typeAtEnd(bo, `// ${secret}`);
  await expect(saveState(bo)).toHaveText('Saved');
  await messageField(bo).fill(`the key is ${secret}`);
  await bo.keyboard.press('Enter');
  await expect(ana.getByText(`the key is ${secret}`, { exact: true })).toBeVisible();
  await expect.poll(() => painted(cleo)).toContain(secret);
  await cleo.context().setOffline(true);
  await typeAtEnd(cleo, ' not saved');
  await expect.poll(() => keptUpdates(cleo)).toBeGreaterThan(0);

  await ask(ana, 'Purge…');
  const question = ana.getByRole('dialog', { name: 'Purge a text?' });
  await expectFits(ana, 'purge', ana.getByRole('dialog').getByRole('button'));
  const act = question.getByRole('button', { name: 'Purge for everyone' });
  await expect(question.getByRole('textbox')).toBeFocused();
  await ana.keyboard.type('short');
  await ana.keyboard.press('Tab');
  await expect(act).toBeDisabled();
  await ana.keyboard.press('Space');
  await ana.keyboard.press('Enter');
  await expect(question.getByRole('alert')).toContainText('at least 8 characters');
  await question.getByRole('textbox').fill(secret);
  await question.getByRole('checkbox').focus();
  await ana.keyboard.press('Enter');
  await expect(ana.getByText('removed from 1 file and 1 message').first()).toBeVisible();
  await ana.screenshot({ path: test.info().outputPath('purged.png') });
  await expect(question).toBeHidden();
  await expect(bo.getByText('The owner has purged a text from this room.')).toBeVisible();
  for (const page of [ana, bo]) {
    await expect(saveState(page)).toHaveText('Saved');
    await expect.poll(() => painted(page)).toContain('// ••••••••');
    await expect(page.getByText('the key is ••••••••', { exact: true })).toBeVisible();
    await expect(page.getByText(secret)).toHaveCount(0);
    // The editor works as before: keywords are coloured, and imports resolve.
    await expect(page.locator('.view-line').first().locator('[class*=mtk]').nth(2)).toBeVisible();
    await expect(page.locator('.squiggly-error')).toHaveCount(0);
  }
  await bo.locator('.monaco-editor .view-lines').click();
  await bo.keyboard.press('ControlOrMeta+Z');
  await typeAtEnd(bo, ' goes on');
  await expect(saveState(bo)).toHaveText('Saved');
  await expect.poll(() => painted(ana)).toContain('// •••••••• goes on');

  await cleo.context().setOffline(false);
  await expect(cleo.getByText('The owner has purged a text from this room.')).toBeVisible();
  await expect.poll(() => painted(cleo)).toContain('// •••••••• goes on');
  expect(await painted(cleo)).not.toContain('not saved');
  await expect(cleo.locator('.squiggly-error')).toHaveCount(0);
  const banner = cleo.locator('.banner', { hasText: 'This browser keeps unsaved changes of yours' });
  await cleo.screenshot({ path: test.info().outputPath('left-over.png') });
  const downloading = cleo.waitForEvent('download');
  await banner.getByRole('button', { name: 'Download what I wrote' }).click();
  // Nothing else, least of all what was purged.
  expect(await readFile(await (await downloading).path(), 'utf8')).toMatch(
    /^Changes of yours that are not in the room “Launch day”\..* no longer has\. [^\n]*:\n\n not saved\n$/,
  );
  await banner.getByRole('button', { name: 'Discard them' }).click();
  await expect.poll(() => keptUpdates(cleo)).toBe(0);
  await expect.poll(() => painted(ana)).not.toContain('not saved');
});

/** How many unsaved edits the browser stores. */
const keptUpdates = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('tandem-unsaved', 1);
        opening.addEventListener('error', () => reject(opening.error));
        opening.addEventListener('success', () => {
          const counting = opening.result.transaction('updates').objectStore('updates').count();
          counting.addEventListener('success', () => {
            opening.result.close();
            resolve(counting.result);
          });
        });
      }),
  );
