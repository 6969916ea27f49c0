import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import {
  type Browser,
  type BrowserContextOptions,
  expect,
  type Locator,
  type Page,
  test,
} from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';

/** One person with their own browser context: separate storage, separate identity. */
export async function enter(
  browser: Browser,
  link: string,
  name: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(link);
  await giveName(page, name);
  return page;
}

/** Creates a room from the start page, like a new user. */
export async function makeRoom(
  browser: Browser,
  url: string,
  name: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('button', { name: 'New room' }).click();
  await giveName(page, name);
  return page;
}

/** Ana creates a room, and Bo enters by her link. */
export async function meet(browser: Browser, url: string): Promise<[ana: Page, bo: Page]> {
  const ana = await makeRoom(browser, url, 'Ana');
  return [ana, await enter(browser, await linkFrom(ana, 'Can edit'), 'Bo')];
}

export async function giveName(page: Page, name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Your name' }).fill(name);
  await page.getByRole('button', { name: 'Join room' }).click();
  await expect(saveState(page)).toHaveText(/Saved|Live/);
}

/** Opens the share dialog and reads a link from it. */
export async function linkFrom(page: Page, kind: 'Can edit' | 'Can view' | 'Full control'): Promise<string> {
  await page.getByRole('button', { name: 'Share' }).click();
  if (kind === 'Full control') await page.getByText('Owner link', { exact: true }).click();
  const link = await page.getByRole('textbox', { name: `Link: ${kind}` }).inputValue();
  await page.keyboard.press('Escape');
  return link;
}

export async function openFile(page: Page, name: string): Promise<void> {
  await page.getByRole('treeitem', { name }).click();
  await expect(page.getByRole('tab', { name })).toHaveAttribute('aria-selected', 'true');
}

/** Opens folders of the tree that arrived closed, the outer one first. */
export async function unfold(page: Page, ...names: string[]): Promise<void> {
  for (const name of names) {
    const folder = page.getByRole('treeitem', { name, exact: true });
    await folder.click();
    await expect(folder).toHaveAttribute('aria-expanded', 'true');
  }
}

/** Creates a file by the palette, with a text that is written at once. */
export async function addFile(page: Page, path: string, text: string): Promise<void> {
  await command(page, 'new file');
  await expect(page.getByRole('textbox', { name: 'Path of the new file' })).toBeFocused();
  await page.keyboard.type(path);
  await page.keyboard.press('Enter');
  await expect(editorField(page)).toBeFocused();
  await page.keyboard.insertText(text);
}

/** Types at the end of the open file, key by key. */
export async function typeAtEnd(page: Page, text: string): Promise<void> {
  await page.locator('.monaco-editor .view-lines').click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type(text, { delay: 20 });
}

/** The text that the editor shows, with ordinary spaces. */
export async function painted(page: Page): Promise<string> {
  const lines = await page.locator('.monaco-editor .view-lines').innerText();
  return lines.replaceAll('\u00a0', ' ');
}

export async function ask(page: Page, message: string): Promise<void> {
  await messageField(page).fill(`@agent ${message}`);
  await page.keyboard.press('Enter');
}

/** Resolves once the page has shown this name at a cursor, however briefly: it checks every change of the DOM. */
export function cursorSeen(page: Page, name: string): Promise<void> {
  return page.evaluate(
    (wanted) =>
      new Promise<void>((resolve) => {
        const look = (): void => {
          const labels = [...document.querySelectorAll('.peer-label')];
          if (!labels.some((label) => label.textContent?.includes(wanted))) return;
          observer.disconnect();
          resolve();
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        look();
      }),
    name,
  );
}

/** Expects axe to find nothing on the current page, and no contrast problem in the light theme either. */
export async function expectAccessible(page: Page): Promise<void> {
  const found: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    // Without transitions, whose intermediate colours belong to neither theme.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(() => new Promise(requestAnimationFrame));
    // Legacy mode skips cross-origin frames: there are none, and checking takes as long as everything else.
    const axe = new AxeBuilder({ page }).setLegacyMode(true);
    const { violations } = await (colorScheme === 'dark' ? axe : axe.withRules('color-contrast')).analyze();
    for (const { id, nodes } of violations)
      found.push(`${colorScheme}, ${id}: ${nodes.map((node) => node.html).join(' | ')}`);
  }
  await page.emulateMedia({ reducedMotion: null });
  expect(found).toEqual([]);
}

/**
 * Expects the page to be accessible when it is narrow and when it is wide, with each of these buttons whole and in
 * reach. Takes screenshots in both themes; leaves the page wide.
 * @param pane the pane that has the buttons, if a narrow page has to be switched to it
 */
export async function expectFits(page: Page, name: string, buttons: Locator, pane?: string): Promise<void> {
  for (const [width, height] of [
    [390, 844],
    [1440, 900],
  ] as const) {
    await page.setViewportSize({ width, height });
    if (width === 390 && pane !== undefined) await paneButton(page, pane).click();
    await expectAccessible(page);
    for (const button of await buttons.all()) {
      await button.scrollIntoViewIfNeeded();
      await expect(button).toBeInViewport({ ratio: 1 });
    }
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: test.info().outputPath(`${name}-${colorScheme}-${width}.png`) });
    }
  }
}

/** On a narrow page, the button that switches to a pane. Its name may go on with a count. */
export const paneButton = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Panes' }).getByRole('button', { name: new RegExp(`^${name}`) });
export const saveState = (page: Page) => page.locator('.status-save');
export const runButton = (page: Page) => page.locator('.run-go');
export const output = (page: Page) => page.getByRole('region', { name: 'Output', exact: true });
export const chat = (page: Page) => page.getByRole('log', { name: 'Messages' });
/** The element that has the focus while someone types in the editor. */
export const editorField = (page: Page) => page.locator('.monaco-editor textarea.inputarea').first();
/** The chat's text field, whoever the message is for. */
export const messageField = (page: Page) => page.getByRole('textbox', { name: /^Message to/ });

/** Runs a command by name from the palette. */
export async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('F1');
  await expect(page.getByRole('combobox', { name: 'Name of the command' })).toBeFocused();
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
}

/** Replaces all matches of the search, confirming if there are several. */
export async function replaceAll(page: Page, replacement: string): Promise<void> {
  const opens = page.getByRole('button', { name: 'Replace', exact: true });
  if ((await opens.getAttribute('aria-expanded')) === 'false') await opens.click();
  await page.getByRole('textbox', { name: 'Replace with' }).fill(replacement);
  await page.getByRole('button', { name: 'Replace all', exact: true }).click();
  await page
    .getByRole('dialog', { name: /^Replace/ })
    .getByRole('button', { name: 'Replace' })
    .click();
}

/** The room's files by path, from the archive that this page exports. */
export async function exported(page: Page): Promise<Map<string, string>> {
  const downloading = page.waitForEvent('download');
  await command(page, 'download');
  const files = unzipSync(await readFile(await (await downloading).path()));
  return new Map(Object.entries(files).map(([path, bytes]) => [path, strFromU8(bytes)]));
}

/** Opens a file and replaces all of its text. */
export async function writeAll(page: Page, name: string, text: string): Promise<void> {
  await openFile(page, name);
  await page.locator('.monaco-editor .view-line').first().click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(text);
}
