import { expect, type Page } from '@playwright/test';
import { linkFrom, makeRoom, messageField, saveState } from './people.ts';
import { test } from './test.ts';

/** The dialogs to check on a phone, each opened by its command; `more` opens another one from there. */
const dialogs: { name: string; command: string; more?: RegExp }[] = [
  { name: 'Open a file', command: 'open a file' },
  { name: 'Settings', command: 'settings' },
  { name: 'Make new links?', command: 'settings', more: /new links/i },
  { name: 'Delete this room?', command: 'settings', more: /delete/i },
  { name: 'Your name and colour', command: 'your name' },
  { name: 'Keyboard shortcuts', command: 'keyboard' },
  { name: 'Choose what to run', command: 'what to run' },
  { name: 'Run configurations', command: 'configurations', more: /New/ },
  { name: 'Share', command: 'share' },
  { name: 'Trash', command: 'trash' },
  { name: 'Move main.ts to…', command: 'move the open file' },
];

for (const width of [390, 320]) {
  test(`J40 W130 W151 every page and dialog is whole at ${width} px`, async ({ browser, product }) => {
    const owner = await makeRoom(browser, product.url, 'Ana');
    const ownerLink = await linkFrom(owner, 'Full control');
    const view = await linkFrom(owner, 'Can view');
    const context = await browser.newContext({ viewport: { width, height: 700 } });
    const page = await context.newPage();

    for (const path of ['/', '/nowhere', '/r/none#none']) {
      await page.goto(product.url + path);
      await expectWhole(page, page.getByRole('heading', { level: 1 }), path);
    }
    await page.goto(ownerLink);
    await expectWhole(page, page.getByRole('button', { name: 'Join room' }), 'name');
    await expect(page.getByRole('button', { name: 'Join room' })).toBeInViewport({ ratio: 1 });
    await page.getByRole('textbox', { name: 'Your name' }).fill('Bo');
    await page.getByRole('button', { name: 'Join room' }).click();
    await expect(saveState(page)).toHaveText('Saved');

    const panes = page.getByRole('navigation', { name: 'Panes' });
    for (const name of ['Chat', 'Editor', 'Files', 'Output']) {
      await panes.getByRole('button', { name, exact: true }).click();
      await expectWhole(page, page.getByRole('region', { name, exact: true }), name);
      // A field that was measured while hidden would be only a few pixels high.
      if (name === 'Chat') {
        await expect.poll(async () => (await messageField(page).boundingBox())?.height).toBeGreaterThan(24);
        await page.setViewportSize({ width, height: 568 });
        await panes.getByRole('button', { name: 'Editor', exact: true }).click();
        await panes.getByRole('button', { name, exact: true }).click();
        await expect(page.getByText('The agent edits these files with you')).toBeInViewport();
        await page.setViewportSize({ width, height: 700 });
      }
    }
    for (const name of ['Terminal', 'Problems', 'Actions']) {
      await page.getByRole('tab', { name }).click();
      await expectWhole(page, page.getByRole('tab', { name, selected: true }), name);
    }
    for (const { name, command, more } of dialogs) {
      await page.getByRole('button', { name: 'Commands', exact: true }).click();
      const commands = page.getByRole('dialog', { name: 'Command palette' });
      await expectWhole(page, commands, 'commands');
      await page.keyboard.type(command);
      await page.keyboard.press('Enter');
      await expect(commands).toBeHidden();
      if (more) await page.getByRole('dialog').getByRole('button', { name: more }).first().click();
      await expectWhole(page, page.getByRole('dialog', { name }), name);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
    }
    await page.keyboard.press('Control+Shift+F');
    await page.getByRole('textbox', { name: 'Text to find' }).fill('greet');
    await expectWhole(page, page.locator('.search-summary', { hasText: 'matches' }), 'search');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'More for files' }).click();
    await expectWhole(page, page.getByRole('menu'), 'menu of the files');

    await page.goto(view);
    await expectWhole(page, page.getByText('View only'), 'viewer');
  });
}

/** Expects that nothing on the page, or in its dialog, is cut off, overflows or scrolls sideways. */
async function expectWhole(page: Page, shown: ReturnType<Page['locator']>, what: string): Promise<void> {
  await expect(shown).toBeVisible();
  await expect.poll(() => page.evaluate(cutOff), what).toEqual([]);
  await page.screenshot({ path: test.info().outputPath(`${what.replaceAll(/\W+/g, '-')}.png`) });
}

/** Runs in the page. Code may scroll sideways, and names may end in an ellipsis. @returns what is cut off */
function cutOff(): string[] {
  const found = new Set<string>();
  const pen = document.createElement('canvas').getContext('2d');
  const isHintCut = (field: Element): boolean => {
    const style = getComputedStyle(field);
    const { paddingLeft, paddingRight, paddingTop, paddingBottom, lineHeight } = style;
    if (pen) pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const written = pen?.measureText(field.getAttribute('placeholder') ?? '').width ?? 0;
    const width = field.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight);
    const height = field.clientHeight - Number.parseFloat(paddingTop) - Number.parseFloat(paddingBottom);
    const rows = field.matches('textarea') ? Math.round(height / Number.parseFloat(lineHeight)) : 1;
    return written > width * rows;
  };
  const layers = document.querySelectorAll('.modal, [role="menu"]');
  for (const element of (layers[layers.length - 1] ?? document.body).querySelectorAll('*')) {
    if (
      element.closest('.editor-host, .monaco-aria-container, pre, svg, .hidden') ||
      !element.checkVisibility()
    )
      continue;
    const name = `${element.tagName} ${element.className} ${element.textContent.slice(0, 30)}`;
    const { overflowX, textOverflow } = getComputedStyle(element);
    const isShort = textOverflow === 'ellipsis' && !element.matches('h1, h2, .button');
    const isWider = element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0;
    if (isWider && overflowX !== 'visible' && !isShort && !element.matches('input'))
      found.add(`cut: ${name}`);
    if (element.matches('input:placeholder-shown, textarea:placeholder-shown') && isHintCut(element))
      found.add(`hint cut: ${element.getAttribute('placeholder')}`);
    if (!element.matches('a, button, h1, h2, h3, input, label, p, select, textarea, [role]')) continue;
    let [left, right] = [0, innerWidth];
    for (let outer = element.parentElement; outer; outer = outer.parentElement) {
      if (getComputedStyle(outer).overflowX === 'visible') continue;
      const frame = outer.getBoundingClientRect();
      [left, right] = [Math.max(left, frame.left), Math.min(right, frame.right)];
    }
    const box = element.getBoundingClientRect();
    if (box.width > 0 && (box.left < left - 1 || box.right > right + 1)) found.add(`beyond: ${name}`);
  }
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth) found.add(`the page is ${scrollWidth} px wide`);
  return [...found];
}
