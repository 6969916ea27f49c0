import { expect, type Page } from '@playwright/test';
import { editorField, enter, expectAccessible, linkFrom, output, saveState } from './people.ts';
import { test } from './test.ts';

/** A room as someone meets it who sees nothing: by keyboard alone, and by what a screen reader would say. */

declare global {
  interface Window {
    announced: string[];
  }
}

/** Records what a screen reader says unasked: the text that comes into live regions. */
async function listen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.announced = [];
    const live = '[aria-live], [role=status], [role=alert], [role=log]';
    const before = new WeakMap<Element, string>();
    const regionOf = (node: Node): Element | null =>
      (node instanceof Element ? node : node.parentElement)?.closest(live) ?? null;
    new MutationObserver((changes) => {
      for (const region of new Set(
        changes.flatMap(({ target, addedNodes }) => [target, ...addedNodes].map(regionOf)),
      )) {
        if (!region || region.getAttribute('aria-live') === 'off') continue;
        const text = (region.textContent ?? '').trim();
        if (text !== '' && text !== before.get(region)) window.announced.push(text);
        before.set(region, text);
      }
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
}

const announced = (page: Page): Promise<string> => page.evaluate(() => window.announced.join(' | '));

/** Presses a key until the focus is on what has this role and name. */
async function goTo(
  page: Page,
  key: string,
  role: 'button' | 'textbox' | 'tab' | 'treeitem',
  name: string | RegExp,
) {
  const wanted = page.getByRole(role, { name });
  await expect(wanted.first()).toBeVisible();
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press(key);
    if (await wanted.first().evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`${key} does not lead to ${role} “${String(name)}”`);
}

test('J49 a room is usable by keyboard and screen reader: join, edit, run, chat, approve', async ({
  browser,
  product,
}) => {
  const page = await (await browser.newContext()).newPage();
  await listen(page);

  await test.step('join', async () => {
    await page.goto(product.url);
    await goTo(page, 'Tab', 'button', 'New room');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('textbox', { name: 'Your name' })).toBeFocused();
    await expect(dialog).toMatchAriaSnapshot(`
      - dialog "Your name":
        - banner:
          - heading "Your name" [level=2]
        - paragraph:
          - strong: Launch day
        - textbox "Your name"
        - button "Join room"
    `);
    await page.keyboard.type('Ana');
    await page.keyboard.press('Enter');
    await expect(editorField(page)).toBeFocused();
    await expect(page.locator('body')).toMatchAriaSnapshot(`
      - banner:
        - heading "Launch day" [level=1]
        - button "Share"
      - main:
        - region "Files":
          - heading "Files" [level=2]
          - tree "Files"
        - region "Editor":
          - tablist "Open files":
            - tab "main.ts" [selected]
          - tabpanel "main.ts"
        - region "Output":
          - heading "Output" [level=2]
        - region "Chat":
          - heading "Chat" [level=2]
          - log "Messages"
          - textbox "Message to the agent"
      - contentinfo
    `);
    await expect.poll(() => announced(page)).toContain('Saved');
  });

  await test.step('edit: every key is not announced', async () => {
    await page.evaluate(() => (window.announced = []));
    await page.keyboard.type('// by ear\n', { delay: 30 });
    await expect(saveState(page)).toHaveText('Saved');
    expect(await announced(page)).not.toContain('Saving');
  });

  await test.step('run: how it ended is announced, and its output is a region', async () => {
    await page.keyboard.press('ControlOrMeta+Enter');
    await expect.poll(() => announced(page)).toContain('Succeeded');
    await goTo(page, 'F6', 'tab', 'Output');
    await expect(output(page).getByRole('region', { name: 'Output of run 1' })).toContainText('Lift-off!');
  });

  await test.step('chat and approval: the question is announced at once, and answered from where one is', async () => {
    await page.keyboard.press('ControlOrMeta+l');
    await page.keyboard.type('@agent delete src/crew.ts');
    await page.keyboard.press('Enter');
    await expect.poll(() => announced(page)).toContain('The agent wants to delete src/crew.ts.');
    await expect(page.getByRole('textbox', { name: /^Message to/ })).toBeFocused();
    await expect(page.getByRole('log', { name: 'Messages' })).toMatchAriaSnapshot(`
      - article:
        - strong: Ana
      - article:
        - strong: Agent
        - list:
          - listitem:
            - group "The agent wants to delete src/crew.ts.":
              - button "Allow once"
              - textbox "Reason for denying"
              - button "Deny"
    `);
    await page.keyboard.press('Alt+y');
    await expect.poll(() => announced(page)).toContain('Agent: Done.');
  });

  await test.step('others: who comes is announced', async () => {
    const bo = await enter(browser, await linkFrom(page, 'Can edit'), 'Bo');
    await expect.poll(() => announced(page)).toContain('Bo joined.');
    await bo.context().close();
  });

  for (const contrast of ['no-preference', 'more'] as const) {
    await page.emulateMedia({ contrast });
    await expectAccessible(page);
  }
});
