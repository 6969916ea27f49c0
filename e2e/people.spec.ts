import { expect, type Page } from '@playwright/test';
import {
  ask,
  chat,
  editorField,
  enter,
  expectAccessible,
  linkFrom,
  makeRoom,
  openFile,
  output,
  painted,
  typeAtEnd,
} from './people.ts';
import { test } from './test.ts';

/** People find each other by colour, by a click, and by following. */
test('W20 W21 W22 people have different colours, go to each other and follow each other', async ({
  browser,
  scripted,
}) => {
  const ana = await makeRoom(browser, scripted.url, 'Ana');
  const link = await linkFrom(ana, 'Can edit');
  const bo = await enter(browser, link, 'Bo');
  const cleo = await enter(browser, link, 'Cleo');

  await test.step('W20 all colours differ, and are the same on every page', async () => {
    for (const page of [ana, bo, cleo]) await expect(avatars(page)).toHaveCount(3);
    const [one, ...others] = await Promise.all([ana, bo, cleo].map(coloursOn));
    expect(new Set(Object.values(one!)).size).toBe(3);
    for (const other of others) expect(other).toEqual(one);
  });

  await test.step('W102 the tree shows who is in which file', async () => {
    const inFile = (page: Page, name: string) => page.getByRole('treeitem', { name }).locator('.dot');
    await openFile(bo, 'README.md');
    await openFile(ana, 'main.ts');
    await expect(inFile(ana, 'README.md')).toHaveText(['Bo is here']);
    await expect(inFile(ana, 'main.ts')).toHaveText(['Cleo is here']);
    await expect(inFile(cleo, 'main.ts')).toHaveText(['Ana is here']);
    await openFile(bo, 'main.ts');
    await expect(inFile(ana, 'README.md')).toHaveCount(0);
    await expect(inFile(ana, 'main.ts')).toHaveCount(2);
  });

  await test.step('W21 a click goes to Bo’s file and line', async () => {
    await openFile(bo, 'greeting.ts');
    await typeAtEnd(bo, `${'\n'.repeat(80)}// Bo is here`);
    await openFile(ana, 'main.ts');
    await person(ana, 'Bo').click();
    await expectInFront(ana, 'greeting.ts');
    await expect.poll(() => painted(ana)).toContain('// Bo is here');
    await expect(chip(ana)).toHaveCount(0);
  });

  await test.step('W22 a second click follows him, through the text and to another file', async () => {
    await expect(person(ana, 'Bo')).toHaveAccessibleName('Bo, in greeting.ts. Follow');
    await person(ana, 'Bo').click();
    await expect(chip(ana)).toHaveText('Following Bo');
    await bo.keyboard.press('ControlOrMeta+Home');
    await expect.poll(() => painted(ana)).not.toContain('// Bo is here');
    await openFile(bo, 'main.ts');
    await expectInFront(ana, 'main.ts');
  });

  await test.step('W22 a third click stops following', async () => {
    await person(ana, 'Bo').click();
    await expect(chip(ana)).toHaveCount(0);
  });

  await test.step('W22 Escape, an own edit, a click, another file and the chip stop following', async () => {
    const ends: [string, () => Promise<void>][] = [
      ['Escape', () => ana.keyboard.press('Escape')],
      ['the chip', () => ana.getByRole('button', { name: 'Stop following Bo', exact: true }).click()],
      ['a click', () => ana.locator('.monaco-editor .view-line').first().click()],
      [
        'an own edit',
        async () => {
          await editorField(ana).focus();
          await ana.keyboard.type('x');
          await ana.keyboard.press('ControlOrMeta+z');
        },
      ],
      ['another file', () => openFile(ana, 'greeting.ts')],
    ];
    for (const [what, end] of ends) {
      await follow(ana, 'Bo');
      await end();
      await expect(chip(ana), what).toHaveCount(0);
    }
    await openFile(bo, 'README.md');
    await expectInFront(ana, 'greeting.ts');
  });

  await test.step('W22 following continues while others write, and stops when Bo leaves', async () => {
    await follow(ana, 'Bo');
    await expectInFront(ana, 'README.md');
    await openFile(cleo, 'README.md');
    await typeAtEnd(cleo, 'Cleo too');
    await expect.poll(() => painted(ana)).toContain('Cleo too');
    await expect(chip(ana)).toHaveText('Following Bo');
    await bo.context().close();
    await expect(chip(ana)).toHaveCount(0);
  });

  await test.step('W21 the keyboard goes to the agent, and one’s own avatar opens the name dialog', async () => {
    // Its cursor stays where it edited until its turn ends, so that turn does not end by itself.
    const edits = [{ search: 'Hello', replace: 'Good morning' }];
    scripted.openai.script(
      { calls: [{ name: 'editFile', arguments: { path: 'src/greeting.ts', edits } }] },
      { hangAfter: 'Anything else' },
    );
    await ask(cleo, 'greet people in the morning');
    await expect(chat(ana)).toContainText(/Edited\s*src\/greeting\.ts.*Anything else/s);
    const agent = ana.getByRole('button', { name: /^Agent: thinking/ });
    await agent.focus();
    await ana.keyboard.press('Enter');
    await expectInFront(ana, 'greeting.ts');
    await ana.getByRole('button', { name: /^Stop/ }).click();
    await expect(chat(ana)).toContainText('Stopped by Ana.');
    await person(ana, 'Ana').click();
    await expect(ana.getByRole('dialog', { name: 'Your name and colour' })).toBeVisible();
  });
});

test('W96 a menu goes to people who do not fit in the top bar; the tree names who is in a file', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  const link = await linkFrom(ana, 'Can edit');
  const bo = await enter(browser, link, 'Bo');
  const cleo = await enter(browser, link, 'Cleo');
  await openFile(bo, 'greeting.ts');
  await openFile(cleo, 'greeting.ts');
  await expect(avatars(ana)).toHaveCount(3);
  await expect(ana.getByRole('treeitem', { name: 'greeting.ts' })).toHaveAccessibleName(
    /^greeting\.ts, (Bo is here, Cleo|Cleo is here, Bo) is here$/,
  );

  await ana.setViewportSize({ width: 390, height: 844 });
  await expect(avatars(ana)).toHaveCount(1);
  const more = people(ana).getByRole('button', { name: '1 more' });
  await more.click();
  await expectAccessible(ana);
  await ana.screenshot({ path: test.info().outputPath('more-people.png') });
  const items = ana.getByRole('menuitem');
  await expect(items).toHaveCount(3);
  await expect(items.first()).toHaveText('Ana, in main.ts (you)OwnerChange your name and colour');
  for (const item of (await items.all()).slice(1))
    await expect(item).toHaveText(/, in greeting\.tsEditorGo to their cursor$/);
  await items.last().click();
  await expectInFront(ana, 'greeting.ts');
  await more.click();
  await ana.getByRole('menuitem', { name: /Follow$/ }).click();
  await expect(chip(ana)).toHaveText(/^Following (Bo|Cleo)$/);
});

test('W23 W24 W90 W98 J4 quick open finds files, and the dialog lists the shortcuts', async ({
  browser,
  product,
}) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  await openFile(page, 'main.ts');
  await page.locator('.monaco-editor .view-line').first().click();
  await expect(editorField(page)).toBeFocused();

  await page.keyboard.press('Control+p');
  const files = page.getByRole('dialog', { name: 'Open a file' });
  await expect(files.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('gree');
  await expect(files.getByRole('option')).toHaveText(['src/greeting.ts']);
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await expect(files).toHaveCount(0);
  await expectInFront(page, 'greeting.ts');
  await expect(editorField(page)).toBeFocused();
  await expect(page.locator('.status-path'), 'W98').toHaveText('src/greeting.ts');

  await page.keyboard.press('Control+p');
  await expect(files.getByRole('option', { selected: true }), 'W216').toHaveText('main.ts');
  await page.keyboard.press('ArrowDown');
  await expect(files.getByRole('option', { selected: true })).toHaveText('README.md');
  await page.keyboard.type('zzz');
  await expect(files).toContainText('No matching files');
  await page.keyboard.press('Escape');
  await expectInFront(page, 'greeting.ts');
  await expect(editorField(page)).toBeFocused();

  await test.step('W90 the editor’s closed find bar takes no key from the page', async () => {
    await page.keyboard.press('Control+f');
    await expect(page.getByRole('textbox', { name: 'Find' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(editorField(page)).toBeFocused();
    await page.keyboard.press('Control+p');
    await expect(files.getByRole('combobox')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(files).toHaveCount(0);
  });

  await test.step('W90 the key of an unavailable command is left alone', async () => {
    const isLeft = (key: string, code: string): Promise<boolean> =>
      page.evaluate(
        (init) => document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', init)) === true,
        { key, code, altKey: true, bubbles: true, cancelable: true },
      );
    expect(await isLeft('n', 'KeyN'), 'nothing to deny').toBe(true);
    expect(await isLeft('k', 'KeyK'), 'a tab to keep').toBe(false);
  });

  await page.keyboard.type('?');
  await expect.poll(() => painted(page)).toContain('?');
  await page.keyboard.press('Control+j');
  await expect(output(page)).toBeHidden();
  await page.keyboard.press('Control+j');
  await expect(page.getByRole('tab', { name: 'Output' })).toBeFocused();
  await page.keyboard.type('?');
  const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(keys).toContainText('Ctrl P');
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(keys).toHaveCount(0);
  await page.keyboard.press('Control+l');
  await expect(page.getByRole('textbox', { name: 'Message to the agent' })).toBeFocused();
  await page.keyboard.press('Control+p');
  await expectAccessible(page);
});

async function follow(page: Page, name: string): Promise<void> {
  await person(page, name).click();
  await person(page, name).click();
  await expect(chip(page)).toHaveText(`Following ${name}`);
}

const people = (page: Page) => page.locator('.people');
const avatars = (page: Page) => people(page).locator('.avatar');
const person = (page: Page, name: string) =>
  people(page).getByRole('button', { name: new RegExp(`^${name}\\b`) });
const chip = (page: Page) => page.locator('.follow-chip');

/** The initials of avatars and their background colours. */
const coloursOn = (page: Page): Promise<Record<string, string>> =>
  avatars(page).evaluateAll((all) =>
    Object.fromEntries(
      all.map((one) => [one.getAttribute('data-initials'), getComputedStyle(one).backgroundColor]),
    ),
  );

const expectInFront = (page: Page, name: string): Promise<void> =>
  expect(page.getByRole('tab', { name })).toHaveAttribute('aria-selected', 'true');
