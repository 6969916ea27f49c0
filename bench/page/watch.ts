import type { Page } from '@playwright/test';

/** What the page notes of itself, in ms of its own clock. */
interface Noted {
  /** From the beginning of the navigation until text of a file stood in the editor, painted. */
  editorAt?: number;
  /** From each key until after the paint that shows what it did. */
  keys: number[];
}

declare global {
  interface Window {
    noted: Noted;
  }
}

/** Has every page of this browser context note what people would feel. Put in before the page is opened. */
export async function watch(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const noted: Noted = { keys: [] };
    window.noted = noted;
    /** After the next paint: a message sent in a frame is heard when that frame is on the screen. */
    const afterPaint = (then: () => void): void => {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', then, { once: true });
      port1.start();
      port2.postMessage(undefined);
    };
    let pressedAt: number | undefined;
    addEventListener('keydown', (event) => (pressedAt = event.timeStamp), { capture: true });
    new MutationObserver((changes) => {
      // An editor that is ready soon is put into the page with its text in it.
      if (noted.editorAt === undefined && document.querySelector('.view-line span span')) {
        noted.editorAt = performance.now();
        afterPaint(() => (noted.editorAt = performance.now()));
      }
      const inText = changes.some(({ target }) => {
        const element = target instanceof Element ? target : target.parentElement;
        return element?.closest('.view-lines') !== null;
      });
      if (!inText) return;
      const from = pressedAt;
      pressedAt = undefined;
      if (from !== undefined) afterPaint(() => noted.keys.push(performance.now() - from));
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
}

/** From the beginning of the navigation, in ms: the first paint with content, and text in the editor. */
export async function arrival(page: Page): Promise<{ paintMs: number | undefined; editorMs: number }> {
  await page.waitForFunction(() => window.noted.editorAt !== undefined);
  return page.evaluate(() => ({
    paintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
    editorMs: window.noted.editorAt ?? 0,
  }));
}

const betweenKeysMs = 50;

/** Types into the first line, as a quick typist does. @returns for each key, ms until what it did was painted. */
export async function typeInto(page: Page, keys: number): Promise<number[]> {
  await page.locator('.monaco-editor .view-line').first().click();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.press('End');
  await page.evaluate(() => (window.noted.keys = []));
  await page.keyboard.type('a word or two '.repeat(Math.ceil(keys / 14)).slice(0, keys), {
    delay: betweenKeysMs,
  });
  // The last key's paint.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  return page.evaluate(() => window.noted.keys);
}
