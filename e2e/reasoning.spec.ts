import { expect, type Page } from '@playwright/test';
import { ask, chat, enter, expectFits, linkFrom, makeRoom } from './people.ts';
import { test } from './test.ts';

const folded = (page: Page) => chat(page).locator('summary');

test('A160 what a model thinks is folded, opens by keyboard, and is the same after a reload', async ({
  browser,
  scripted,
}) => {
  const ana = await makeRoom(browser, scripted.url, 'Ana');
  const bo = await enter(browser, await linkFrom(ana, 'Can edit'), 'Bo');
  const thought =
    '**Reading the greeting**\n\nThe file may greet *everyone*, or `greet(name)` may be unused; a very long name such as `anIdentifierThatIsMuchLongerThanANarrowPageCanShowInOneLine` must not widen the page.';
  scripted.openai.script(
    { thought, calls: [{ name: 'readFile', arguments: { path: 'src/greeting.ts' } }] },
    { thought: 'It does.', text: 'It greets **everyone**.' },
  );
  await ask(ana, 'what does greeting.ts do?');
  for (const page of [ana, bo]) {
    await expect(chat(page)).toContainText('It greets everyone.');
    await expect(folded(page)).toHaveText(['Thought for a moment', 'Thought for a moment']);
    await expect(chat(page)).not.toContainText('Reading the greeting');
  }
  await folded(ana).first().focus();
  await ana.keyboard.press('Enter');
  await expect(chat(ana).getByText('Reading the greeting')).toBeVisible();
  await expect(chat(bo)).not.toContainText('Reading the greeting');
  await expectFits(ana, 'reasoning', folded(ana), 'Chat');
  await folded(ana).first().press('Enter');
  await expect(chat(ana)).not.toContainText('Reading the greeting');
  await bo.reload();
  await expect(folded(bo)).toHaveCount(2);
  await folded(bo).nth(1).click();
  await expect(chat(bo)).toContainText('It does.');
});
