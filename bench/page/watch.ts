import type { Page } from '@playwright/test';

/** What the page records about itself, in ms of its own clock. */
interface Noted {
  /** From the start of the navigation until the editor had painted the text of a file. */
  editorAt?: number;
  /** From each key until after the paint that shows what it did. */
  keys: number[];
}

declare global {
  interface Window {
    noted: Noted;
  }
}

/** Makes every page of this browser context record what people would feel. Call it before opening a page. */
export async function watch(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const noted: Noted = { keys: [] };
    window.noted = noted;
    /** Runs after the next paint: a message sent in a frame arrives when that frame is on the screen. */
    const afterPaint = (then: () => void): void => {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', then, { once: true });
      port1.start();
      port2.postMessage(undefined);
    };
    let pressedAt: number | undefined;
    addEventListener('keydown', (event) => (pressedAt = event.timeStamp), { capture: true });
    new MutationObserver((changes) => {
      // An editor that is ready early enters the page with its text already in it.
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

/** From the start of the navigation, in ms: the first contentful paint, and text in the editor. */
export async function arrival(page: Page): Promise<{ paintMs: number | undefined; editorMs: number }> {
  await page.waitForFunction(() => window.noted.editorAt !== undefined);
  return page.evaluate(() => ({
    paintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
    editorMs: window.noted.editorAt ?? 0,
  }));
}

const betweenKeysMs = 50;

/**
 * Types into the first line like a quick typist. @returns for each key, how many ms its effect took to paint.
 */
export async function typeInto(page: Page, keys: number): Promise<number[]> {
  await page.locator('.monaco-editor .view-line').first().click();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.press('End');
  await page.evaluate(() => (window.noted.keys = []));
  await page.keyboard.type('a word or two '.repeat(Math.ceil(keys / 14)).slice(0, keys), {
    delay: betweenKeysMs,
  });
  // Wait for the last key's paint.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  return page.evaluate(() => window.noted.keys);
}
