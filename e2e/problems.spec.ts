import { expect, type Page } from '@playwright/test';
import {
  addFile,
  chat,
  command,
  editorField,
  enter,
  expectAccessible,
  exported,
  linkFrom,
  makeRoom,
  meet,
  openFile,
  output,
  painted,
  paneButton,
  runButton,
  typeAtEnd,
  writeAll,
} from './people.ts';
import { test } from './test.ts';

/** What TypeScript and the editor's other languages find in the room's files. */
const list = (page: Page) => page.getByRole('group', { name: 'Problems' });
const rows = (page: Page) => list(page).locator('[data-row]');
const count = (page: Page) => page.locator('.status-problems');
const counted = (page: Page, errors: number, warnings: number) =>
  expect(count(page)).toHaveText(new RegExp(`^${errors}\\s+errors?,\\s+${warnings}\\s+warnings?$`));
/** A row of the tree; its name goes on with who is there. */
const row = (page: Page, name: string) => page.getByRole('treeitem', { name: new RegExp(`^${name}(,|$)`) });
const message = (page: Page) => page.locator('.marker-widget');
const toast = (page: Page, text: string) => page.getByText(text).locator('..');

test('W200 W201 W202 the list has the problems of files that others create, rename, delete and restore', async ({
  browser,
  product,
}) => {
  const [ana, bo] = await meet(browser, product.url);
  await expect(editorField(bo)).toBeFocused();
  await openFile(ana, 'main.ts');
  await counted(ana, 0, 0);
  await addFile(bo, 'lib/deep/wrong.ts', "export const n: number = 'text';\n\nnowhere;\n");
  await addFile(bo, 'lib/style.css', 'a { colr: red; }\n');
  await counted(ana, 2, 1);
  await expect(ana.getByRole('status').filter({ hasText: '2 errors, 1 warning' })).toBeAttached();
  await expect(row(ana, 'lib')).toHaveAccessibleDescription('2 errors, 1 warning');
  await expect(row(ana, 'deep')).toHaveAccessibleDescription('2 errors');
  await expect(row(ana, 'style.css')).toHaveAccessibleDescription('1 warning');
  await expect(row(ana, 'main.ts')).toHaveAccessibleDescription('main.ts');

  await ana.keyboard.press('ControlOrMeta+Shift+m');
  await expect(rows(ana).first()).toBeFocused();
  await expect(rows(ana)).toHaveText([
    /^Error: Type 'string' is not assignable to type 'number'\. \(2322\) Ln 1, Col 14$/,
    /^Error: Cannot find name 'nowhere'\. \(2304\) Ln 3, Col 1$/,
    /^Warning: Unknown property: 'colr' \(unknownProperties\) Ln 1, Col 5$/,
  ]);
  await ana.keyboard.press('End');
  await expect(rows(ana).last()).toBeFocused();
  await ana.keyboard.press('ArrowUp');
  await ana.keyboard.press('Enter');
  await expect(ana.getByRole('tab', { name: 'wrong.ts' })).toHaveAttribute('aria-selected', 'true');
  await expect(ana.getByRole('tab', { name: 'wrong.ts' })).toHaveAccessibleDescription('2 errors');
  await expect(ana.locator('.status-number').last()).toHaveText('Ln 3, Col 1');
  await expect(editorField(ana)).toBeFocused();
  await count(ana).click();
  await expect(rows(ana).nth(1)).toBeFocused();
  await ana.keyboard.press('Escape');
  await expect(editorField(ana)).toBeFocused();

  for (const [width, height] of [
    [1440, 900],
    [1280, 720],
    [390, 844],
  ] as const) {
    await ana.setViewportSize({ width, height });
    if (width === 390) await paneButton(ana, 'Output').click();
    await expect(rows(ana).first()).toBeVisible();
    await expectAccessible(ana);
    for (const colorScheme of ['dark', 'light'] as const) {
      await ana.emulateMedia({ colorScheme });
      await ana.screenshot({ path: test.info().outputPath(`problems-${colorScheme}-${width}.png`) });
    }
  }
  await ana.setViewportSize({ width: 1440, height: 900 });

  // The focus stays in the list while the problem that had it goes.
  await rows(ana).last().focus();
  await writeAll(bo, 'style.css', 'a { color: red; }\n');
  await expect(rows(ana)).toHaveCount(2);
  await expect(rows(ana).last()).toBeFocused();

  await row(bo, 'wrong.ts').focus();
  await bo.keyboard.press('F2');
  await bo.keyboard.type('bad');
  await bo.keyboard.press('Enter');
  await expect(list(ana).getByRole('region', { name: 'lib/deep/bad.ts', exact: true })).toBeVisible();
  await expect(list(ana).getByRole('region')).toHaveCount(1);
  await expect(rows(ana)).toHaveCount(2);
  await row(bo, 'bad.ts').focus();
  await bo.keyboard.press('Delete');
  await counted(ana, 0, 0);
  await expect(list(ana)).toHaveText('No problems in this room’s files.');
  await toast(bo, 'Deleted bad.ts.').getByRole('button', { name: 'Undo' }).click();
  await expect(rows(ana)).toHaveCount(2);
});

test('W200 W202 what a file exports counts in files that are closed, and nothing flickers while one writes', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  await expect(editorField(ana)).toBeFocused();
  await addFile(ana, 'lib/add.ts', 'export const add = (a: number, b: number) => a + b;\n');
  await addFile(ana, 'use.ts', "import { add } from './lib/add.ts';\n\nadd(1, 2);\nnowhere;\n");
  await counted(ana, 1, 0);
  await openFile(ana, 'add.ts');
  await command(ana, 'close other tabs');
  await writeAll(ana, 'add.ts', 'export const add = (a: number) => a;\n');
  await counted(ana, 2, 0);

  const seen = await ana.evaluateHandle(() => {
    const texts = new Set<string>();
    const status = document.querySelector('.status-problems');
    const note = (): void => void texts.add(status?.textContent ?? '');
    if (status)
      new MutationObserver(note).observe(status, { subtree: true, childList: true, characterData: true });
    note();
    return texts;
  });
  // Long enough for several checks: one begins half a second after each line.
  for (let line = 0; line < 4; line++) {
    await typeAtEnd(ana, `// line ${line}\n`);
    await ana.waitForTimeout(900);
  }
  expect(await seen.evaluate((texts) => [...texts])).toEqual(['2 errors, 0 warnings']);
  await writeAll(ana, 'add.ts', 'export const add = (a: number, b: number) => a + b;\n');
  await counted(ana, 1, 0);
});

test('W204 W205 F8 goes through the problems of all files and shows each message at its place', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  await expect(editorField(ana)).toBeFocused();
  await ana.keyboard.press('F8');
  await expect(ana.getByText('No problems in this room’s files.')).toBeVisible();
  await addFile(ana, 'a.ts', 'one;\n\n\ntwo;\n');
  await addFile(ana, 'b.json', '{"n": }\n');
  await counted(ana, 3, 0);
  await openFile(ana, 'README.md');
  await row(ana, 'README.md').focus();
  const expectAt = async (text: string, file: string, place: string): Promise<void> => {
    await expect(message(ana)).toContainText(text);
    await expect(message(ana)).toBeInViewport();
    await expect(ana.getByRole('tab', { name: file })).toHaveAttribute('aria-selected', 'true');
    await expect(ana.locator('.status-number').last()).toHaveText(place);
    await expect(editorField(ana)).toBeFocused();
  };
  for (const round of [1, 2]) {
    await test.step(`round ${round}`, async () => {
      await ana.keyboard.press('F8');
      await expectAt("Cannot find name 'one'.", 'a.ts', 'Ln 1, Col 1');
      await ana.keyboard.press('F8');
      await expectAt("Cannot find name 'two'.", 'a.ts', 'Ln 4, Col 1');
      await ana.keyboard.press('F8');
      await expectAt('Value expected', 'b.json', 'Ln 1, Col 7');
    });
  }
  await ana.keyboard.press('Shift+F8');
  await expectAt("Cannot find name 'two'.", 'a.ts', 'Ln 4, Col 1');
  await expect(message(ana).getByRole('alert')).toHaveAccessibleName(/Error: Cannot find name 'two'/);
  await expectAccessible(ana);
  await ana.screenshot({ path: test.info().outputPath('message.png') });
  await ana.keyboard.press('Escape');
  await expect(message(ana)).toHaveCount(0);
  await expect(editorField(ana)).toBeFocused();
});

test('W206 Ctrl+. offers fixes, which are one own edit in the right place and file', async ({
  browser,
  product,
}) => {
  const [ana, bo] = await meet(browser, product.url);
  const fix = async (at: string, title: string): Promise<void> => {
    await ana.locator('.view-line', { hasText: at }).first().click();
    await ana.keyboard.press('ControlOrMeta+.');
    await ana.locator('.action-widget').getByText(title).click();
  };
  await addFile(ana, 'lib/tool.ts', 'export const tool = 1;\nconst hidden = 2;\n');
  await addFile(ana, 'use.ts', "tool;\n'a'.toUpperCas();\n");
  await openFile(bo, 'use.ts');
  await counted(ana, 2, 0);

  await fix('tool;', 'Add import from "./lib/tool.ts"');
  await expect.poll(() => painted(bo)).toContain('import { tool } from "./lib/tool.ts";');
  await counted(ana, 1, 0);
  await fix('toUpperCas', "Change spelling to 'toUpperCase'");
  await expect.poll(() => painted(bo)).toContain("'a'.toUpperCase();");
  await counted(ana, 0, 0);
  await ana.keyboard.press('ControlOrMeta+z');
  await expect.poll(() => painted(bo)).toContain("'a'.toUpperCas();");
  expect(await painted(bo)).toContain('import { tool }');
  await ana.keyboard.press('ControlOrMeta+z');
  await expect.poll(() => painted(bo)).not.toContain('import');
  await counted(ana, 2, 0);

  // Others write above the place while the menu is open.
  await ana.locator('.view-line', { hasText: 'toUpperCas' }).first().click();
  await ana.keyboard.press('ControlOrMeta+.');
  await expect(ana.locator('.action-widget').first()).toContainText("Change spelling to 'toUpperCase'");
  await bo.locator('.monaco-editor .view-line').first().click();
  await bo.keyboard.press('ControlOrMeta+Home');
  await bo.keyboard.insertText('// from Bo\n// too\n');
  await expect.poll(() => painted(ana)).toContain('// too');
  await ana.keyboard.press('Enter');
  await expect.poll(() => painted(bo)).toContain("'a'.toUpperCase();");
  expect((await exported(bo)).get('use.ts')).toBe("// from Bo\n// too\ntool;\n'a'.toUpperCase();\n");
  await counted(ana, 1, 0);

  // In another file, which is closed.
  await writeAll(ana, 'use.ts', "import { hidden } from './lib/tool.ts';\n\nhidden;\nnowhere;\n");
  await counted(ana, 2, 0);
  await fix('import', "Export 'hidden' from module './lib/tool.ts'");
  await counted(ana, 1, 0);
  expect((await exported(ana)).get('lib/tool.ts')).toBe('export const tool = 1;\nexport const hidden = 2;\n');
  expect((await exported(ana)).get('use.ts')).toBe(
    "import { hidden } from './lib/tool.ts';\n\nhidden;\nnowhere;\n",
  );
  await writeAll(ana, 'tool.ts', 'const idle = 1;\nexport const tool = 2;\n');
  await expect(ana.locator('.squiggly-inline-unnecessary')).toBeVisible();
  await fix('idle', "Remove unused declaration for: 'idle'");
  await expect.poll(() => painted(ana)).not.toContain('idle');
});

test('W203 people who may write ask the agent to fix a problem and a failed run', async ({
  browser,
  scripted,
}) => {
  const ana = await makeRoom(browser, scripted.url, 'Ana');
  const viewer = await enter(browser, await linkFrom(ana, 'Can view'), 'Vi');
  await writeAll(ana, 'main.ts', "export const n: number = 'text';\nthrow new Error('boom');\n");
  await counted(ana, 1, 0);
  await ana.keyboard.press('ControlOrMeta+Shift+m');
  await expect(rows(ana).first()).toBeFocused();
  scripted.openai.script({ text: 'The problem is fixed.' });
  await ana.keyboard.press('Tab');
  await expect(list(ana).getByRole('button', { name: 'Ask the agent to fix' })).toBeFocused();
  await ana.keyboard.press('Enter');
  for (const line of [
    'Fix this error in main.ts:1',
    "Type 'string' is not assignable to type 'number'. (2322)",
  ])
    await expect(chat(ana)).toContainText(line);
  await expect(chat(ana)).toContainText('The problem is fixed.');
  expect(JSON.stringify(scripted.openai.requests.at(-1)?.messages)).toContain('selection main.ts:1');

  await runButton(ana).click();
  scripted.openai.script({ text: 'The run is fixed.' });
  await output(ana).getByRole('tab', { name: 'Output' }).click();
  await output(ana).getByRole('button', { name: 'Ask the agent to fix' }).click();
  await expect(chat(ana)).toContainText('Run 1 of main.ts failed. Find the cause and fix it:');
  await expect(chat(ana)).toContainText('The run is fixed.');
  expect(JSON.stringify(scripted.openai.requests.at(-1)?.messages)).toContain('output of run 1, main.ts');

  await counted(viewer, 1, 0);
  await expect(output(viewer).getByText('Runtime error')).toBeVisible();
  await count(viewer).click();
  await expect(rows(viewer)).toHaveCount(1);
  for (const part of ['Output', 'Problems']) {
    await output(viewer).getByRole('tab', { name: part }).click();
    await expect(output(viewer).getByRole('button', { name: 'Ask the agent to fix' })).toHaveCount(0);
  }
});

test('W203 without a language model, asking to fix says so and sends nothing', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  await expect(editorField(ana)).toBeFocused();
  await addFile(ana, 'a.ts', 'nowhere;\n');
  await counted(ana, 1, 0);
  await count(ana).click();
  await expect(rows(ana).first()).toBeFocused();
  await ana.keyboard.press('Tab');
  await ana.keyboard.press('Enter');
  await expect(ana.getByText('No model is connected, so the agent cannot fix this.')).toBeVisible();
  await expect(chat(ana)).not.toContainText('Fix this');
});
