import { expect, type Page } from '@playwright/test';
import {
  ask,
  chat,
  enter,
  exported,
  linkFrom,
  makeRoom,
  meet,
  openFile,
  painted,
  saveState,
  typeAtEnd,
  writeAll,
} from './people.ts';
import { test } from './test.ts';

/** Two people, and the agent, in the same files at once. */
test('W40 a symbol is renamed in all files with one undo, and squiggles follow other files', async ({
  browser,
  product,
}) => {
  const [ana, bo] = await meet(browser, product.url);
  const squiggle = ana.locator('.squiggly-error');
  await writeAll(bo, 'greeting.ts', 'export const answer = 42;\n');
  await writeAll(ana, 'main.ts', "import { answer } from './src/greeting.ts';\nexport default answer;\n");
  await expect(squiggle).toHaveCount(0);
  await writeAll(bo, 'greeting.ts', 'export const other = 42;\n');
  await expect(squiggle.first()).toBeVisible();
  await writeAll(bo, 'greeting.ts', 'export const answer = 42;\n');
  await expect(squiggle).toHaveCount(0);

  await ana.keyboard.press('ControlOrMeta+Home');
  await ana.keyboard.press('Control+ArrowRight');
  await ana.keyboard.press('Control+ArrowRight');
  await ana.keyboard.press('Control+ArrowRight');
  await ana.keyboard.press('F2');
  await expect(ana.locator('.rename-box input')).toBeFocused();
  await ana.keyboard.type('reply');
  await ana.keyboard.press('Enter');
  await expect.poll(() => painted(bo)).toContain('export const reply = 42;');
  await expect(ana.getByText('Changed 2 files.')).toBeVisible();
  await ana.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => painted(bo)).toContain('export const answer = 42;');
  await expect.poll(() => painted(ana)).toContain('export default answer;');
});

test('J7 two people on one line, with a paste of CRLF: both editors have the text of the room', async ({
  browser,
  product,
}) => {
  const context = { permissions: ['clipboard-read', 'clipboard-write'] };
  const ana = await makeRoom(browser, product.url, 'Ana', context);
  const bo = await enter(browser, await linkFrom(ana, 'Can edit'), 'Bo');
  for (const page of [ana, bo]) await writeAll(page, 'greeting.ts', 'line\n');
  for (const page of [ana, bo]) {
    await page.locator('.monaco-editor .view-line').first().click();
    await page.keyboard.press('ControlOrMeta+Home');
    await page.keyboard.press('End');
  }
  await ana.evaluate(() => navigator.clipboard.writeText(' pasted\r\nby Ana\r\n'));
  await Promise.all([
    bo.keyboard.type('0123456789', { delay: 15 }),
    ana.keyboard.press('ControlOrMeta+v').then(() => ana.keyboard.type('and Ana writes', { delay: 15 })),
  ]);
  for (const page of [ana, bo]) await expect(saveState(page)).toHaveText('Saved');
  const text = (await exported(ana)).get('src/greeting.ts') ?? '';
  // Each one's own text is whole and in order, wherever the other's went between.
  expect(text.replaceAll(/\d/g, '')).toBe('line pasted\nby Ana\nand Ana writes\n');
  expect(text.replaceAll(/\D/g, '')).toBe('0123456789');
  await expect.poll(async () => (await exported(bo)).get('src/greeting.ts')).toBe(text);
  for (const page of [ana, bo])
    await expect.poll(async () => (await linesOf(page)).join('\n').trimEnd()).toBe(text.trimEnd());
});

test('J8 offline beside the agent, and a file renamed and deleted while it is open elsewhere', async ({
  browser,
  product,
}) => {
  const [ana, bo] = await meet(browser, product.url);
  await openFile(ana, 'greeting.ts');
  await openFile(bo, 'greeting.ts');
  await ana.context().setOffline(true);
  await expect(saveState(ana)).toHaveText('Offline');
  await typeAtEnd(ana, '\n// offline Ana');
  await expect(saveState(ana)).toHaveText('Offline: your changes wait in this browser');
  await ask(bo, 'in src/greeting.ts replace "Hello" with "Good morning"');
  await expect(chat(bo)).toContainText(/Edited\s*(src\/)?greeting\.ts/);
  await expect.poll(() => painted(bo)).toContain('Good morning');
  await ana.context().setOffline(false);
  for (const page of [ana, bo]) {
    await expect(saveState(page)).toHaveText('Saved');
    await expect.poll(() => painted(page)).toContain('// offline Ana');
    await expect.poll(() => painted(page)).toContain('Good morning');
  }

  // Whoever types in a file that is renamed goes on as if nothing had happened.
  await typeAtEnd(ana, '\n// ');
  const typing = ana.keyboard.type('typed letter by letter through the rename', { delay: 50 });
  await bo.getByRole('treeitem', { name: 'greeting.ts' }).focus();
  await bo.keyboard.press('F2');
  await bo.getByRole('textbox', { name: 'New name of greeting.ts' }).fill('hello.ts');
  await bo.keyboard.press('Enter');
  await expect(ana.getByRole('tab', { name: 'hello.ts' })).toHaveAttribute('aria-selected', 'true');
  await typing;
  await expect
    .poll(async () => (await exported(bo)).get('src/hello.ts'))
    .toContain('// typed letter by letter through the rename');
  await bo.getByRole('treeitem', { name: 'hello.ts' }).focus();
  await bo.keyboard.press('Delete');
  await expect(ana.getByText('src/hello.ts was deleted.')).toBeVisible();
  await ana.getByRole('button', { name: 'Restore' }).click();
  await expect.poll(async () => (await exported(bo)).get('src/hello.ts')).toContain('through the rename');
});

test('J27 S9 the room is killed while two type: their pages come back by themselves, and nobody has lost a letter', async ({
  browser,
  product,
}) => {
  const [ana, bo] = await meet(browser, product.url);
  const vi = await enter(browser, await linkFrom(ana, 'Can view'), 'Vi');
  await writeAll(ana, 'greeting.ts', '// \n');
  await writeAll(bo, 'crew.ts', '// \n');
  const letters = 'abcdefghijklmnopqrstuvwxyz'.repeat(4);
  for (const page of [ana, bo]) {
    await page.keyboard.press('ControlOrMeta+Home');
    await page.keyboard.press('End');
  }
  const typing = [ana, bo].map((page) => page.keyboard.type(letters, { delay: 40 }));
  await expect.poll(async () => (await painted(ana)).length).toBeGreaterThan(30);
  product.killRoom();
  await expect(saveState(ana)).toHaveText(/Offline/);
  await Promise.all(typing);
  for (const page of [ana, bo]) await expect(saveState(page)).toHaveText('Saved', { timeout: 30_000 });
  const whole = `// ${letters}\n`;
  // Each page comes back on its own; one that only looks may be the last.
  for (const page of [vi, ana, bo]) {
    await expect
      .poll(async () => {
        const room = await exported(page);
        return [room.get('src/greeting.ts'), room.get('src/crew.ts')];
      })
      .toEqual([whole, whole]);
  }
  expect(await exported(ana)).toEqual(await exported(vi));
  expect(await exported(bo)).toEqual(await exported(vi));
});

/** The lines that the editor paints, from above: their order in the page is another. */
const linesOf = (page: Page): Promise<string[]> =>
  page
    .locator('.monaco-editor .view-line')
    .evaluateAll((lines) =>
      lines
        .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
        .map((line) => (line.textContent ?? '').replaceAll('\u00a0', ' ')),
    );
