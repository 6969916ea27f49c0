import { expect } from '@playwright/test';
import { command, meet, writeAll } from './people.ts';
import { openTerminal, type } from './terminal-helpers.ts';
import { test } from './test.ts';

/** The editor's diagnostics while imported files are created and deleted. */
test('W40 J42 errors in the visible file follow files that another person creates, renames, imports and deletes', async ({
  browser,
  product,
}) => {
  const [ana, bo] = await meet(browser, product.url);
  const squiggles = ana.locator('.squiggly-error');
  // The last line is always wrong: a new validation briefly shows no squiggles at all.
  await writeAll(
    ana,
    'main.ts',
    [
      "import { late } from './late.ts';",
      "import data from './data.json';",
      "import { part } from './part.mts';",
      "import { old } from './old.js';",
      "export const wrong: number = 'text';",
      'export default [late, data.n, part, old];',
      '',
    ].join('\n'),
  );
  await expect(squiggles).toHaveCount(5);
  const files = {
    'late.ts': 'export const late = 1;',
    'data.json': '{"n": 1}',
    'old.js': 'export const old = 1;',
  };
  const many = Array.from({ length: 47 }, (_, at) => file(`many/${at}.ts`, `export const n = ${at};\n`));
  const chooser = bo.waitForEvent('filechooser');
  await command(bo, 'import files');
  await (
    await chooser
  ).setFiles([
    ...Object.entries(files).map(([name, text]) => file(name, `${text}\n`)),
    file('part.mts', 'export const part: number = 1;\n'),
    ...many,
  ]);
  await expect(squiggles).toHaveCount(1);
  await bo.keyboard.press('Escape');
  await expect(bo.getByRole('dialog')).toBeHidden();

  for (const name of [...Object.keys(files), 'part.mts']) {
    await bo.getByRole('treeitem', { name, exact: true }).focus();
    await bo.keyboard.press('Delete');
    await expect(squiggles, `${name} has gone`).toHaveCount(2);
    await bo.getByText(`Deleted ${name}.`).locator('..').getByRole('button', { name: 'Undo' }).click();
    await expect(squiggles, `${name} is back`).toHaveCount(1);
  }
  // Unlike the tree, a command updates no imports.
  await openTerminal(bo);
  await type(bo, 'mv late.ts other.ts');
  await expect(squiggles, 'renamed').toHaveCount(2);
  // Another file at the same path, whose model has the same version: it has no such export.
  await type(bo, 'mv many/0.ts late.ts');
  await expect(ana.getByRole('treeitem', { name: 'late.ts', exact: true })).toBeVisible();
  await expect(squiggles).toHaveCount(2);
  await type(bo, 'mv other.ts late.ts');
  await expect(squiggles, 'renamed back').toHaveCount(1);
});

const file = (name: string, text: string) => ({
  name: name.split('/').at(-1) ?? name,
  mimeType: 'text/plain',
  buffer: Buffer.from(text),
});

test('W135 J43 the editor’s menus and boxes have the page’s colours in each theme', async ({
  browser,
  product,
}) => {
  for (const contrast of ['no-preference', 'more'] as const) {
    const [page] = await meet(browser, product.url);
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme, contrast });
      await page.locator('.monaco-editor .view-line').first().click();
      await page.keyboard.press('Control+f');
      await page.keyboard.press('Escape');
      await page.locator('.monaco-editor .view-line').first().click({ button: 'right' });
      await expect(page.getByRole('menuitem', { name: 'Rename Symbol' })).toBeVisible();
      await page.screenshot({ path: test.info().outputPath(`menu-${colorScheme}-${contrast}.png`) });
      // The menu has its own shadow tree, inside the editor's host element.
      const [menu, box, token] = await page.evaluate(() => {
        const shadow = document.querySelector('.shadow-root-host')?.shadowRoot;
        const find = (place: ParentNode | null | undefined, selector: string): string => {
          const element = place?.querySelector(selector);
          return element ? getComputedStyle(element).backgroundColor : 'none';
        };
        const probe = document.createElement('i');
        probe.style.background = 'var(--surface-2)';
        document.body.append(probe);
        const wanted = getComputedStyle(probe).backgroundColor;
        probe.remove();
        return [find(shadow, '.monaco-scrollable-element'), find(document, '.find-widget'), wanted];
      });
      expect(menu, `menu, ${colorScheme}, ${contrast}`).toBe(token);
      expect(box, `find, ${colorScheme}, ${contrast}`).toBe(token);
      await page.keyboard.press('Escape');
    }
  }
});
