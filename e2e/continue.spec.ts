import { expect, type Page } from '@playwright/test';
import { ask, chat, expectAccessible, expectFits, meet, openFile, painted } from './people.ts';
import { test } from './test.ts';

/** Answers that were cut off and go on. */

const edit = (search: string, replace: string) => ({
  name: 'editFile',
  arguments: { path: 'src/greeting.ts', edits: [{ search, replace }] },
});
const messages = (page: Page) => chat(page).locator('.chat-message');
const goOn = (page: Page) => chat(page).getByRole('button', { name: 'Continue' });

test('W156 W157 A183 an answer out of steps goes on, and all of it can be undone and asked again', async ({
  browser,
  scripted,
}) => {
  const [ana, bo] = await meet(browser, scripted.url);
  await test.step('W157 the owner sets the steps of one turn', async () => {
    for (const page of [ana, bo]) await page.getByRole('button', { name: 'Settings' }).click();
    const settings = (page: Page) => page.getByRole('dialog', { name: 'Settings' });
    const steps = settings(ana).getByRole('spinbutton', { name: 'Steps of one turn' });
    await expect(steps).toHaveValue('50');
    await steps.fill('1000');
    await steps.blur();
    await expect(steps).toHaveValue('200');
    await steps.fill('2');
    await steps.blur();
    const seen = settings(bo).getByRole('spinbutton', { name: 'Steps of one turn' });
    await expect(seen).toHaveValue('2');
    await expect(seen).toBeDisabled();
    await expectFits(ana, 'settings', settings(ana).getByRole('spinbutton'));
    for (const page of [ana, bo]) await page.keyboard.press('Escape');
  });

  for (const page of [ana, bo]) await openFile(page, 'greeting.ts');
  scripted.openai.script(
    { text: 'Two words to change. ', calls: [edit('Hello, ', 'Ahoy, ')] },
    { calls: [edit('Ahoy, ', 'Ahoy there, ')] },
  );
  await ask(ana, 'say ahoy there, with three dots');
  for (const page of [ana, bo]) {
    await expect(chat(page)).toContainText('Stopped after 2 steps: turn limit reached.');
    await expect(chat(page)).toContainText('Out of steps');
    await expect.poll(() => painted(page)).toContain('Ahoy there, ');
  }
  await expectFits(ana, 'cut', goOn(ana), 'Chat');

  scripted.openai.script(
    { calls: [edit('Ahoy there, ', 'Ahoy there… ')], usage: [500, 20] },
    { text: 'All three are done.' },
  );
  await goOn(bo).click();
  for (const page of [ana, bo]) {
    await expect(chat(page)).toContainText('Bo let it go on');
    await expect(chat(page)).toContainText('All three are done.');
    await expect(goOn(page)).toHaveCount(0);
    await expect(messages(page), 'no message of Bo').toHaveCount(3);
    await expect(chat(page).getByRole('button', { name: 'Undo this turn' })).toHaveCount(2);
    await expect.poll(() => painted(page)).toContain('Ahoy there… ');
  }
  expect(await chat(ana).innerText()).toBe(await chat(bo).innerText());
  await expectFits(bo, 'went-on', chat(bo).getByRole('button', { name: 'Undo this turn' }), 'Chat');

  await test.step('W156 W110 asking again offers to undo all parts', async () => {
    scripted.openai.script({ text: 'Nothing to do.' });
    await messages(ana).first().hover();
    await messages(ana).first().getByRole('button', { name: 'Retry' }).click();
    const again = ana.getByRole('dialog', { name: 'Retry?' });
    await expect(again.getByRole('checkbox', { name: 'Undo the answer’s changes to files' })).toBeChecked();
    await expectAccessible(ana);
    await again.getByRole('button', { name: 'Retry' }).click();
    for (const page of [ana, bo]) {
      await expect(chat(page)).toContainText('Nothing to do.');
      await expect(messages(page)).toHaveCount(2);
      await expect(chat(page)).not.toContainText('let it go on');
      await expect.poll(() => painted(page)).toContain('Hello, ');
    }
  });
});

test('W156 a text that reaches its longest length goes on in one piece, and after a few times by a button', async ({
  browser,
  scripted,
}) => {
  const [ana, bo] = await meet(browser, scripted.url);
  const cut = (text: string) => ({ text, isCut: true });
  scripted.openai.script(
    cut('**One**, tw'),
    cut('o, three, fo'),
    { text: 'ur.' },
    ...['a ', 'b ', 'c ', 'd '].map(cut),
    { text: 'e.' },
  );
  await ask(ana, 'count');
  for (const page of [ana, bo]) {
    await expect(chat(page).locator('.chat-markdown').last()).toHaveText('One, two, three, four.');
    await expect(goOn(page)).toHaveCount(0);
  }
  await ask(bo, 'the letters');
  for (const page of [ana, bo]) {
    await expect(chat(page)).toContainText('a b c d');
    await expect(chat(page)).toContainText('Too long');
  }
  await goOn(ana).click();
  for (const page of [ana, bo]) {
    await expect(chat(page)).toContainText('Ana let it go on');
    await expect(messages(page).last()).toContainText('e.');
    await expect(goOn(page)).toHaveCount(0);
  }
});
