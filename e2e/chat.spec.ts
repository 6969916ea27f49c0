import { expect, type Page, type Route } from '@playwright/test';
import {
  ask,
  chat,
  enter,
  expectAccessible,
  linkFrom,
  makeRoom,
  meet,
  messageField,
  output,
} from './people.ts';
import { test } from './test.ts';

/** The room's chat, among people in browsers and a scripted model behind OpenAI's API. */
test('J12 a prompt becomes streamed Markdown and tool cards, the same on all pages and after a reload in mid-stream', async ({
  browser,
  scripted,
}) => {
  const ana = await makeRoom(browser, scripted.url, 'Ana');
  const link = await linkFrom(ana, 'Can edit');
  const bo = await enter(browser, link, 'Bo');
  scripted.openai.script(
    { text: 'Looking.', calls: [{ name: 'readFile', arguments: { path: 'src/greeting.ts' } }] },
    { hangAfter: 'It greets **everyone** and `more' },
  );

  await test.step('W68 people talk, and no turn starts', async () => {
    await expect(bo.getByRole('textbox', { name: 'Message to everyone here' })).toBeVisible();
    // Ana was alone when she opened the room, so she keeps asking the agent when others come.
    await expect(ana.getByRole('textbox', { name: 'Message to the agent' })).toBeVisible();
    await messageField(bo).fill('Ana, shall we ask about the greeting?');
    await bo.keyboard.press('Enter');
    await expect(chat(ana)).toContainText('shall we ask about the greeting?');
    expect(scripted.openai.requests).toHaveLength(0);
  });

  await test.step('W68 the choice of whom to write to survives a reload', async () => {
    const asks = bo.getByRole('switch', { name: 'To agent' });
    await asks.click();
    await bo.reload();
    await expect(chat(bo)).toContainText('shall we ask about the greeting?');
    await expect(bo.getByRole('textbox', { name: 'Message to the agent' })).toBeVisible();
    await asks.click();
    await expect(bo.getByRole('textbox', { name: 'Message to everyone here' })).toBeVisible();
  });

  await test.step('W65 Ana mentions a file by keyboard', async () => {
    await messageField(ana).pressSequentially('@agent what does @greet');
    await expect(ana.getByRole('option', { selected: true })).toContainText('src/greeting.ts');
    await ana.keyboard.press('Tab');
    await ana.keyboard.type('do?');
    await ana.keyboard.press('Enter');
    await expect(chat(bo).getByRole('button', { name: 'src/greeting.ts', exact: true })).toBeVisible();
  });

  await test.step('W67 half-written Markdown renders as if it were complete, on both pages', async () => {
    for (const page of [ana, bo]) {
      await expect(chat(page).locator('strong', { hasText: 'everyone' })).toBeVisible();
      await expect(chat(page).locator('code', { hasText: 'more' })).toBeVisible();
      await expect(chat(page)).toContainText(/Read\s*src\/greeting\.ts/);
    }
  });
  const told = JSON.stringify(scripted.openai.requests[0]?.body.messages);
  expect(told).toContain('Bo says to the others:');
  expect(told).toContain('@src/greeting.ts is the file src/greeting.ts');

  await test.step('a reload in mid-stream shows the same and continues', async () => {
    await ana.reload();
    await expect(chat(ana).locator('strong', { hasText: 'everyone' })).toBeVisible();
    await ana.getByRole('button', { name: /^Stop/ }).click();
    for (const page of [ana, bo]) await expect(chat(page)).toContainText('Stopped by Ana.');
    const [one, other] = await Promise.all([ana, bo].map((page) => chat(page).innerText()));
    expect(one).toBe(other);
  });

  await test.step('only finished messages are announced', async () => {
    await expect(bo.locator('.chat-panel > [aria-live="polite"]')).toContainText('Stopped by Ana.');
    await expect(chat(bo)).toHaveAttribute('aria-live', 'off');
  });

  await test.step('W152 a mention of a deleted file is no link', async () => {
    await ana.getByRole('treeitem', { name: 'greeting.ts' }).focus();
    await ana.keyboard.press('Delete');
    await expect(chat(bo).getByRole('button', { name: 'src/greeting.ts', exact: true })).toHaveCount(0);
    await expect(chat(bo)).toContainText('what does src/greeting.ts do?');
  });
});

test('J13 people stop, queue, edit, send now, ask again and clear', async ({ browser, scripted }) => {
  const [ana, bo] = await meet(browser, scripted.url);
  scripted.openai.script({ hangAfter: 'Working on the first' });
  await ask(ana, 'the first');
  await expect(chat(bo)).toContainText('Working on the first');
  await ask(ana, 'the second');
  await ask(bo, 'the third');
  for (const page of [ana, bo]) await expect(waiting(page)).toHaveCount(2);

  await test.step('W69 people can edit their own queued messages only', async () => {
    await expect(waiting(bo).first().getByRole('button', { name: 'Edit' })).toHaveCount(0);
    await waiting(ana).first().getByRole('button', { name: 'Edit' }).click();
    await expect(ana.getByRole('textbox', { name: 'Queued message' })).toBeFocused();
    await ana.keyboard.type(', but better');
    await ana.keyboard.press('Enter');
    await expect(waiting(bo).first()).toContainText('the second, but better');
  });

  await test.step('W69 “Send now” goes first, and what the agent has done stays', async () => {
    scripted.openai.script({ text: 'Third done.' }, { text: 'Second done.' });
    await waiting(ana)
      .last()
      .getByRole('button', { name: /^Send now/ })
      .click();
    for (const page of [ana, bo]) {
      await expect(chat(page)).toContainText('Second done.');
      await expect(chat(page)).toContainText('Stopped by Ana.');
      await expect(chat(page)).toContainText('Working on the first');
      await expect(waiting(page)).toHaveCount(0);
      expect((await chat(page).innerText()).replaceAll(/\s+/g, ' ')).toMatch(
        /Third done\..*the second, but better.*Second done\./,
      );
    }
  });

  await test.step('W69 anyone can remove a queued message', async () => {
    scripted.openai.script({ hangAfter: 'Again working' });
    await ask(ana, 'go on');
    await expect(chat(bo)).toContainText('Again working');
    await ask(ana, 'never mind');
    await waiting(bo).getByRole('button', { name: 'Remove' }).click();
    for (const page of [ana, bo]) await expect(waiting(page)).toHaveCount(0);
    await messageField(ana).focus();
    await ana.keyboard.press('Escape');
    for (const page of [ana, bo]) await expect(page.getByRole('button', { name: /^Stop/ })).toHaveCount(0);
  });

  await test.step('W70 people retry a failed or stopped answer, and edit a message to ask again', async () => {
    scripted.openai.script({ text: 'Went on well.' });
    await chat(bo).getByRole('button', { name: 'Retry' }).last().click();
    await expect(chat(ana)).toContainText('Went on well.');
    await expect(chat(ana)).not.toContainText('Again working');
    await expect(chat(ana), 'A141 as oneself').toContainText('asked again, in Ana’s words');
    scripted.openai.script({ text: 'Went on otherwise.' });
    const mine = ana.locator('.chat-message', { hasText: 'go on' }).last();
    await mine.getByRole('button', { name: 'Edit and resend' }).click();
    await ana.keyboard.type(' otherwise');
    await ana.keyboard.press('Enter');
    await expect(chat(bo)).toContainText('go on otherwise');
    await expect(chat(bo)).toContainText('Went on otherwise.');
    await expect(chat(bo)).not.toContainText('Went on well.');
    await expect(chat(bo)).not.toContainText('asked again');
  });

  await test.step('W66 commands run, help and clear', async () => {
    await messageField(ana).fill('/run main.ts');
    await ana.keyboard.press('Enter');
    await expect(output(bo)).toContainText('Lift-off!');
    await messageField(ana).fill('/nonsense');
    await ana.keyboard.press('Enter');
    await expect(ana.locator('.chat-problem')).toContainText('There is no command /nonsense.');
    await messageField(ana).fill('/clear');
    await ana.keyboard.press('Enter');
    await ana.getByRole('button', { name: 'Clear for everyone' }).click();
    for (const page of [ana, bo]) await expect(page.locator('.chat-message')).toHaveCount(0);
  });
});

test('W82 sending frees the field and keeps the focus, and a failed message comes back', async ({
  browser,
  product,
}) => {
  const [ana, bo] = await meet(browser, product.url);
  await ana.getByRole('switch', { name: 'To agent' }).click();
  const sends = '**/agents/coder/*/chat';
  let arrive: (() => void) | undefined;
  const late = async (route: Route): Promise<void> => {
    await new Promise<void>((resolve) => (arrive = resolve));
    await route.continue();
  };
  await ana.route(sends, late, { times: 1 });
  await messageField(ana).fill('the first');
  await ana.keyboard.press('Enter');
  await ana.keyboard.type('the second');
  await ana.keyboard.press('Enter');
  await ana.keyboard.type('not sent yet');
  await ana.keyboard.press('F1');
  const palette = ana.getByRole('combobox', { name: 'Name of the command' });
  await expect(palette).toBeFocused();
  await expect.poll(() => arrive).toBeDefined();
  arrive?.();
  await expect(chat(bo).locator('.chat-message')).toContainText(['the first', 'the second']);
  await expect(palette).toBeFocused();
  await ana.keyboard.press('Escape');
  await expect(messageField(ana)).toHaveValue('not sent yet');

  await ana.route(sends, (route) => route.abort(), { times: 1 });
  await ana.keyboard.press('Enter');
  await expect(ana.locator('.chat-problem')).toBeVisible();
  await expect(messageField(ana)).toHaveValue('not sent yet');
  await ana.keyboard.press('Enter');
  await expect(messageField(ana)).toHaveValue('');
  await expect(ana.locator('.chat-problem')).toHaveCount(0);
  await expect(chat(bo).locator('.chat-message')).toHaveCount(3);
});

test('W113 of 500 loaded messages the last are rendered, and earlier ones by a button above them', async ({
  browser,
  scripted,
}) => {
  const ana = await makeRoom(browser, scripted.url, 'Ana');
  const author = { id: 'ann', name: 'Ann', color: 1, kind: 'human' };
  const messages = Array.from({ length: 500 }, (_, at) => ({
    id: `M${at}`,
    role: 'user',
    parts: [{ type: 'text', text: `said as number ${at}` }],
    metadata: { author, at: at + 1 },
  }));
  await ana.route('**/chat/history?*', (route) => route.fulfill({ json: { messages, queue: [] } }));
  await ana.reload();
  const drawn = chat(ana).locator('.chat-message');
  await expect(drawn).toHaveCount(60);
  await expect(drawn.last()).toContainText('said as number 499');
  await messageField(ana).fill('typed beside it');
  // Not so near to the first message that earlier ones come by themselves.
  await ana.getByLabel('Transcript').evaluate((el) => el.scrollTo({ top: 400 }));
  const sight = drawn.filter({ hasText: 'said as number 446' });
  const top = (await sight.boundingBox())?.y ?? 0;
  await chat(ana).getByRole('button', { name: 'Load earlier messages (440)' }).dispatchEvent('click');
  await expect(drawn).toHaveCount(120);
  expect(Math.abs(((await sight.boundingBox())?.y ?? 0) - top)).toBeLessThan(4);
  await expect(messageField(ana)).toHaveValue('typed beside it');
});

test('J4 W65 W72 the chat passes axe and works by keyboard', async ({ browser, scripted }) => {
  const [ana, bo] = await meet(browser, scripted.url);
  scripted.openai.script(
    { calls: [{ name: 'readFile', arguments: { path: 'none.ts' } }] },
    {
      text: 'See [the docs](https://example.org/docs?a=1).\n\n```ts\nconst a = 1;\n```\n\n| A | B |\n|---|---|\n| 1 | 2 |',
    },
    { hangAfter: 'And **on' },
  );
  await ask(ana, 'read none.ts');
  await expect(chat(ana)).toContainText('See the docs.');
  await ask(ana, 'go on');
  await expect(chat(ana).locator('strong', { hasText: 'on' })).toBeVisible();
  await ask(bo, 'then @main.ts');
  await ask(ana, 'and @README.md');
  await expect(waiting(ana)).toHaveCount(2);
  await messageField(ana).pressSequentially('@');
  await expect(ana.getByRole('option').first()).toBeVisible();
  // Away from the avatars, whose tooltips another test covers.
  await ana.mouse.move(400, 400);
  await expect(ana.getByRole('tooltip')).toHaveCount(0);
  await expectAccessible(ana);
  await ana.setViewportSize({ width: 390, height: 844 });
  const panes = ana.getByRole('navigation', { name: 'Panes' });
  await expectAccessible(ana);

  await test.step('W72 messages of others are counted until the chat is seen', async () => {
    await messageField(bo).fill('Are you there?');
    await bo.keyboard.press('Enter');
    const tab = panes.getByRole('button', { name: /^Chat/ });
    await expect(tab).toHaveAccessibleName('Chat 1 unread');
    await tab.click();
    await expect(tab).toHaveAccessibleName('Chat');
  });
  await messageField(ana).fill('/help');
  await ana.keyboard.press('Enter');
  await expect(ana.getByRole('region', { name: 'What you can write here' })).toBeVisible();
  await expectAccessible(ana);
  await ana.keyboard.press('Escape');

  await test.step('W67 a link shows its whole address first', async () => {
    await chat(ana).getByRole('link', { name: 'the docs' }).click();
    const dialog = ana.getByRole('dialog', { name: 'Open this link?' });
    await expect(dialog).toContainText('https://example.org/docs?a=1');
    await expectAccessible(ana);
    await ana.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    expect(ana.context().pages()).toHaveLength(1);
  });
  await ana.getByRole('button', { name: 'Clear the chat' }).click();
  const clearing = ana.getByRole('dialog', { name: 'Clear the chat?' });
  await expect(clearing).toBeVisible();
  await expectAccessible(ana);
  await clearing.getByRole('button', { name: 'Clear for everyone' }).click();
  for (const page of [ana, bo]) await expect(chat(page)).not.toContainText('See the docs.');
  await expect(waiting(ana)).toHaveCount(0);
});

const waiting = (page: Page) =>
  page.getByRole('list', { name: 'Waiting for the agent' }).getByRole('listitem');
