import { expect, type Locator } from '@playwright/test';
import {
  ask,
  chat,
  command,
  editorField,
  expectAccessible,
  makeRoom,
  messageField,
  output,
  painted,
  runButton,
  saveState,
} from './people.ts';
import { test } from './test.ts';

/** Accessibility: axe in both themes, wide and narrow, and the keyboard alone. */
test('J4 axe finds nothing on home and room', { tag: '@gate' }, async ({ browser, product }) => {
  const room = await makeRoom(browser, product.url, 'Ana');
  const home = await room.context().newPage();
  await home.goto(product.url);
  await ask(room, 'run main.ts');
  await expect(output(room)).toContainText('Lift-off!');
  await expect(chat(room)).toContainText('Ran');
  await expect(room.locator('.monaco-editor .view-line').first()).toBeVisible();
  for (const page of [home, room]) {
    for (const [width, height] of [
      [1440, 900],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      await expectAccessible(page);
    }
  }
});

test(
  'J5 W97 W98 a person edits, opens files, uses tabs and dialogs, runs and asks by keyboard alone',
  { tag: '@gate' },
  async ({ browser, product }) => {
    const page = await makeRoom(browser, product.url, 'Ana');
    await expect(page.locator('.monaco-editor .view-line').first()).toBeVisible();
    await expect(runButton(page)).toHaveAccessibleName('Run main.ts');
    const editor = editorField(page);
    const tab = (name: string) => page.getByRole('tab', { name });
    const files = page.getByRole('tree', { name: 'Files' });
    /** Presses F6 until this region has the focus. */
    const goTo = async (place: Locator): Promise<void> => {
      for (let presses = 0; presses < 6; presses++) {
        if (await place.evaluate((element) => element.contains(document.activeElement))) break;
        await page.keyboard.press('F6');
      }
      expect(await place.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    };

    await test.step('Ana opens a file from the tree and edits it', async () => {
      await goTo(files);
      await page.keyboard.press('Home');
      while (!(await page.getByRole('treeitem', { name: 'greeting.ts' }).evaluate(isFocused)))
        await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await expect(tab('greeting.ts')).toHaveAttribute('aria-selected', 'true');
      await goTo(editor);
      await page.keyboard.press('Control+Home');
      await page.keyboard.type('// by key\n');
      await expect(saveState(page)).toHaveText('Saved');
      await expect.poll(() => painted(page)).toContain('// by key');
      await expect(
        page.getByRole('status').filter({ hasText: /^Saved$/ }),
        'W98 announced once it lasts',
      ).toBeAttached();
    });

    await test.step('Ana moves between tabs and closes one', async () => {
      await page.keyboard.press('Alt+PageUp');
      await expect(tab('main.ts')).toHaveAttribute('aria-selected', 'true');
      await page.keyboard.press('Alt+PageDown');
      await page.keyboard.press('Alt+x');
      await expect(tab('greeting.ts')).toHaveCount(0);
      await expect(tab('main.ts')).toHaveAttribute('aria-selected', 'true');
    });

    await test.step('a dialog opens, works and returns the focus', async () => {
      await goTo(editor);
      await command(page, 'settings');
      const dialog = page.getByRole('dialog', { name: 'Settings' });
      await expect(dialog).toBeVisible();
      const wrap = dialog.getByLabel('Wrap long lines');
      while (!(await wrap.evaluate(isFocused))) await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
      await expect(wrap).toBeChecked();
      await page.keyboard.press('Escape');
      await expect(dialog).toHaveCount(0);
      await expect(editor).toBeFocused();
    });

    await page.keyboard.press('Control+Enter');
    await expect(output(page)).toContainText('Lift-off!');
    const message = messageField(page);
    await goTo(message);
    await page.keyboard.type('list');
    await page.keyboard.press('Enter');
    await expect(chat(page)).toContainText('src/greeting.ts');

    await test.step('W97 Ana asks about the selection', async () => {
      await goTo(editor);
      await page.keyboard.press('Control+Home');
      await page.keyboard.press('Shift+ArrowDown');
      await page.keyboard.press('Shift+ArrowDown');
      await page.keyboard.press('Control+k');
      await expect(message).toBeFocused();
      await expect(message).toHaveValue('@main.ts:1-2 ');
    });
  },
);

const isFocused = (element: Element): boolean => element === document.activeElement;
