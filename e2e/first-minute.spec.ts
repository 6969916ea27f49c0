import { expect, type Page } from '@playwright/test';
import { ask, chat, makeRoom, openFile, output } from './people.ts';
import { test } from './test.ts';

const suggestions = (page: Page) => chat(page).getByRole('list', { name: 'Suggestions' }).getByRole('button');

test('J47 W147 without a model’s key the chat says so, and its suggestions work', async ({
  browser,
  product,
}) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  await expect(chat(page)).toContainText('No model connected');
  await expect(suggestions(page)).toHaveText([
    'in src/greeting.ts replace Hello with Ahoy',
    'run main.ts',
    'create notes.md: What we learned today',
    'help',
  ]);
  await suggestions(page).first().click();
  await openFile(page, 'greeting.ts');
  await expect(page.locator('.view-lines').first()).toContainText('Ahoy');
  await ask(page, 'run main.ts');
  await expect(output(page)).toContainText('Ahoy, Ada');
  await ask(page, 'please greet people with Good morning before noon');
  await expect(chat(page)).toContainText('Without a language model I only follow commands');
  await expect(chat(page)).not.toContainText('Did you mean');
});

test('J48 W147 with a model the chat suggests the seed project’s to-do', async ({ browser, scripted }) => {
  scripted.openai.script({ text: 'Done: people are greeted by the time of day.' });
  const page = await makeRoom(browser, scripted.url, 'Ana');
  await expect(suggestions(page)).toHaveText([
    'Do the to-do in src/greeting.ts',
    'Run main.ts and explain what it prints',
    'What does this project do?',
  ]);
  await expect(chat(page)).not.toContainText('No model connected');
  await suggestions(page).first().click();
  await expect(chat(page)).toContainText('greeted by the time of day');
});
