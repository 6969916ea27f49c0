import { expect, type Page } from '@playwright/test';
import { startOpenAiServer } from '../test/openai-server.ts';
import { ask, chat, enter, expectFits, linkFrom, makeRoom, messageField } from './people.ts';
import { startProduct } from './product.ts';
import { test } from './test.ts';

const meter = (page: Page) => page.getByRole('meter', { name: 'Context window' });
const rows = (page: Page) => chat(page).locator('.chat-summary summary');

test('W154 W155 A177 people see how full the model’s window is, summarise the chat, and read what the model is told', async ({
  browser,
}) => {
  const openai = await startOpenAiServer();
  const product = await startProduct({
    OPENAI_API_KEY: 'sk-e2e',
    OPENAI_BASE_URL: openai.url,
    OPENAI_MODEL: 'scripted,other',
    MODEL_WINDOWS: 'scripted=12000',
  });
  try {
    const ana = await makeRoom(browser, product.url, 'Ana');
    const bo = await enter(browser, await linkFrom(ana, 'Can edit'), 'Bo');
    await expect(meter(ana)).toHaveCount(0);
    openai.script({ text: 'It greets everyone.', usage: [2_000, 40] });
    await ask(ana, 'what does greeting.ts do?');
    for (const page of [ana, bo]) {
      await expect(meter(page)).toHaveAttribute('aria-valuetext', '17 % of the model’s window');
      await expect(meter(page)).toHaveAttribute('title', /2,040 of 12,000 tokens/);
    }
    await expect(ana.getByText('summarises it')).toHaveCount(0);

    const words = 'It was painted in spring, before the swallows came back.\n\n'.repeat(340);
    openai.script({ text: `${words}The roof is green.`, usage: [3_300, 6_060] });
    await ask(ana, 'what colour is the roof?');
    for (const page of [ana, bo]) {
      await expect(meter(page)).toHaveText('78 %');
      await expect(page.getByText('The conversation takes 78 % of the model’s window.')).toBeVisible();
    }
    await expectFits(bo, 'hint', bo.getByRole('button', { name: '/compact' }), 'Chat');

    const summary =
      '## Requests\n\n- **Ana** asked what `src/greeting.ts` does: it greets everyone.\n- The roof is *green*.\n\n## Open\n\nNothing.';
    openai.script({ text: summary, usage: [4_000, 80] });
    await ana.getByRole('button', { name: '/compact' }).click();
    await expect(messageField(ana)).toHaveValue('/compact ');
    await ana.keyboard.type('the colour of the roof');
    await ana.keyboard.press('Enter');
    for (const page of [ana, bo]) {
      await expect(rows(page)).toHaveText(['Summarised 4 earlier messages']);
      await expect(chat(page)).toContainText('The roof is green.');
      await expect(chat(page)).not.toContainText('Nothing.');
      await expect(page.getByText('summarises it')).toHaveCount(0);
    }
    expect(JSON.stringify(openai.requests.at(-1)?.body)).toContain('the colour of the roof');
    await rows(ana).focus();
    await ana.keyboard.press('Enter');
    await expect(chat(ana).getByRole('heading', { name: 'Open' })).toBeVisible();
    await expect(chat(bo).getByRole('heading', { name: 'Open' })).toHaveCount(0);
    await expectFits(ana, 'row', rows(ana), 'Chat');

    await messageField(ana).fill('/compact');
    await ana.keyboard.press('Enter');
    await expect(ana.getByText('There is nothing to summarise')).toBeVisible();

    await test.step('A173 the older part is summarised when the window is nearly full', async () => {
      openai.script({ text: 'The story went on.\n\n'.repeat(360), usage: [2_200, 1_600] });
      await ask(ana, 'tell me a long story');
      await expect(meter(bo)).toHaveText('32 %');
      openai.script({ text: 'It was longer still.\n\n'.repeat(1_050), usage: [4_000, 4_500] });
      await ask(ana, 'and a longer one');
      await expect(meter(bo)).toHaveText('71 %');
      openai.script({ text: 'Ana heard two stories.' }, { text: 'That was all.', usage: [2_500, 10] });
      await ask(ana, 'is there more?');
      for (const page of [ana, bo]) {
        await expect(chat(page)).toContainText('That was all.');
        await expect(rows(page)).toHaveText([
          'Summarised 4 earlier messages',
          'Summarised 8 earlier messages',
        ]);
        await expect(meter(page)).toHaveText('21 %');
      }
      const told = JSON.stringify(openai.requests.at(-1)?.messages);
      expect(told).toContain('Ana heard two stories.');
      expect(told).toContain('is there more?');
      expect(told).not.toContain('longer still');
      await expect(chat(ana).locator('.chat-message').nth(-2)).toContainText('is there more?');
      await expect(chat(ana).locator('.chat-message').nth(-3)).toContainText('Summarised 8');
    });

    await product.restart();
    await bo.reload();
    await expect(rows(bo)).toHaveText(['Summarised 4 earlier messages', 'Summarised 8 earlier messages']);
    await rows(bo).last().click();
    await expect(chat(bo)).toContainText('Ana heard two stories.');
    await expect(meter(bo)).toHaveText('21 %');

    await bo.getByRole('button', { name: 'Model: scripted' }).click();
    await bo.getByRole('menuitemradio', { name: 'other' }).click();
    await expect(meter(bo)).toHaveCount(0);
  } finally {
    await product.stop();
    await openai.close();
  }
});

test('W82 the words of a slash command that is refused come back to the field', async ({
  browser,
  scripted,
}) => {
  const ana = await makeRoom(browser, scripted.url, 'Ana');
  const field = messageField(ana);
  scripted.openai.script({ hangAfter: 'Let me see' });
  await ask(ana, 'think for long');
  await expect(chat(ana)).toContainText('Let me see');
  for (const [words, reason] of [
    ['/compact the colour of the roof', 'The agent is answering. Stop it'],
    ['/run nowhere.ts', 'nowhere.ts'],
    ['/undo', 'There is no turn of the agent to undo.'],
    ['/nonsense with words', 'There is no command /nonsense.'],
  ] as const) {
    await field.fill(words);
    await ana.keyboard.press('Enter');
    await expect(ana.locator('.chat-problem')).toContainText(reason);
    await expect(field).toHaveValue(words);
  }
  await ana.getByRole('button', { name: /^Stop/ }).click();
});
