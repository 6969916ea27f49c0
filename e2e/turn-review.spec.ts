import { expect, type Page } from '@playwright/test';
import {
  chat,
  command,
  enter,
  expectAccessible,
  linkFrom,
  meet,
  openFile,
  painted,
  paneButton,
} from './people.ts';
import { askForThreeFiles, review } from './reviews.ts';
import { test } from './test.ts';

/** Reviewing a turn in the chat, in the editor and in the list of turns. */

const bar = (page: Page) => page.getByRole('group', { name: /^Change \d of \d by the agent$/ });

/** Screenshots in both themes, wide and narrow; leaves the page wide and dark. */
async function takePictures(page: Page, name: string, pane: string): Promise<void> {
  for (const [width, height] of [
    [390, 844],
    [1440, 900],
  ] as const) {
    await page.setViewportSize({ width, height });
    if (width === 390 && (await page.getByRole('dialog').count()) === 0) await paneButton(page, pane).click();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: test.info().outputPath(`${name}-${colorScheme}-${width}.png`) });
    }
  }
}

test(
  'J46 W158 a turn of three files is reviewed: one place undone, the rest kept, while another types in the file',
  { tag: '@gate' },
  async ({ browser, scripted }) => {
    const [ana, bo] = await meet(browser, scripted.url);
    const viewer = await enter(browser, await linkFrom(ana, 'Can view'), 'Vi');
    for (const page of [ana, bo]) await openFile(page, 'crew.ts');
    await askForThreeFiles(ana, scripted.openai);
    await chat(bo)
      .getByRole('button', { name: /^Review 3 files/ })
      .click();
    await expect(review(bo)).toContainText('5 of 5 changes to review');
    await expectAccessible(bo);
    await takePictures(bo, 'review', 'Chat');
    await test.step('a file’s buttons stay in sight while its changes are scrolled', async () => {
      await bo.setViewportSize({ width: 1440, height: 480 });
      const parts = review(bo).getByRole('button', {
        name: /^Keep the change in line \d+ of src\/crew\.ts$/,
      });
      await parts.last().evaluate((element) => element.scrollIntoView({ block: 'start' }));
      await expect(review(bo).getByRole('button', { name: 'Keep src/crew.ts' })).toBeInViewport({ ratio: 1 });
      await bo.setViewportSize({ width: 1440, height: 900 });
    });

    await ana.locator('.view-line', { hasText: "'Ada'" }).click();
    await ana.keyboard.press('End');
    const typing = new AbortController();
    const types = (async (): Promise<number> => {
      let count = 0;
      for (; !typing.signal.aborted; count++) await ana.keyboard.type('!', { delay: 40 });
      return count;
    })();
    await review(bo).getByRole('button', { name: 'Undo the change in line 8 of src/crew.ts' }).click();
    await expect(review(bo).getByRole('button', { name: /^Redo the change in line/ })).toBeVisible();
    await review(bo).getByRole('button', { name: 'Keep notes.md' }).click();
    await expect(review(bo)).toContainText('3 of 5 changes to review');
    await review(bo).getByRole('button', { name: 'Keep all' }).click();
    await expect(review(bo)).toContainText('Every change is reviewed.');
    typing.abort();
    const marks = '!'.repeat(await types);
    for (const page of [ana, bo, viewer]) {
      if (page === viewer) await openFile(page, 'crew.ts');
      await expect
        .poll(() => painted(page))
        .toContain(`{ name: 'Ada', task: 'writes the flight plan' },${marks}`);
      expect(await painted(page)).toContain('/** Who is aboard. */');
      expect(await painted(page)).not.toContain('Margaret');
      await expect(chat(page)).toContainText('Partly undone by Bo');
    }
    await test.step('viewers see the same without buttons', async () => {
      await chat(viewer)
        .getByRole('button', { name: /^Review 3 files/ })
        .click();
      await expect(review(viewer).getByText('Kept', { exact: true })).toHaveCount(4);
      await expect(review(viewer).getByRole('button', { name: /^(?:Keep|Undo|Redo)/ })).toHaveCount(0);
    });
    await test.step('the whole turn can still be undone, with what was kept', async () => {
      await chat(ana).getByRole('button', { name: 'Undo this turn' }).click();
      for (const page of [ana, bo]) {
        await expect.poll(() => painted(page)).toContain('Margaret');
        await expect(page.getByRole('treeitem', { name: 'notes.md' })).toHaveCount(0);
      }
      await expect(review(bo).getByText('Undone', { exact: true }).first()).toBeVisible();
    });
  },
);

test('W158 a file that someone deletes meanwhile is shown as in the trash, and undone there', async ({
  browser,
  scripted,
}) => {
  const [ana, bo] = await meet(browser, scripted.url);
  await askForThreeFiles(ana, scripted.openai);
  await chat(bo)
    .getByRole('button', { name: /^Review 3 files/ })
    .click();
  const link = (path: string) => review(bo).getByRole('button', { name: path, exact: true });
  const decide = (verb: string, path: string) =>
    review(bo).getByRole('button', { name: `${verb} ${path}`, exact: true });
  for (const [name, path] of [
    ['greeting.ts', 'src/greeting.ts'],
    ['notes.md', 'notes.md'],
  ] as const) {
    await test.step(name, async () => {
      await expect(link(path)).toBeVisible();
      await expect(review(bo)).not.toContainText('in the trash');
      await ana.getByRole('treeitem', { name }).focus();
      await ana.keyboard.press('Delete');
      await expect(review(bo).getByText('in the trash', { exact: true })).toHaveCount(1);
      await expect(link(path)).toHaveCount(0);
      await expect(review(bo)).toContainText(
        'Deleted meanwhile: Undo and Redo change its text in the trash.',
      );
      await expect(decide('Keep', `${path} in the trash`)).toBeVisible();
      await ana
        .getByRole('status')
        .filter({ hasText: `Deleted` })
        .getByRole('button', { name: 'Undo' })
        .click();
      await expect(decide('Undo', path)).toBeVisible();
    });
  }
  await test.step('an undo there shows in the file that is restored', async () => {
    await ana.getByRole('treeitem', { name: 'greeting.ts' }).focus();
    await ana.keyboard.press('Delete');
    await expectAccessible(bo);
    await takePictures(bo, 'trash', 'Chat');
    await decide('Undo', 'src/greeting.ts in the trash').click();
    await expect(decide('Redo', 'src/greeting.ts in the trash')).toBeVisible();
    await ana
      .getByRole('status')
      .filter({ hasText: 'Deleted' })
      .getByRole('button', { name: 'Undo' })
      .click();
    await openFile(ana, 'greeting.ts');
    await expect.poll(() => painted(ana)).toContain('Hello, ');
  });
});

test('W162 the list of turns outlives the chat, and follows what others do', async ({
  browser,
  scripted,
}) => {
  const [ana, bo] = await meet(browser, scripted.url);
  await askForThreeFiles(ana, scripted.openai);
  await ana.getByRole('button', { name: 'Clear the chat' }).click();
  await ana.getByRole('button', { name: 'Clear for everyone' }).click();
  await expect(chat(bo)).not.toContainText('Done, in three files.');
  await bo.getByRole('button', { name: 'Turns of the agent' }).click();
  const turns = bo.getByRole('dialog', { name: 'Turns of the agent' });
  const row = turns.getByRole('listitem').filter({ hasText: 'let Ada fly, without Margaret' });
  await expect(row).toContainText(/Ana.*scripted.*5 changes to review/s);
  await row.getByRole('button', { name: 'Review' }).click();
  await expect(review(bo)).toContainText('5 of 5 changes to review');
  await expectAccessible(bo);
  await takePictures(bo, 'turns', 'Chat');
  await command(ana, 'turns of the agent');
  await ana.getByRole('button', { name: 'Undo this turn' }).click();
  await expect(row).toContainText('Undone by Ana');
  await expect(row.getByRole('button', { name: 'Undo this turn' })).toHaveCount(0);
  await row.getByRole('button', { name: 'Redo', exact: true }).click();
  await expect(ana.getByRole('dialog')).toContainText('5 changes to review');
});

test(
  'W159 W160 W161 W163 the agent’s changes are marked beside the lines, and kept or undone there',
  { tag: '@gate' },
  async ({ browser, scripted }) => {
    const [ana, bo] = await meet(browser, scripted.url);
    const viewer = await enter(browser, await linkFrom(ana, 'Can view'), 'Vi');
    for (const page of [ana, bo, viewer]) await openFile(page, 'crew.ts');
    await askForThreeFiles(ana, scripted.openai);
    const marks = (page: Page) => page.locator('.agent-change');
    const changed = (page: Page) => page.locator('.agent-change-changed');
    for (const page of [ana, bo, viewer]) await expect(marks(page)).toHaveCount(3);
    await expect(ana.locator('.agent-change-added')).toHaveCount(1);
    await expect(changed(ana)).toHaveCount(1);
    await expect(ana.locator('.agent-change-removed')).toHaveCount(1);
    await changed(ana).click();
    await expect(bar(ana)).toContainText('writes the flight plan');
    await expectAccessible(ana);
    await takePictures(ana, 'editor', 'Editor');
    await changed(ana).click();
    await expect(bar(ana)).toHaveCount(0);
    await changed(ana).click();
    await bar(ana).getByRole('button', { name: 'Next change' }).focus();
    await ana.keyboard.press('Escape');
    await expect(bar(ana)).toHaveCount(0);
    await ana.keyboard.press('Alt+F5');
    await expect(bar(ana), 'the editor has the focus, at the second change').toContainText('flight plan');

    const line = ana.locator('.view-line', { hasText: "task: 'flies'" });
    /** Both are measured anew each time: a line break that Bo typed last may come between. */
    const marksOffset = async (): Promise<number> => {
      const [mark, text] = await Promise.all([changed(ana).boundingBox(), line.boundingBox()]);
      return (mark?.y ?? Number.NaN) - (text?.y ?? Number.NaN);
    };
    await test.step('the marks follow what people write', async () => {
      await bo.locator('.monaco-editor .view-line').first().click();
      await bo.keyboard.press('ControlOrMeta+Home');
      await bo.keyboard.type('// Bo\n// was here\n');
      await expect.poll(() => painted(ana)).toContain('was here');
      await expect.poll(marksOffset).toBe(0);
    });
    await test.step('the marks are right after another file was in front', async () => {
      await openFile(ana, 'greeting.ts');
      await expect(changed(ana)).toHaveCount(1);
      await bo.keyboard.type('// and here\n');
      await openFile(ana, 'crew.ts');
      await expect.poll(() => painted(ana)).toContain('and here');
      await expect(marks(ana)).toHaveCount(3);
      await expect.poll(marksOffset).toBe(0);
      await ana.locator('.agent-change-added').click();
      await ana.keyboard.press('Alt+F5');
      await expect(bar(ana)).toContainText('flight plan');
    });
    await test.step('a viewer looks, without deciding', async () => {
      await viewer.keyboard.press('Alt+F5');
      await expect(bar(viewer)).toBeVisible();
      await expect(bar(viewer).getByRole('button', { name: 'Keep' })).toHaveCount(0);
    });
    await test.step('keys go from change to change, through all files, and decide', async () => {
      await bar(ana).getByRole('button', { name: 'Undo' }).click();
      for (const page of [ana, bo])
        await expect.poll(() => painted(page)).toContain('writes the flight plan');
      await expect(bar(ana), 'on to the next one').toContainText('Margaret');
      await ana.keyboard.press('Alt+Shift+Y');
      await expect(ana.getByRole('tab', { name: 'greeting.ts' })).toHaveAttribute('aria-selected', 'true');
      await expect(bar(ana)).toContainText('Hello, ');
      await ana.keyboard.press('Alt+Shift+F5');
      await expect(ana.getByRole('tab', { name: 'crew.ts' })).toHaveAttribute('aria-selected', 'true');
      await ana.keyboard.press('Alt+F5');
      await ana.keyboard.press('Alt+Shift+U');
      await expect.poll(() => painted(bo)).not.toContain('Ahoy');
      await expect(marks(bo)).toHaveCount(1);
    });
    await test.step('they can be hidden, also after a reload', async () => {
      await command(bo, 'show or hide the agent');
      await expect(marks(bo)).toHaveCount(0);
      await bo.reload();
      await expect.poll(() => painted(bo)).toContain('was here');
      await expect(marks(ana)).not.toHaveCount(0);
      await expect(marks(bo)).toHaveCount(0);
      await command(bo, 'show or hide the agent');
      await expect(marks(bo)).toHaveCount(1);
    });
  },
);
