import { expect, type Page } from '@playwright/test';
import type { ScriptedTurn } from '../test/model-server.ts';
import { ask, chat, enter, expectAccessible, linkFrom, makeRoom, messageField } from './people.ts';
import { test } from './test.ts';

/** The words that an element shows on more than one line. */
function brokenWords(elements: Element[]): string[] {
  return elements.flatMap((element) => {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const broken: string[] = [];
    while (texts.nextNode()) {
      for (const { 0: word, index } of (texts.currentNode.textContent ?? '').matchAll(/\S+/g)) {
        const range = document.createRange();
        range.setStart(texts.currentNode, index);
        range.setEnd(texts.currentNode, index + word.length);
        const tops = Array.from(range.getClientRects(), ({ top }) => top);
        if (new Set(tops).size > 1) broken.push(word);
      }
    }
    return broken;
  });
}

test('W172 W173 W174 editors see what the room has used, and its owner limits it', async ({
  browser,
  scripted,
}) => {
  const ana = await makeRoom(browser, scripted.url, 'Ana');
  const bo = await enter(browser, await linkFrom(ana, 'Can edit'), 'Bo');
  const vic = await enter(browser, await linkFrom(ana, 'Can view'), 'Vic');
  const usage = ana.getByRole('dialog', { name: 'Usage and limits' });
  const row = (name: string) => usage.getByRole('row', { name });

  await test.step('W172 by day, model and person, also after the chat is cleared', async () => {
    await ana.getByRole('button', { name: 'Usage and limits' }).click();
    await expect(usage).toContainText('0 of 20.0M tokens today.');
    await expect(row('Today')).toContainText('0');
    await ana.keyboard.press('Escape');
    scripted.openai.script({ text: 'Hello.', usage: [3_000, 200] }, { text: 'Again.', usage: [1_000, 100] });
    await ask(ana, 'hello');
    await expect(chat(ana)).toContainText('Hello.');
    await ask(bo, 'and again');
    await expect(chat(ana)).toContainText('Again.');
    await ana.getByRole('button', { name: 'Clear the chat' }).click();
    await ana.getByRole('button', { name: 'Clear for everyone' }).click();
    await expect(chat(ana).locator('.chat-message')).toHaveCount(0);
    await ana.getByRole('button', { name: 'Usage and limits' }).click();
    await expect(usage).toContainText('4.3k of 20.0M tokens today.');
    await expect(row('Last 7 days')).toHaveText('Last 7 days24.3k0 %$0.009');
    await expect(row('scripted')).toHaveText('scripted24.3k0 %$0.009');
    await expect(row('Ana')).toHaveText(/Ana13\.2k0 %\$0\.007$/);
    await expect(row('Bo')).toHaveText(/Bo11\.1k0 %\$0\.003$/);
    await expectAccessible(ana);
    for (const [width, height] of [
      [320, 640],
      [390, 844],
      [1440, 900],
    ] as const) {
      await ana.setViewportSize({ width, height });
      const scroller = usage.getByRole('group', { name: 'Tables of usage' });
      const beyond = await scroller.evaluate((el) => el.scrollWidth - el.clientWidth);
      expect(beyond, `W130 no column is cut off at ${width} px`).toBe(0);
      expect(
        await scroller.locator('th').evaluateAll(brokenWords),
        `W130 no word is broken at ${width} px`,
      ).toEqual([]);
      await ana.screenshot({ path: test.info().outputPath(`usage-${width}.png`) });
    }
  });

  await test.step('W173 the owner sets limits, and others see them', async () => {
    await usage.getByLabel('Tokens a day').fill('5000');
    await usage.getByLabel('Dollars a turn').fill('2.5');
    await usage.getByRole('button', { name: 'Save limits' }).click();
    await expect(usage).toContainText('Saved.');
    await expect(usage).toContainText('4.3k of 5.0k tokens today.');
    await ana.keyboard.press('Escape');
    await bo.getByRole('button', { name: 'Usage and limits' }).click();
    const seen = bo.getByRole('dialog', { name: 'Usage and limits' });
    await expect(seen.getByLabel('Tokens a day')).toHaveValue('5000');
    await expect(seen.getByLabel('Tokens a day')).toBeDisabled();
    await expect(seen).toContainText('Only people with the owner link can change these.');
    await bo.keyboard.press('Escape');
    await expect(vic.getByRole('button', { name: 'Usage and limits' })).toHaveCount(0);
  });

  await test.step('W174 a warning from 80 % on, and a request that says why it is refused', async () => {
    const warning = 'The agent has used 86 % of the 5,000 tokens that it has for today';
    await expect(ana.locator('.chat-budget')).toContainText(warning);
    await expect(bo.locator('.chat-budget')).toContainText(warning);
    // Away from the button, whose tooltip another test covers.
    await messageField(ana).focus();
    await expect(ana.getByRole('tooltip')).toHaveCount(0);
    await expectAccessible(ana);
    scripted.openai.script({ text: 'The last.', usage: [900, 100] });
    await ask(bo, 'one more');
    await expect(chat(bo)).toContainText('The last.');
    await expect(bo.locator('.chat-budget')).toContainText('100 % of the 5,000 tokens');
    await ask(bo, 'and more');
    await expect(bo.locator('.chat-panel')).toContainText(
      'The agent has used the 5,000 tokens that the room’s owner allows it for a day (until 00:00 UTC). An owner can raise this under “Usage and limits” in the chat.',
    );
    await ana.getByRole('button', { name: 'Usage and limits' }).click();
    await usage.getByLabel('Tokens a day').fill('');
    await usage.getByRole('button', { name: 'Save limits' }).click();
    await expect(usage).toContainText('Saved.');
    await expect(bo.locator('.chat-budget')).toHaveCount(0);
  });
});

test('A221 W176 each way in which a turn ends early has its label, and Continue where that can help', async ({
  browser,
  scripted: { url, openai },
}) => {
  const ana = await makeRoom(browser, url, 'Ana');
  const bo = await enter(browser, await linkFrom(ana, 'Can edit'), 'Bo');
  const last = (page: Page) => chat(page).locator('.chat-message').last();
  const goOn = (page: Page) => last(page).getByRole('button', { name: 'Continue' });
  const list = { calls: [{ name: 'listFiles', arguments: {} }] };

  await test.step('a limit of the owner', async () => {
    await ana.getByRole('button', { name: 'Usage and limits' }).click();
    const usage = ana.getByRole('dialog', { name: 'Usage and limits' });
    await usage.getByLabel('Tokens a turn').fill('1000');
    await usage.getByRole('button', { name: 'Save limits' }).click();
    await expect(usage).toContainText('Saved.');
    await ana.keyboard.press('Escape');
    openai.script({ ...list, usage: [900, 100] }, { text: 'Three files.', usage: [10, 5] });
    await ask(bo, 'list');
    for (const page of [ana, bo]) {
      await expect(last(page).locator('.chat-ended')).toHaveText('Limit reached');
      await expect(last(page)).toContainText(
        'This turn has used the 1,000 tokens that the room’s owner allows for one. Continue goes on from there. An owner can raise this under “Usage and limits” in the chat.',
      );
    }
    await goOn(bo).click();
    await expect(last(ana)).toContainText('Three files.');
    await expect(last(ana).locator('.chat-ended')).toHaveCount(0);
  });

  await test.step('what one turn may use at most, and what the provider says', async () => {
    const cases: [label: string, mayGoOn: boolean, answer: ScriptedTurn][] = [
      ['Out of tokens', true, { ...list, usage: [999_999, 1] }],
      ['Withheld', false, { text: 'Well, ', isWithheld: true }],
      ['Failed', true, { status: 401 }],
      ['Stopped', true, { hangAfter: 'Let me see' }],
    ];
    for (const [label, mayGoOn, answer] of cases) {
      openai.script(answer);
      await ask(ana, label);
      if (label === 'Stopped') {
        await expect(last(ana)).toContainText('Let me see');
        await ana.getByRole('button', { name: /^Stop/ }).click();
      }
      await expect(last(bo).locator('.chat-ended')).toHaveText(label);
      await expect(goOn(bo)).toHaveCount(mayGoOn ? 1 : 0);
      await expect(last(bo).getByRole('button', { name: 'Retry' })).toBeVisible();
    }
  });
});
