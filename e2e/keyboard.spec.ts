import { expect, type Page } from '@playwright/test';
import { editorField, makeRoom, meet, openFile, painted, saveState, writeAll } from './people.ts';
import { test } from './test.ts';

/** What input methods, translators and keyboard layouts do to a page in which others work too. */
test('J41 W131 what is composed beside someone who types in the line is there once, and so is theirs', async ({
  browser,
  product,
}) => {
  const [ana, bo] = await meet(browser, product.url);
  await writeAll(ana, 'main.ts', 'abc');
  await openFile(bo, 'main.ts');
  await expect.poll(() => painted(bo)).toBe('abc');
  for (const page of [ana, bo]) await editorField(page).focus();
  await ana.keyboard.press('ControlOrMeta+End');
  await bo.keyboard.press('ControlOrMeta+Home');
  const compose = await inputMethodOf(ana);
  let typed = '';
  for (const [at, text] of ['n', 'に', 'にh', 'にほ', 'にほn', 'にほん', '日本'].entries()) {
    await compose(text);
    await bo.keyboard.press(String(at));
    typed += String(at);
    await expect.poll(() => painted(ana)).toContain(`${typed}abc`);
  }
  await compose('日本', 'end');
  for (const page of [ana, bo]) await expect.poll(() => painted(page)).toBe(`${typed}abc日本`);
});

test('W132 what a translator puts in the place of texts keeps no status from being told', async ({
  browser,
  product,
}) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  await expect(page.locator('html')).toHaveAttribute('translate', 'no');
  // As Chrome does it, all the same: each text gives way to another one, in elements of the translator's.
  await page.evaluate(() => {
    const walker = document.createTreeWalker(document.querySelector('.status-bar') ?? document.body, 4);
    const texts: Node[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      const font = document.createElement('font');
      font.textContent = 'übersetzt';
      text.parentNode?.replaceChild(font, text);
    }
  });
  await expect(saveState(page)).toHaveText('übersetzt');
  await page.context().setOffline(true);
  await expect(saveState(page)).toHaveText('Offline');
  await page.context().setOffline(false);
  await expect(saveState(page)).toHaveText('Saved');
});

/** Composes as an input method of the system does. */
async function inputMethodOf(page: Page) {
  const cdp = await page.context().newCDPSession(page);
  return async (text: string, end?: 'end'): Promise<void> => {
    if (end) await cdp.send('Input.insertText', { text });
    else
      await cdp.send('Input.imeSetComposition', {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      });
  };
}
