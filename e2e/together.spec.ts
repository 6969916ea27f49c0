import { expect, type Page } from '@playwright/test';
import { roomLimits } from '../shared/limits.ts';
import {
  ask,
  chat,
  editorField,
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

/** Two people and the agent in the same files at once. */
test('W40 renaming a symbol in all files has one undo, and squiggles follow other files', async ({
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

test(
  'J7 two people type in one line and paste CRLF: both editors match the room’s text',
  { tag: '@gate' },
  async ({ browser, product }) => {
    const context = { permissions: ['clipboard-read', 'clipboard-write'] };
    const ana = await makeRoom(browser, product.url, 'Ana', context);
    const bo = await enter(browser, await linkFrom(ana, 'Can edit'), 'Bo');
    await writeAll(ana, 'greeting.ts', 'line\n');
    await openFile(bo, 'greeting.ts');
    // No update is pending that would move a cursor.
    await expect.poll(() => linesOf(bo)).toEqual(['line', '']);
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
    // Each person's text is complete and in order, however the two interleave.
    expect(text.replaceAll(/\d/g, '')).toBe('line pasted\nby Ana\nand Ana writes\n');
    expect(text.replaceAll(/\D/g, '')).toBe('0123456789');
    await expect.poll(async () => (await exported(bo)).get('src/greeting.ts')).toBe(text);
    for (const page of [ana, bo])
      await expect.poll(async () => (await linesOf(page)).join('\n').trimEnd()).toBe(text.trimEnd());
  },
);

test('W94 an edit that would make a file too large is undone at once, alone, with the reason', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana', {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const bo = await enter(browser, await linkFrom(ana, 'Can edit'), 'Bo');
  await writeAll(ana, 'greeting.ts', '// here\n');
  await openFile(bo, 'greeting.ts');
  await typeAtEnd(bo, '// Bo ');
  await expect.poll(() => painted(ana)).toContain('// Bo');
  // One and a half times the limit, and more than the room itself would accept.
  for (const times of [1.5, 2.5]) {
    await ana.evaluate(
      (lines) => navigator.clipboard.writeText(`${'x'.repeat(79)}\n`.repeat(lines)),
      Math.round((times * roomLimits.maxFileBytes) / 80),
    );
    await typeAtEnd(ana, '');
    await ana.keyboard.press('ControlOrMeta+v');
    await expect(
      ana.getByText('This was not written. A file can be at most 1024 KiB.').first(),
    ).toBeVisible();
    await bo.keyboard.type('on ');
    // Redo does not bring it back.
    await ana.keyboard.press('ControlOrMeta+y');
    await typeAtEnd(ana, 'a ');
  }
  for (const page of [ana, bo]) await expect(saveState(page)).toHaveText('Saved');
  const text = (await exported(bo)).get('src/greeting.ts') ?? '';
  expect(text).toHaveLength('// here\n// Bo on on a a '.length);
  expect(text).not.toContain('x');
  expect((await exported(ana)).get('src/greeting.ts')).toBe(text);
});

test('J31 a key goes to a definition in another file, and the tab leads back', async ({
  browser,
  product,
}) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  await writeAll(page, 'greeting.ts', '\n\nexport const answer = 42;\n');
  await writeAll(page, 'main.ts', "import { answer } from './src/greeting.ts';\nexport default answer;\n");
  await page.keyboard.press('ControlOrMeta+Home');
  for (let word = 0; word < 3; word++) await page.keyboard.press('Control+ArrowRight');
  // The language service is loaded with the first file.
  await expect(async () => {
    await page.keyboard.press('F12');
    await expect(page.getByRole('tab', { name: 'greeting.ts' })).toHaveAttribute('aria-selected', 'true', {
      timeout: 1_000,
    });
  }).toPass();
  await expect(page.getByText('Ln 3, Col 14')).toBeVisible();
  await expect(editorField(page)).toBeFocused();
});

test('J8 offline work merges with the agent’s, and a file renamed or deleted while open elsewhere stays whole', async ({
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

  // Renaming a file does not interrupt whoever types in it.
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

test(
  'J27 S9 the room is killed while two people type: their pages reconnect by themselves and lose no letter',
  { tag: '@gate' },
  async ({ browser, product }) => {
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
    // Each page reconnects separately; the viewer's may be the last.
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
  },
);

/** The lines that the editor shows, from top to bottom; their order in the DOM differs. */
const linesOf = (page: Page): Promise<string[]> =>
  page
    .locator('.monaco-editor .view-line')
    .evaluateAll((lines) =>
      lines
        .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
        .map((line) => (line.textContent ?? '').replaceAll('\u00a0', ' ')),
    );
