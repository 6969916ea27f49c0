import { expect, type Page } from '@playwright/test';
import { ask, chat, expectFits, makeRoom, messageField, openFile, paneButton } from './people.ts';
import { test } from './test.ts';

/** What an approval's card shows, and what the keys answer. */
const card = (page: Page) => page.getByRole('group', { name: /^The agent wants to/ });
const call = (name: string, input: object) => ({ calls: [{ name, arguments: input }] });

/** The characters of a card that overflow its edges, where nobody can read them. */
const beyondEdge = (page: Page): Promise<string> =>
  card(page).evaluate((el) => {
    const { left, right } = el.getBoundingClientRect();
    const walker = document.createTreeWalker(el, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    let found = '';
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent ?? '';
      for (let at = 0; at < text.length; at++) {
        if (/\s/.test(text[at] ?? '')) continue;
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const place = range.getBoundingClientRect();
        if (place.width > 0 && (place.left < left - 1 || place.right > right + 1)) found += text[at];
      }
    }
    return found;
  });

test('W76 W125 W126 a card shows everything that would be done, names hidden characters, and keys answer only a visible card', async ({
  browser,
  scripted,
}) => {
  const ana = await makeRoom(browser, scripted.url, 'Ana');
  await ana.getByRole('button', { name: 'Settings' }).click();
  await ana.getByRole('dialog', { name: 'Settings' }).getByLabel('The agent asks before it edits').check();
  await ana.keyboard.press('Escape');
  await openFile(ana, 'greeting.ts');
  const lines = Array.from({ length: 300 }, (_, i) => `export const line${i} = ${i};`);
  lines[1] = 'if (role !== "owner\u202e \u2066// only owners\u2069 \u2066") {\t  ';
  lines[2] = `${'\t'.repeat(60)}!beyond`;
  scripted.openai.script(
    call('writeFile', { path: 'src/new.ts', content: lines.join('\n') }),
    call('deleteFile', { path: 'src/greeting.ts' }),
    call('bash', { command: `rm README.md main.ts # \u202eyfidom${'\t'.repeat(60)}!beyond` }),
    { text: 'All done.' },
  );
  // Something to scroll past, not for the agent.
  const asks = ana.getByRole('switch', { name: 'To agent' });
  await asks.click();
  await messageField(ana).fill(Array.from({ length: 60 }, (_, i) => `line ${i}`).join('\n'));
  await ana.keyboard.press('Enter');
  await asks.click();

  await test.step('W125 W126 a click shows a long edit whole', async () => {
    await ask(ana, 'write it');
    await expect(card(ana)).toContainText('U+202E');
    await expect(card(ana)).toContainText('U+2066');
    expect(await card(ana).innerText()).not.toContain('\u202e');
    expect(await beyondEdge(ana)).toBe('');
    await expect(card(ana)).not.toContainText('line299');
    await expectFits(ana, 'edit', card(ana).getByRole('button'), 'Chat');
    await card(ana).getByRole('button', { name: 'Show all 300 lines' }).click();
    await card(ana).getByRole('group', { name: 'What changed' }).focus();
    await ana.keyboard.press('End');
    await expect(card(ana)).toContainText('line299');
    await ana.screenshot({ path: test.info().outputPath('whole.png') });
  });

  await test.step('W76 a key scrolls to a card that is out of sight, and answers at the second press', async () => {
    await ana.locator('.chat-scroll').evaluate((el) => (el.scrollTop = 0));
    await expect(card(ana)).not.toBeInViewport();
    await ana.keyboard.press('Alt+Y');
    await expect(ana.getByText('The agent’s question was out of sight.')).toBeVisible();
    await expect(card(ana).getByRole('button', { name: 'Allow once' })).toBeInViewport({ ratio: 1 });
    await ana.keyboard.press('Alt+Y');
    await expect(chat(ana)).toContainText('Allowed by Ana.');
  });

  await test.step('W126 A140 a deletion shows the deleted text; Option with a letter types on a Mac', async () => {
    await expect(card(ana)).toHaveAccessibleName('The agent wants to delete src/greeting.ts.');
    await expect(card(ana)).toContainText('Hello');
    await expectFits(ana, 'delete', card(ana).getByRole('button'), 'Chat');
    const pressed = { key: 'Dead', code: 'KeyN', altKey: true, bubbles: true, cancelable: true };
    const isTaken = (): Promise<boolean> =>
      messageField(ana).evaluate(
        (el, init) => !el.dispatchEvent(new KeyboardEvent('keydown', init)),
        pressed,
      );
    expect(await isTaken()).toBe(false);
    await ana.setViewportSize({ width: 390, height: 844 });
    await paneButton(ana, 'Files').click();
    await expect(card(ana)).toBeHidden();
    await ana.keyboard.press('Alt+N');
    await expect(card(ana).getByRole('button', { name: 'Deny' })).toBeInViewport({ ratio: 1 });
    const tops = await card(ana)
      .locator('.approval-answers button')
      .evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().top));
    expect(tops.length, 'Allow once, Always allow, Deny').toBe(3);
    expect(new Set(tops).size, 'in one row').toBe(1);
    await ana.keyboard.press('Alt+N');
    await expect(chat(ana)).toContainText('Denied by Ana');
  });

  await test.step('W125 A140 a command’s card shows everything that it deletes', async () => {
    await ana.setViewportSize({ width: 1440, height: 900 });
    await expect(card(ana)).toContainText('rm README.md main.ts # U+202E');
    await expect(card(ana)).toContainText('README.md (deleted)');
    await card(ana)
      .getByRole('button', { name: /^Show all \d+ lines in 2 files$/ })
      .click();
    await expectFits(ana, 'bash', card(ana).getByRole('button'), 'Chat');
    expect(await beyondEdge(ana)).toBe('');
    await card(ana).getByRole('button', { name: 'Allow once' }).click();
    await expect(chat(ana)).toContainText('All done.');
    await expect(chat(ana)).toContainText('U+202E');
  });
});
