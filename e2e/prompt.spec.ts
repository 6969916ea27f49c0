import { expect } from '@playwright/test';
import { expectAccessible, makeRoom } from './people.ts';
import { commands, openTerminal, prompt, type } from './terminal-helpers.ts';
import { test } from './test.ts';

/** The terminal's prompt: its keys, completion, history and search. */

test('W138 W139 W140 W142 W149 the prompt handles a terminal’s keys, before the page and the browser', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  await openTerminal(ana);
  const field = prompt(ana);
  await expect(field).toBeFocused();
  const press = (...keys: string[]) =>
    keys.reduce((done, key) => done.then(() => ana.keyboard.press(key)), Promise.resolve());
  const write = async (text: string): Promise<void> => {
    await field.fill('');
    await ana.keyboard.type(text);
  };

  // Completion of commands, paths and common prefixes.
  await write('whoa');
  await press('Tab');
  await expect(field).toHaveValue('whoami ');
  await write('mkdir -p "my files"; echo 1 > "my files/one.txt"; echo 2 > "my files/onerous.txt"; cd src');
  await press('Enter');
  await expect(ana.getByRole('treeitem', { name: 'onerous.txt' })).toHaveCount(0);
  await expect(field).toHaveAccessibleName('Command in /work/src');
  await write('cat gr');
  await press('Tab');
  await expect(field).toHaveValue('cat greeting.ts ');
  await write('cat ../my');
  await press('Tab', 'Tab');
  await expect(field).toHaveValue(String.raw`cat ../my\ files/one`);
  const candidates = ana.locator('.terminal-candidates');
  await expect(candidates).toBeHidden();
  await press('Tab');
  await expect(candidates).toHaveText('one.txt  onerous.txt');
  await expectAccessible(ana);
  await ana.keyboard.type('r');
  await expect(candidates).toBeHidden();
  await press('Tab');
  await expect(field).toHaveValue(String.raw`cat ../my\ files/onerous.txt `);

  // A list that is too long shows its count, and no name wraps.
  await write('mkdir many; for i in {10..99}; do touch "many/a long name $i"; done; echo "$i made"');
  await press('Enter');
  await expect(commands(ana)).toContainText('99 made');
  await write('cat ../src/many/');
  await press('Tab', 'Tab');
  await expect(candidates).toContainText('90 matches');
  const heights = await candidates
    .getByRole('listitem')
    .evaluateAll((items) => [...new Set(items.map((item) => item.getBoundingClientRect().height))]);
  expect(heights, 'each name on one line').toHaveLength(1);

  // Line editing; Ctrl+K and Ctrl+L mean something else on the page.
  await write('one two');
  await press('Control+a');
  await ana.keyboard.type('0 ');
  await press('Control+e');
  await ana.keyboard.type(' 3');
  await expect(field).toHaveValue('0 one two 3');
  await press('ArrowLeft', 'ArrowLeft', 'Control+k');
  await expect(field).toHaveValue('0 one two');
  await press('Control+u');
  await expect(field).toHaveValue('');
  await expect(field).toBeFocused();

  // The browser's undo covers what the keys did.
  await write('cut me');
  await press('Control+u', 'Control+z');
  await expect(field).toHaveValue('cut me');
  await press('Home', 'Control+k', 'Control+z');
  await expect(field).toHaveValue('cut me');
  await write('cat "../READ"');
  await press('ArrowLeft', 'Tab');
  await expect(field).toHaveValue('cat "../README.md" ');
  await press('Control+z');
  await expect(field).toHaveValue('cat "../READ"');

  // The unfinished line comes back after the history.
  await write('half');
  await press('ArrowUp');
  await expect(field).toHaveValue(/^mkdir/);
  await press('ArrowDown');
  await expect(field).toHaveValue('half');

  // Ctrl+C copies a selection; without one it drops the line and shows `^C`.
  await ana.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await field.selectText();
  await press('Control+c');
  await expect(field).toHaveValue('half');
  expect(await ana.evaluate(() => navigator.clipboard.readText())).toBe('half');
  await press('End', 'Control+c');
  await expect(field).toHaveValue('');
  await expect(commands(ana)).toContainText('/work/src $ half^C');

  await write('kept');
  await press('Control+l');
  await expect(commands(ana)).not.toContainText('mkdir');
  await expect(commands(ana)).not.toContainText('half^C');
  await expect(field).toHaveValue('kept');
  await expect(field).toBeFocused();

  // Ways to leave the prompt, which the field's description names.
  await expect(field).toHaveAccessibleDescription(/Shift\+Tab.*leaves the prompt/);
  await press('Shift+Tab');
  await expect(field).not.toBeFocused();
  await field.focus();
  await press('Escape', 'Tab');
  await expect(field).not.toBeFocused();
  await expect(field).toHaveValue('kept');
  await ana.getByRole('tab', { name: 'Output' }).click();
  await openTerminal(ana);
  await expect(field).toHaveValue('kept');
});

test('W138 W190 W191 the prompt completes options, and finds one’s commands again after a reload', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  await openTerminal(ana);
  for (const command of ['echo first', 'grep -c title README.md', 'echo second']) {
    await type(ana, command);
    await expect(commands(ana)).toContainText(command);
    await expect(ana.getByRole('button', { name: `Stop ${command}` })).toHaveCount(0);
  }
  await prompt(ana).fill('ls ; sort --rev');
  await ana.keyboard.press('Tab');
  await expect(prompt(ana)).toHaveValue('ls ; sort --reverse ');

  await ana.reload();
  await openTerminal(ana);
  await expect(commands(ana)).toContainText('echo second');
  await prompt(ana).fill('half a line');
  await ana.keyboard.press('Control+r');
  const search = ana.getByRole('textbox', { name: 'Search your commands' });
  const found = ana.locator('.terminal-found');
  await expect(found).toHaveText('Type part of a command');
  await ana.keyboard.type('echo');
  await expect(found).toHaveText('echo second');
  await ana.keyboard.press('Control+r');
  await expect(found).toHaveText('echo first');
  await expectAccessible(ana);
  await ana.screenshot({ path: test.info().outputPath('search.png') });
  await ana.keyboard.press('Escape');
  await expect(search).toHaveCount(0);
  await expect(prompt(ana)).toHaveValue('half a line');
  await ana.keyboard.press('Control+r');
  await ana.keyboard.type('title');
  await ana.keyboard.press('Tab');
  await expect(prompt(ana)).toHaveValue('grep -c title README.md');
  await expect(prompt(ana)).toBeFocused();
  await ana.keyboard.press('Control+r');
  await ana.keyboard.type('nothing like it');
  await expect(found).toHaveText('No match');
  await ana.keyboard.press('Enter');
  await expect(prompt(ana)).toHaveValue('grep -c title README.md');
  await ana.keyboard.press('Control+r');
  await ana.keyboard.type('second');
  await ana.keyboard.press('Enter');
  await expect(prompt(ana)).toHaveValue('');
  await expect(commands(ana).getByText('echo second', { exact: true })).toHaveCount(2);
});
