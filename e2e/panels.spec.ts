import { expect } from '@playwright/test';
import {
  chat,
  command,
  editorField,
  enter,
  expectAccessible,
  linkFrom,
  makeRoom,
  messageField,
  openFile,
  output,
  painted,
  runButton,
  writeAll,
} from './people.ts';
import { test } from './test.ts';

/** Panels that fold, the palette, and going to lines and symbols. */
test('W210 files, output and chat fold by key and button, and the editor takes the space', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana', { viewport: { width: 1280, height: 720 } });
  const bo = await enter(browser, await linkFrom(ana, 'Can edit'), 'Bo');
  const tree = ana.getByRole('tree', { name: 'Files' });
  const editor = ana.getByRole('region', { name: 'Editor' });
  await editorField(ana).focus();
  await ana.keyboard.press('Control+b');
  await ana.keyboard.press('Control+j');
  await ana.keyboard.press('Control+Shift+B');
  for (const hidden of [tree, output(ana), chat(ana)]) await expect(hidden).toBeHidden();
  await expect(editorField(ana)).toBeFocused();
  const box = await editor.boundingBox();
  expect(box?.width).toBe(1280);
  expect(box?.height).toBeGreaterThan(640);
  await expectAccessible(ana);

  await messageField(bo).fill('Are you there?');
  await bo.keyboard.press('Enter');
  await ana.reload();
  await expect(editorField(ana)).toBeFocused();
  for (const hidden of [tree, output(ana), chat(ana)]) await expect(hidden).toBeHidden();
  await messageField(bo).fill('Hello?');
  await bo.keyboard.press('Enter');
  await ana.getByRole('button', { name: /^Show the chat, \d unread$/ }).click();
  await expect(messageField(ana)).toBeFocused();
  await expect(ana.getByRole('button', { name: 'Hide the chat' })).toBeVisible();
  await ana.keyboard.press('Control+Shift+B');
  await expect(editorField(ana), 'the hidden panel had the focus').toBeFocused();

  await runButton(ana).click();
  await expect(output(ana), 'running shows the output').toBeVisible();
  await ana.keyboard.press('Control+l');
  await expect(messageField(ana), 'a key that leads to the chat shows it').toBeFocused();
  await command(ana, 'show hide files');
  await expect(tree).toBeVisible();
});

test('W215 W217 W22 the palette leads to recent commands, people and themes; Ctrl+P to lines and symbols', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  const bo = await enter(browser, await linkFrom(ana, 'Can edit'), 'Bo');
  await openFile(bo, 'crew.ts');
  await command(ana, 'theme dark');
  await expect(ana.locator('html')).toHaveAttribute('data-theme', 'dark');
  await command(ana, 'follow bo');
  await expect(ana.getByText('Following Bo').first()).toBeVisible();
  await expect(ana.getByRole('tab', { name: 'crew.ts' })).toHaveAttribute('aria-selected', 'true');
  await ana.keyboard.press('F1');
  const palette = ana.getByRole('dialog', { name: 'Command palette' });
  await expect(palette.locator('.picker-group').first()).toHaveText('Recently used');
  await expect(palette.getByRole('option').nth(0)).toContainText('Stop following Bo');
  await ana.keyboard.type('trash');
  await expect(palette.locator('b')).toHaveText(['Trash']);
  await expectAccessible(ana);
  await ana.keyboard.press('Escape');

  await openFile(ana, 'main.ts');
  await ana.keyboard.press('Control+p');
  const files = ana.getByRole('dialog', { name: 'Open a file' });
  await expect(files.getByRole('option').first()).toHaveText('src/crew.ts');
  await expectAccessible(ana);
  await ana.keyboard.type(':5');
  await ana.keyboard.press('Enter');
  await expect(ana.getByText('Ln 5, Col 1')).toBeVisible();
  await expect(editorField(ana)).toBeFocused();

  await openFile(ana, 'greeting.ts');
  await expect.poll(() => painted(ana)).toContain('greeting');
  await ana.keyboard.press('Control+Shift+O');
  await expect(files.getByRole('option').first()).toContainText('greeting');
  await expectAccessible(ana);
  await ana.keyboard.type('greet');
  await ana.keyboard.press('Enter');
  await expect(ana.getByText(/^Ln \d+, Col \d+$/)).toBeVisible();
  await expect(editorField(ana)).toBeFocused();
});

test('W218 W219 the agent’s status moves nothing in the top bar, and the listed keys work', async ({
  browser,
  product,
}) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  // The position of Share at each frame until a status has come and gone.
  const positions = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const seen = new Set<number>();
        let working = false;
        const look = (): void => {
          seen.add(document.querySelector('.top-bar-share')?.getBoundingClientRect().x ?? -1);
          const now = document.querySelector('.agent-status-text') !== null;
          if (working && !now) resolve(seen.size);
          else requestAnimationFrame(look);
          working ||= now;
        };
        look();
      }),
  );
  await messageField(page).fill('in src/greeting.ts replace Hello with Ahoy');
  await page.keyboard.press('Enter');
  expect(await positions).toBe(1);

  await writeAll(page, 'main.ts', 'const  a = {b:1};\n');
  await page.keyboard.press('Alt+Shift+F');
  await expect.poll(() => painted(page)).toContain('const a = { b: 1 };');
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+/');
  await expect.poll(() => painted(page)).toContain('// const a');
  await command(page, 'comment');
  await expect.poll(() => painted(page)).not.toContain('//');
});

test('W240 the room’s version stands on the line of the status bar’s other texts', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  const texts = ana.locator('.status-number > span');
  await expect(texts).toHaveCount(2);
  const tops = await texts.evaluateAll((all) => all.map((text) => text.getBoundingClientRect().top));
  expect(tops[0]).toBe(tops[1]);
});

test('W238 the chat’s header has room for “Connecting to the agent…” beside the model', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  await ana.setViewportSize({ width: 1280, height: 800 });
  await ana.context().setOffline(true);
  const away = ana.getByText('Connecting to the agent…');
  await expect(away).toBeVisible();
  const lines = await away.evaluate((element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return { count: range.getClientRects().length, left: range.getBoundingClientRect().left };
  });
  expect(lines.count).toBe(1);
  const model = await ana.locator('.chat-head .model-name').boundingBox();
  expect(lines.left - (model ? model.x + model.width : Infinity)).toBeGreaterThanOrEqual(8);
});
