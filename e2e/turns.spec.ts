import { expect } from '@playwright/test';
import { ask, chat, expectAccessible, meet, messageField, openFile, painted } from './people.ts';
import { test } from './test.ts';

/** Undoing, redoing and reviewing a turn's changes to files. */

test(
  'J13 A48 anyone can undo and redo a turn by button and command, and everyone sees it',
  { tag: '@gate' },
  async ({ browser, scripted }) => {
    const [ana, bo] = await meet(browser, scripted.url);
    for (const page of [ana, bo]) await openFile(page, 'greeting.ts');
    const edits = [{ search: 'Hello, ', replace: 'Ahoy, ' }];
    scripted.openai.script(
      { calls: [{ name: 'editFile', arguments: { path: 'src/greeting.ts', edits } }] },
      { text: 'Changed.' },
    );
    await ask(ana, 'say ahoy');
    for (const page of [ana, bo]) await expect.poll(() => painted(page)).toContain('Ahoy, ');
    await test.step('W78 Review shows what the turn did, and what an undo would keep', async () => {
      await ana.locator('.view-line', { hasText: 'Ahoy, ' }).click();
      await ana.keyboard.press('End');
      await ana.keyboard.type(' // Ana');
      await expect.poll(() => painted(bo)).toContain('// Ana');
      await chat(bo).getByRole('button', { name: 'Review 1 file +1 −1' }).click();
      const review = chat(bo).getByRole('region', { name: 'What the turn changed' });
      await expect(review).toContainText('Hello, ');
      await expect(review).toContainText('Ahoy, ');
      await expect(review).toContainText(
        /Undo keeps what Ana wrote in the meantime; it will be in line \d+\./,
      );
      await ana.keyboard.press('Home');
      await ana.keyboard.type('/* why */ ');
      await expect(review, 'the review follows edits while it is open').toContainText('/* why */');
      await expectAccessible(bo);
      await bo.screenshot({ path: test.info().outputPath('review.png') });
    });
    await chat(bo).getByRole('button', { name: 'Undo this turn' }).click();
    for (const page of [ana, bo]) {
      await expect.poll(() => painted(page)).toContain('Hello, ');
      await expect(chat(page)).toContainText('Undone by Bo');
      await expect.poll(() => painted(page)).toContain('// Ana');
    }
    await chat(ana).getByRole('button', { name: 'Redo', exact: true }).click();
    for (const page of [ana, bo]) await expect.poll(() => painted(page)).toContain('Ahoy, ');
    await messageField(ana).fill('/undo');
    await ana.keyboard.press('Enter');
    for (const page of [ana, bo]) {
      await expect.poll(() => painted(page)).toContain('Hello, ');
      await expect(chat(page)).toContainText('Undone by Ana');
    }
    await test.step('W110 asking again offers to undo the changes to files, and /undo needs no message', async () => {
      await chat(bo).getByRole('button', { name: 'Redo', exact: true }).click();
      await expect.poll(() => painted(ana)).toContain('Ahoy, ');
      scripted.openai.script({ text: 'It stands there.', usage: [3_000, 200] });
      const asked = chat(ana).locator('.chat-message', { hasText: 'say ahoy' });
      await asked.hover();
      await asked.getByRole('button', { name: 'Retry' }).click();
      const again = ana.getByRole('dialog', { name: 'Retry?' });
      await expectAccessible(ana);
      await again.getByRole('checkbox', { name: 'Undo the answer’s changes to files' }).uncheck();
      await again.getByRole('button', { name: 'Retry' }).click();
      for (const page of [ana, bo]) {
        await expect(chat(page)).toContainText('It stands there.');
        await expect(chat(page).getByRole('button', { name: 'Undo this turn' })).toHaveCount(0);
      }
      await expect(chat(bo), 'W111 a cost').toContainText('scripted · 3.2k tokens · $0.007');
      await expect.poll(() => painted(bo)).toContain('Ahoy, ');
      await messageField(ana).fill('/undo');
      await ana.keyboard.press('Enter');
      for (const page of [ana, bo]) await expect.poll(() => painted(page)).toContain('Hello, ');
    });
    await test.step('A134 W112 the list of actions shows everything, with links to the answers', async () => {
      await bo.getByRole('tab', { name: 'Actions' }).click();
      const actions = bo.getByRole('list', { name: 'Actions' }).getByRole('listitem');
      await expect(actions).toHaveText([
        /Ana undid a turn of the agent/,
        /Bo redid a turn of the agent/,
        /Ana undid a turn of the agent/,
        /Ana redid a turn of the agent/,
        /Bo undid a turn of the agent/,
        /Agent wrote src\/greeting.ts$/,
      ]);
      scripted.openai.script(
        { calls: [{ name: 'writeFile', arguments: { path: 'new.ts', content: '1;\n' } }] },
        { text: 'A new one.' },
      );
      await ask(ana, 'make a file');
      await expect(actions.first()).toContainText('Agent wrote new.ts');
      await actions.first().getByRole('button', { name: 'Turn' }).click();
      await expect(chat(bo).locator('.chat-message', { hasText: 'A new one.' })).toBeFocused();
      await ana.getByRole('button', { name: 'Clear the chat' }).click();
      await ana.getByRole('button', { name: 'Clear for everyone' }).click();
      await expect(actions.first()).toContainText(/Ana cleared the chat of \d+ messages/);
      await expect(actions.getByRole('button', { name: 'Turn' })).toHaveCount(0);
      await expectAccessible(bo);
    });
  },
);
