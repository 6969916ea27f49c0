import { expect, type Locator, type Page } from '@playwright/test';
import {
  chat,
  command,
  editorField,
  makeRoom,
  meet,
  messageField,
  openFile,
  output,
  painted,
  saveState,
  writeAll,
} from './people.ts';
import { test } from './test.ts';

/** Input methods and translators on a page where others work too. */
test('J41 W131 composing while someone types in the same line keeps both texts, each once', async ({
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

test('W131 composing exactly where someone types, inside or at the end, keeps both texts, each once', async ({
  browser,
  product,
}) => {
  const [ana, bo] = await meet(browser, product.url);
  await writeAll(ana, 'main.ts', 'abc');
  await openFile(bo, 'main.ts');
  await expect.poll(() => painted(bo)).toBe('abc');
  for (const page of [ana, bo]) {
    await editorField(page).focus();
    await page.keyboard.press('ControlOrMeta+End');
  }
  const compose = await inputMethodOf(ana);
  /** Ana composes, and Bo's page shows it. */
  const composeSeen = async (text: string, end?: 'end'): Promise<void> => {
    await compose(text, end);
    await expect.poll(() => painted(bo)).toContain(text);
  };
  /** Bo presses a key, and Ana's page shows it. */
  const press = async (key: string, seen: string): Promise<void> => {
    await bo.keyboard.press(key);
    await expect.poll(() => painted(ana)).toContain(seen);
  };
  const both = async (text: string): Promise<void> => {
    for (const page of [ana, bo]) await expect.poll(() => painted(page)).toBe(text);
  };

  await composeSeen('か');
  await bo.keyboard.press('End');
  await press('X', 'かX');
  await composeSeen('かん');
  await press('Y', 'XY');
  await composeSeen('漢', 'end');
  await both('abc漢XY');

  // Bo types inside the composed text and deletes some of it.
  await composeSeen('にほん');
  for (const key of ['End', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft']) await bo.keyboard.press(key);
  await press('-', 'にほ-ん');
  await composeSeen('日本語');
  await both('abc漢-日本語XY');
  await bo.keyboard.press('Home');
  for (let steps = 'abc漢-'.length; steps > 0; steps--) await bo.keyboard.press('ArrowRight');
  await bo.keyboard.press('Delete');
  await both('abc漢-本語XY');
  await composeSeen('日本', 'end');
  await both('abc漢-日本XY');

  // Both at the same time.
  let typed = '';
  for (const word of ['かな', 'ひら', 'かた']) {
    for (const [at, letters] of [word.slice(0, 1), word, `${word}x`].entries()) {
      typed += String(at);
      await Promise.all([compose(letters), bo.keyboard.press(String(at))]);
    }
    await compose(word, 'end');
  }
  const lettersOf = (text: string): string => Array.from(text).toSorted().join('');
  await expect
    .poll(async () => lettersOf(await painted(ana)))
    .toBe(lettersOf(`abc漢-日本XYかなひらかた${typed}`));
  for (const word of ['かな', 'ひら', 'かた']) expect(await painted(ana)).toContain(word);
  await expect.poll(() => painted(bo)).toBe(await painted(ana));
});

test('W131 a composition is one step to undo, however slow it is', async ({ browser, product }) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  await openFile(page, 'main.ts');
  await writeAll(page, 'main.ts', 'abc');
  await editorField(page).focus();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type(' d');
  const compose = await inputMethodOf(page);
  for (const text of ['に', 'にほん', '日本']) {
    await compose(text);
    // Typed letters with such a pause between them are separate steps.
    await page.waitForTimeout(500);
  }
  await compose('日本', 'end');
  await expect.poll(() => painted(page)).toBe('abc d日本');
  await page.keyboard.type('!');
  for (const left of ['abc d日本', 'abc d']) {
    await page.keyboard.press('ControlOrMeta+z');
    await expect.poll(() => painted(page)).toBe(left);
  }
});

test('W132 statuses stay up to date when a translator replaces texts', async ({ browser, product }) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  await expect(page.locator('html')).toHaveAttribute('translate', 'no');
  // As Chrome does regardless: replace each text node by one inside the translator's own elements.
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

test('W134 the key that ends a composition does nothing else in any field', async ({ browser, product }) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  /** Dispatches the key events that Chrome sends during a composition and Safari after it. */
  const endComposition = async (field: Locator): Promise<void> => {
    await expect(field).toBeFocused();
    await field.fill('nihon');
    await field.evaluate((element) => {
      for (const key of ['Enter', 'Escape', 'Tab', ' '])
        for (const isComposing of [true, false])
          element.dispatchEvent(
            new KeyboardEvent('keydown', { key, keyCode: 229, isComposing, bubbles: true, cancelable: true }),
          );
    });
    await expect(field).toBeFocused();
    await expect(field).toHaveValue('nihon');
  };
  await page.getByRole('button', { name: 'New file' }).click();
  await endComposition(page.getByRole('textbox', { name: 'Path of the new file' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: 'nihon' })).toBeVisible();

  await page.getByRole('treeitem', { name: 'nihon' }).focus();
  await page.keyboard.press('F2');
  await endComposition(page.getByRole('textbox', { name: 'New name of nihon' }));
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Launch day' }).click();
  await endComposition(page.getByRole('textbox', { name: 'Title of the room' }));
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+l');
  await endComposition(messageField(page));
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('Delete');

  await page.getByRole('tab', { name: 'Terminal' }).click();
  const prompt = page.getByRole('textbox', { name: /^Command in/ });
  await prompt.focus();
  await endComposition(prompt);

  await page.keyboard.press('Control+Shift+F');
  await endComposition(page.getByRole('textbox', { name: 'Text to find' }));
  await page.keyboard.press('Escape');

  for (const key of ['Control+p', 'F1']) {
    await page.keyboard.press(key);
    await endComposition(page.getByRole('dialog').getByRole('combobox'));
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
  }
  await command(page, 'your name');
  await endComposition(page.getByRole('textbox', { name: 'Your name' }));
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(chat(page)).not.toContainText('nihon');
  await expect(output(page)).not.toContainText('nihon');
});

/** Composes like the system's input method. */
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
