import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { strToU8, zipSync } from 'fflate';
import {
  command,
  expectAccessible,
  exported,
  makeRoom,
  meet,
  openFile,
  replaceAll,
  saveState,
  typeAtEnd,
  unfold,
} from './people.ts';
import { test } from './test.ts';

/** Importing, moving, deleting and restoring files while two people write in them. */
let project: string;
test.beforeAll(async () => {
  // The sources of an installed package are a real project of more than forty files.
  project = join(await mkdtemp(join(tmpdir(), 'tandem-project-')), 'yjs');
  await cp('node_modules/yjs/src', project, { recursive: true, dereference: true });
  await writeFile(join(project, 'logo.png'), new Uint8Array([137, 80, 0]));
  await writeFile(join(project, 'huge.txt'), 'x'.repeat(1024 * 1024 + 1));
  await writeFile(join(project, 'fixture.zip'), zipSync({ 'spilt.ts': strToU8('spilt') }));
  for (const name of ['one', 'two']) {
    await mkdir(join(project, 'node_modules', name), { recursive: true });
    await writeFile(join(project, 'node_modules', name, 'package.json'), '{}');
  }
});
test.afterAll(async () => {
  await rm(join(project, '..'), { recursive: true, force: true });
});

test(
  'J9 W34 W36 people import a folder of 40 files, work on it, and export it unchanged',
  { tag: '@gate' },
  async ({ browser, product }) => {
    const [ana, bo] = await meet(browser, product.url);
    const expected = await contentsOf(project);
    expect(expected.size).toBeGreaterThanOrEqual(40);

    await test.step('W34 files that are no text or too large are skipped with the reason', async () => {
      await importProject(ana);
      const dialog = ana.getByRole('dialog', { name: 'Import' });
      await expect(dialog).toContainText(`Imported ${expected.size} files, skipped 4.`);
      await expect(dialog).toContainText('2 files not text: binary, or not UTF-8');
      await expect(dialog).toContainText('1 folder skipped with everything in it: made by tools');
      await expect(dialog).toContainText('1 file too large: 1,025 KiB of at most 1,024 KiB');
      await expectAccessible(ana);
      await dialog.getByRole('button', { name: 'Close' }).last().click();
    });

    await test.step('W30 replacing a word in all files can be undone', async () => {
      await ana.keyboard.press('Control+Shift+F');
      await ana.getByRole('textbox', { name: 'Text to find' }).fill('transaction');
      await expect(ana.locator('.search-summary')).toHaveText(/matches in \d+ files\.$/);
      const before = await exported(bo);
      await replaceAll(ana, 'deal');
      await expect(ana.getByText(/^Replaced [\d,]+ matches in \d+ files\.$/)).toBeVisible();
      await expect(saveState(ana)).toHaveText('Saved');
      await expect
        .poll(async () => [...(await exported(bo)).values()].some((text) => /transaction/i.test(text)))
        .toBe(false);
      await ana.getByRole('button', { name: 'Undo' }).click();
      await expect.poll(() => exported(bo)).toEqual(before);
    });
  },
);

test('J9 W31 W36 folders move while someone writes in them, and the archive matches the room', async ({
  browser,
  product,
}) => {
  const [ana, bo] = await meet(browser, product.url);
  const expected = await contentsOf(project);
  await importProject(ana);
  await ana.keyboard.press('Escape');

  await test.step('W31 a whole folder moves while the other person writes in one of its files', async () => {
    await unfold(ana, 'yjs');
    await unfold(bo, 'yjs', 'types');
    await openFile(bo, 'AbstractType.js');
    await ana.getByRole('treeitem', { name: 'types', exact: true }).focus();
    await ana.keyboard.press('Shift+F2');
    await expect(ana.getByRole('combobox')).toBeFocused();
    await ana.keyboard.type('moved/deep');
    await ana.keyboard.press('Enter');
    await typeAtEnd(bo, '// moved with it');
    await expect
      .poll(async () => (await exported(ana)).get('moved/deep/types/AbstractType.js'))
      .toContain('// moved with it');
    await ana.getByRole('button', { name: 'Undo' }).click();
    await expect
      .poll(async () => (await exported(bo)).get('yjs/types/AbstractType.js'))
      .toContain('// moved with it');
    await ana
      .getByRole('treeitem', { name: 'index.js' })
      .dragTo(ana.getByRole('treeitem', { name: 'utils' }));
    await expect.poll(async () => (await exported(bo)).has('yjs/utils/index.js')).toBe(true);
    await ana.getByRole('button', { name: 'Undo' }).last().click();
    await expect.poll(async () => (await exported(bo)).has('yjs/index.js')).toBe(true);
  });

  await test.step('W36 the archive matches the room', async () => {
    const room = await exported(ana);
    for (const [path, text] of expected) {
      if (path !== 'types/AbstractType.js') expect(room.get(`yjs/${path}`)).toBe(text);
    }
    expect(await exported(bo)).toEqual(room);
  });
});

test('W32 W35 J4 archives, conflicts and the trash work and pass axe', async ({ browser, product }) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  const archive = zipSync({ 'main.ts': strToU8('// theirs\n'), 'lib/one.ts': strToU8('export {};\n') });
  const choosing = page.waitForEvent('filechooser');
  await command(page, 'import zip');
  await (
    await choosing
  ).setFiles({ name: 'a.zip', mimeType: 'application/zip', buffer: Buffer.from(archive) });
  const dialog = page.getByRole('dialog', { name: 'Import' });
  await expect(dialog).toContainText('1 file at the same path: main.ts');
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Keep both' }).click();
  await expect(dialog).toContainText('main.ts → main (2).ts');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.getByRole('treeitem', { name: 'one.ts' }).focus();
  await page.keyboard.press('Delete');
  await expect(page.getByRole('treeitem', { name: 'one.ts' })).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('treeitem', { name: 'main (2).ts' })).toBeVisible();
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await command(page, 'trash');
    await expect(page.getByRole('list', { name: 'Deleted files' })).toContainText('lib/one.ts');
    await expectAccessible(page);
    if (width === 390) await page.keyboard.press('Escape');
  }
  await page.getByRole('button', { name: 'Restore lib/one.ts' }).click();
  await expect(page.getByText('Nothing has been deleted.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tab', { name: 'one.ts' })).toHaveAttribute('aria-selected', 'true');
});

/** The text files of a folder, by their relative path. */
async function contentsOf(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, string>();
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && entry.name.endsWith('.js'))
      files.set(path.slice(folder.length + 1), await readFile(path, 'utf8'));
  }
  return files;
}

async function importProject(page: Page): Promise<void> {
  const choosing = page.waitForEvent('filechooser');
  await command(page, 'import folder');
  await (await choosing).setFiles(project);
  await expect(page.getByRole('dialog', { name: 'Import' })).toContainText('skipped 4.');
}
