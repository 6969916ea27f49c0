import { expect } from '@playwright/test';
import {
  ask,
  chat,
  enter,
  expectAccessible,
  linkFrom,
  makeRoom,
  messageField,
  paneButton,
} from './people.ts';
import { test } from './test.ts';

/** The agent's plan, the problems that its edits make, and what a message lets it do. */
test('W164 W165 W166 people see the agent’s plan and the problems it made, and may only ask', async ({
  browser,
  scripted,
}) => {
  const ana = await makeRoom(browser, scripted.url, 'Ana');
  const plan = (state: string) => ({
    items: [
      { text: 'Read the greeting', state: 'done' },
      { text: 'Write the total', state },
      { text: 'Run it', state: 'open' },
    ],
  });
  scripted.openai.script(
    { calls: [{ name: 'todo', arguments: plan('open') }] },
    { calls: [{ name: 'diagnostics', arguments: {} }] },
    { calls: [{ name: 'writeFile', arguments: { path: 'total.ts', content: 'let total: string = 1;\n' } }] },
    { calls: [{ name: 'todo', arguments: plan('doing') }] },
    { hangAfter: 'Nearly there' },
  );

  await test.step('W165 the newest plan is a list on the message, and one line above the composer', async () => {
    await ask(ana, 'write the total');
    const list = chat(ana).getByRole('region', { name: 'Plan, 1 of 3 done' });
    await expect(list.getByRole('listitem')).toHaveText([
      'done: Read the greeting',
      'in progress: Write the total',
      'open: Run it',
    ]);
    await expect(list).toHaveCount(1);
    await expect(ana.getByText('1 of 3 done: Write the total')).toBeVisible();
    const bo = await enter(browser, await linkFrom(ana, 'Can edit'), 'Bo');
    await expect(bo.getByText('1 of 3 done: Write the total')).toBeVisible();
  });

  await test.step('W164 the card of an edit counts its problems, and lists them as links', async () => {
    const card = chat(ana).getByRole('button', { name: /Created total\.ts.*1 problem/ });
    await card.click();
    await expect(chat(ana).getByRole('button', { name: 'total.ts:1:5' })).toBeVisible();
    await expectAccessible(ana);
  });

  await test.step('W166 the composer has space for all its buttons while the agent works', async () => {
    await messageField(ana).fill('@agent and then');
    for (const [width, height] of [
      [390, 844],
      [1440, 900],
    ] as const) {
      await ana.setViewportSize({ width, height });
      if (width === 390) await paneButton(ana, 'Chat').click();
      for (const name of [/^Stop/, 'Queue'])
        await expect(ana.getByRole('button', { name })).toBeInViewport({ ratio: 1 });
    }
    await messageField(ana).fill('');
  });

  await test.step('W165 in a turn that was stopped, the rest of its plan is open', async () => {
    await messageField(ana).press('Escape');
    const list = chat(ana).getByRole('region', { name: 'Plan, 1 of 3 done' });
    await expect(list.getByRole('listitem')).toHaveText([
      'done: Read the greeting',
      'open: Write the total',
      'open: Run it',
    ]);
    await expect(ana.getByText('1 of 3 done: Write the total')).toHaveCount(0);
  });

  await test.step('W166 the mode is chosen by keyboard, kept by the browser, and marks the message', async () => {
    const mode = ana.getByRole('group', { name: 'What the agent may do' });
    await mode.getByRole('radio', { name: 'Edit' }).focus();
    await ana.keyboard.press('ArrowRight');
    await expect(mode.getByRole('radio', { name: 'Ask' })).toBeChecked();
    await ana.reload();
    await expect(mode).toHaveCount(0);
    await messageField(ana).fill('@agent ');
    await expect(mode.getByRole('radio', { name: 'Ask' })).toBeChecked();
    const before = scripted.openai.requests.length;
    scripted.openai.script({ text: 'Nothing was changed.' });
    await ask(ana, 'what would you change?');
    await expect(chat(ana)).toContainText('Nothing was changed.');
    await expect(chat(ana).locator('.chat-mode-mark')).toHaveText(['Ask']);
    const tools = JSON.stringify(scripted.openai.requests[before]?.body.tools);
    expect(tools).toContain('readFile');
    expect(tools).not.toContain('writeFile');
    await expectAccessible(ana);
  });
});
