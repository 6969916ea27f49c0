import { expect } from '@playwright/test';
import {
  command,
  enter,
  exported,
  linkFrom,
  meet,
  openFile,
  painted,
  saveState,
  typeAtEnd,
  unfold,
  writeAll,
  replaceAll,
} from './people.ts';
import { test } from './test.ts';

/** The sources of an installed package. */
const project = 'node_modules/yjs/src';

test('J32 two editors and a viewer do an hour’s work in a project of 40 files, and their pages agree at each step', async ({
  browser,
  product,
}) => {
  test.setTimeout(300_000);
  const [ana, bo] = await meet(browser, product.url);
  const vi = await enter(browser, await linkFrom(ana, 'Can view'), 'Vi');
  const all = [ana, bo, vi];
  /** Expects all three pages to have the same files, and this file to have the expected text. */
  const equal = async (path: string, text: RegExp | undefined): Promise<void> => {
    for (const page of [ana, bo]) await expect(saveState(page)).toHaveText('Saved', { timeout: 30_000 });
    await expect(async () => {
      const [first, ...others] = await Promise.all(all.map(exported));
      for (const other of others) expect(other).toEqual(first);
      if (text) expect(first?.get(path)).toMatch(text);
      else expect(first?.has(path)).toBe(false);
    }).toPass({ timeout: 30_000 });
  };
  const everyoneHere = async (): Promise<void> => {
    for (const page of all) await expect(page.getByRole('group', { name: '3 people here' })).toBeVisible();
  };

  await test.step('Ana imports a project', async () => {
    const choosing = ana.waitForEvent('filechooser');
    await command(ana, 'import folder');
    await (await choosing).setFiles(project);
    await expect(ana.getByText(/^Imported 4\d files/)).toBeVisible({ timeout: 30_000 });
    await equal('src/types/YText.js', /export class YText/);
    await everyoneHere();
  });

  await test.step('one renames a file while another types in it', async () => {
    for (const page of [ana, bo]) await unfold(page, 'types');
    await openFile(bo, 'YMap.js');
    const typing = typeAtEnd(bo, '// typed through the rename');
    await ana.getByRole('treeitem', { name: 'YMap.js' }).focus();
    await ana.keyboard.press('F2');
    await ana.keyboard.press('ControlOrMeta+a');
    await ana.keyboard.type('YMapType.js');
    await ana.keyboard.press('Enter');
    await typing;
    await equal('src/types/YMapType.js', /\/\/ typed through the rename$/);
  });

  await test.step('one moves a folder, deletes it and restores it', async () => {
    await ana.getByRole('treeitem', { name: /^types\b/ }).focus();
    await ana.keyboard.press('Shift+F2');
    await ana.keyboard.type('core');
    await ana.keyboard.press('Enter');
    await equal('core/types/YMapType.js', /typed through/);
    await ana.getByRole('treeitem', { name: /^types\b/ }).focus();
    await ana.keyboard.press('Delete');
    await equal('core/types/YMapType.js', undefined);
    await ana
      .getByRole('status')
      .filter({ hasText: 'Deleted types' })
      .getByRole('button', { name: 'Undo' })
      .click();
    await equal('core/types/YMapType.js', /typed through/);
  });

  await test.step('one replaces a word in all files while another types', async () => {
    await openFile(bo, 'YMapType.js');
    const typing = typeAtEnd(bo, ' // and on');
    await ana.keyboard.press('Control+Shift+F');
    await ana.getByRole('textbox', { name: 'Text to find' }).fill('createEncoder');
    await expect(ana.locator('.search-summary')).toHaveText(/matches? in \d+ files?/);
    await replaceAll(ana, 'makeEncoder');
    await expect(ana.getByText(/^Replaced [\d,]+ match/)).toBeVisible();
    await typing;
    await equal('core/types/YMapType.js', /\/\/ and on$/);
    expect([...(await exported(vi)).values()].join('')).toContain('makeEncoder');
    await ana.getByRole('button', { name: 'Back to the files' }).click();
  });

  await test.step('one goes offline and comes back', async () => {
    await writeAll(ana, 'index.js', '// by both: ');
    await openFile(bo, 'index.js');
    await expect.poll(() => painted(bo)).toContain('by both');
    await bo.context().setOffline(true);
    await expect(saveState(bo)).toHaveText(/Offline/);
    await typeAtEnd(bo, 'offline');
    await typeAtEnd(ana, 'online');
    await bo.context().setOffline(false);
    await equal('src/index.js', /^\/\/ by both: (offlineonline|onlineoffline)$/);
    await everyoneHere();
  });

  await test.step('the room is killed while they type', async () => {
    const typing = [ana, bo].map((page, i) => typeAtEnd(page, ` kill${i} `.repeat(6)));
    // Both type in one place, so their letters mix.
    await expect.poll(() => painted(ana)).toMatch(/0[\s\S]*1|1[\s\S]*0/);
    product.killRoom();
    await Promise.all(typing);
    await equal('src/index.js', /0[\s\S]*1|1[\s\S]*0/);
    const text = (await exported(vi)).get('src/index.js') ?? '';
    for (const digit of ['0', '1']) expect(text.split(digit).length - 1, digit).toBe(6);
    await everyoneHere();
  });
});
