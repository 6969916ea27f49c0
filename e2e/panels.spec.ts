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
  output,
  runButton,
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
