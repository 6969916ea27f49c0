import { type Browser, expect, type Page } from '@playwright/test';
import {
  chat,
  command,
  expectFits,
  makeRoom,
  meet,
  messageField,
  openFile,
  paneButton,
  saveState,
} from './people.ts';
import { test } from './test.ts';

/** What people write to each other: mentions, Markdown, names of files, drafts. */

/** Ana and Bo, who both write to the people: Ana was alone at first, so her messages would be for the agent. */
async function talking(browser: Browser, url: string): Promise<[ana: Page, bo: Page]> {
  const [ana, bo] = await meet(browser, url);
  await ana.getByRole('switch', { name: 'To agent' }).click();
  return [ana, bo];
}

async function say(page: Page, message: string): Promise<void> {
  await messageField(page).fill(message);
  await page.keyboard.press('Enter');
  await expect(messageField(page)).toHaveValue('');
}

test(
  'W231 a person is mentioned by completion, and their page says so wherever they are',
  { tag: '@gate' },
  async ({ browser, product }) => {
    const [ana, bo] = await talking(browser, product.url);
    await test.step('with the chat in sight, the message is marked', async () => {
      await messageField(ana).click();
      await ana.keyboard.type('hey @b');
      await expect(ana.getByRole('option', { name: /^Bo/ })).toHaveAttribute('aria-selected', 'true');
      await ana.keyboard.press('Enter');
      await expect(messageField(ana)).toHaveValue('hey @Bo ');
      await ana.keyboard.type('look at src/main.ts');
      await ana.keyboard.press('Enter');
      await expect(chat(bo).locator('.chat-message-mine')).toContainText('mentions you');
      await expect(chat(bo).locator('.chat-mention-mine')).toHaveText('@Bo');
      await expect(chat(ana).locator('.chat-mention-person')).toHaveText('@Bo');
      await expect(chat(ana).locator('.chat-message-mine')).toHaveCount(0);
      await expect(bo).toHaveTitle(/^[^(@]/);
    });
    await test.step('with the chat hidden, title, button and a message say so, and lead to it', async () => {
      await bo.getByRole('button', { name: 'Hide the chat' }).click();
      await say(ana, 'nothing for you');
      await expect(bo).toHaveTitle(/^\(1\) [^@]/);
      await say(ana, '@Bo, and this?');
      await expect(bo).toHaveTitle(/^\(2\) @you /);
      await expect(
        bo.getByRole('button', { name: 'Show the chat, 2 unread, one mentions you' }),
      ).toBeVisible();
      const toast = bo.locator('.toast', { hasText: 'Ana mentioned you: @Bo, and this?' });
      await toast.getByRole('button', { name: 'Show' }).click();
      await expect(chat(bo).locator('.chat-message-mine').last()).toBeInViewport();
      await expect(bo).toHaveTitle(/^[^(@]/);
    });
    await test.step('on a narrow page, the chat’s button says so', async () => {
      await bo.setViewportSize({ width: 390, height: 844 });
      await paneButton(bo, 'Editor').click();
      await say(ana, 'still here, @Bo?');
      await expect(paneButton(bo, 'Chat')).toHaveAccessibleName('Chat 1 unread, one mentions you');
      await paneButton(bo, 'Chat').click();
      await expect(paneButton(bo, 'Chat')).toHaveAccessibleName('Chat');
    });
    await expectFits(bo, 'mentions', bo.getByRole('button', { name: 'Send' }), 'Chat');
  },
);

test(
  'W232 people’s messages are Markdown with the line breaks that they have, and raw HTML in them stays text',
  { tag: '@gate' },
  async ({ browser, product }) => {
    const [ana, bo] = await talking(browser, product.url);
    const requests: string[] = [];
    bo.on('request', (request) => requests.push(request.url()));
    await say(ana, 'first line\nsecond **bold** line\n\n- one\n- two\n\n```ts\nconst a = 1;\n```');
    const markdown = chat(bo).locator('.chat-markdown').last();
    await expect(markdown.locator('p').first()).toHaveText('first line\nsecond bold line', {
      useInnerText: true,
    });
    await expect(markdown.locator('strong')).toHaveText('bold');
    await expect(markdown.getByRole('listitem')).toHaveText(['one', 'two']);
    await expect(markdown.locator('pre')).toContainText('const a = 1;');
    const raw = '<img src="http://evil.test/x" onerror="alert(1)"> if a < b && c > d';
    await say(ana, raw);
    const last = chat(bo).locator('.chat-markdown').last();
    await expect(last).toHaveText(raw);
    await expect(last.locator('img')).toHaveCount(0);
    await say(ana, '>'.repeat(3_000));
    await expect(chat(bo).locator('.chat-markdown').last()).toContainText('>>>>');
    await say(ana, 'goes on');
    await expect(chat(bo).locator('.chat-markdown').last()).toHaveText('goes on');
    expect(requests.filter((url) => url.includes('evil'))).toEqual([]);
  },
);

test('W233 names of files in messages open the file, in code too, as long as it is there', async ({
  browser,
  product,
}) => {
  const [ana, bo] = await talking(browser, product.url);
  await openFile(bo, 'README.md');
  await say(ana, 'see src/greeting.ts:2, `main.ts`, nowhere.ts and https://example.org/main.ts');
  const message = chat(bo).locator('.chat-markdown').last();
  await expect(message.getByRole('button')).toHaveText(['src/greeting.ts:2', 'main.ts']);
  await message.getByRole('button', { name: 'src/greeting.ts:2' }).click();
  await expect(bo.getByRole('tab', { name: 'greeting.ts' })).toHaveAttribute('aria-selected', 'true');
  await expect(bo.locator('.status-bar')).toContainText('Ln 2');
  await ana.getByRole('treeitem', { name: 'main.ts' }).press('Delete');
  await expect(message.getByRole('button')).toHaveText(['src/greeting.ts:2']);
  await expect(message).toContainText(', main.ts, nowhere.ts');
});

test('W234 what is being written survives a reload, also a message that could not be sent', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  await command(ana, 'go to chat');
  await messageField(ana).fill('half a thought');
  await ana.reload();
  await expect(messageField(ana)).toHaveValue('half a thought');
  await ana.route('**/chat', (route) => route.abort());
  await ana.keyboard.press('Escape');
  await messageField(ana).press('Enter');
  await expect(messageField(ana)).toHaveValue('half a thought');
  await expect(ana.locator('.chat-problem')).toContainText('No connection');
  await ana.reload();
  await expect(messageField(ana)).toHaveValue('half a thought');
  await ana.unroute('**/chat');
  await test.step('a message on its way comes back only if it did not arrive', async () => {
    // It arrives, but its answer never does.
    await ana.route('**/chat', async (route) => void (await route.fetch()));
    await ana.getByRole('switch', { name: 'To agent' }).click();
    await messageField(ana).press('Enter');
    await expect(chat(ana)).toContainText('half a thought');
    await ana.reload();
    await expect(chat(ana)).toContainText('half a thought');
    await expect(messageField(ana)).toHaveValue('');
    // It does not arrive, and the page closes before that is known.
    await ana.route('**/chat', () => undefined);
    await messageField(ana).fill('lost on the way');
    await messageField(ana).press('Enter');
    await expect(messageField(ana)).toHaveValue('');
    await ana.reload();
    await expect(messageField(ana)).toHaveValue('lost on the way');
  });
  await expect(saveState(ana)).toHaveText('Saved');
});
