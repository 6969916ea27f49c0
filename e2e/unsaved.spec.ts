import { expect, type Page } from '@playwright/test';
import {
  enter,
  expectAccessible,
  linkFrom,
  makeRoom,
  openFile,
  painted,
  saveState,
  typeAtEnd,
} from './people.ts';
import { test } from './test.ts';

/** Cuts a page off from the room alone, as a proxy that fails would. */
async function onOwnLine(page: Page): Promise<{ cut: () => void }> {
  let isCut = false;
  let close = (): void => undefined;
  await page.routeWebSocket(/\/parties\/main\//, async (line) => {
    if (isCut) return line.close();
    close = () => void line.close();
    line.connectToServer();
  });
  await page.reload();
  return {
    cut: () => {
      isCut = true;
      close();
    },
  };
}

test('W178 what a tab could not save comes into the room by another tab, once it is closed', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  const link = await linkFrom(ana, 'Can edit');
  const bo = await enter(browser, link, 'Bo');
  await openFile(bo, 'greeting.ts');
  const line = await onOwnLine(ana);
  await openFile(ana, 'greeting.ts');
  await expect.poll(() => painted(ana)).toContain('greeting');
  line.cut();
  await expect(saveState(ana)).toHaveText('Offline');
  await typeAtEnd(ana, '\n// first tab');
  await expect(saveState(ana)).toHaveText('Offline: your changes wait in this browser');

  const other = await ana.context().newPage();
  await other.goto(link);
  await openFile(other, 'greeting.ts');
  await expect.poll(() => painted(other)).toContain('greeting');
  await typeAtEnd(other, '\n// second tab');
  await expect.poll(() => painted(bo)).toContain('// second tab');
  expect(await painted(bo)).not.toContain('// first tab');

  await ana.close();
  await expect(other.getByText('Your unsaved changes were restored.')).toBeVisible();
  for (const page of [other, bo]) await expect.poll(() => painted(page)).toContain('// first tab');
  await expect(saveState(other)).toHaveText('Saved');
});

/** How a tab dies: the second also as where pages have no locks, which is on origins that are not secure. */
const deaths = ['crashed', 'closed', 'closed without locks'] as const;

for (const death of deaths)
  test(`W178 a tab that was open first brings back what a later one could not save, once it is ${death}`, async ({
    browser,
    product,
  }) => {
    const ana = await makeRoom(browser, product.url, 'Ana');
    const link = await linkFrom(ana, 'Can edit');
    const bo = await enter(browser, link, 'Bo');
    await openFile(bo, 'greeting.ts');
    if (death === 'closed without locks')
      await ana.context().addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'locks'));
    const line = await onOwnLine(ana);
    await openFile(ana, 'greeting.ts');
    const other = await ana.context().newPage();
    await other.goto(link);
    await openFile(other, 'greeting.ts');
    for (const page of [ana, other]) {
      await expect.poll(() => painted(page)).toContain('greeting');
      await expect(saveState(page)).toHaveText('Saved');
    }

    line.cut();
    await expect(saveState(ana)).toHaveText('Offline');
    await typeAtEnd(ana, '\n// only here');
    await expect(saveState(ana)).toHaveText('Offline: your changes wait in this browser');
    expect(await painted(bo)).not.toContain('// only here');

    if (death === 'crashed') await crash(ana);
    else await ana.close();
    await expect(other.getByText('Your unsaved changes were restored.')).toBeVisible();
    for (const page of [other, bo]) await expect.poll(() => painted(page)).toContain('// only here');
    await expect(saveState(other)).toHaveText('Saved');
    await expect.poll(() => other.evaluate(rowsKept)).toBe(0);
  });

async function crash(page: Page): Promise<void> {
  const crashed = page.waitForEvent('crash');
  const cdp = await page.context().newCDPSession(page);
  // It is never answered.
  cdp.send('Page.crash').catch(() => undefined);
  await crashed;
}

test('W9 an edit is kept although the page hangs right after it, and dies', async ({ browser, product }) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  const link = await linkFrom(ana, 'Can edit');
  const context = ana.context();
  await openFile(ana, 'greeting.ts');
  await expect.poll(() => painted(ana)).toContain('greeting');
  await context.setOffline(true);
  await expect(saveState(ana)).toHaveText('Offline');
  await typeAtEnd(ana, '\n// before it hung');
  await expect(saveState(ana)).toHaveText('Offline: your changes wait in this browser');
  await ana.evaluate(insertAndHang, ', the last words');
  await ana.close();
  await context.setOffline(false);

  const again = await context.newPage();
  await again.goto(link);
  await openFile(again, 'greeting.ts');
  await expect.poll(() => painted(again)).toContain('// before it hung, the last words');
});

/** Runs in the page: types, and hangs before the browser can answer anything that typing has asked of it. */
function insertAndHang(text: string): void {
  document.execCommand('insertText', false, text);
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener('message', () => {
    // Ends by itself should the browser not end it.
    for (const until = performance.now() + 20_000; performance.now() < until;);
  });
  port1.start();
  port2.postMessage('');
}

test('W181 W182 a browser whose storage is full or was cleared says so once, and keeps everything as soon as it can', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  const link = await linkFrom(ana, 'Can edit');
  await openFile(ana, 'greeting.ts');
  await expect.poll(() => painted(ana)).toContain('greeting');
  const context = ana.context();
  const cdp = await context.newCDPSession(ana);
  const { origin } = new URL(product.url);
  await cdp.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 500_000 });
  await context.setOffline(true);
  await expect(saveState(ana)).toHaveText('Offline');
  await typeAtEnd(ana, '\n// one');
  await expect(saveState(ana)).toHaveText('Offline: your changes wait in this browser');

  await test.step('full', async () => {
    await ana.evaluate(fillStorage);
    await ana.keyboard.type(' two');
    const said = ana.getByText('storage is full');
    await expect(said).toBeVisible();
    await expect(saveState(ana)).toHaveText('Offline: your changes wait only on this page');
    await expectAccessible(ana);
    for (const [width, height] of [
      [390, 844],
      [1440, 900],
    ] as const) {
      await ana.setViewportSize({ width, height });
      await ana.screenshot({ path: test.info().outputPath(`full-${width}.png`) });
    }
    await ana.keyboard.type(' three');
    await expect(said).toHaveCount(1);
    await cdp.send('Storage.overrideQuotaForOrigin', { origin });
    await expect(ana.getByText('stored in this browser again')).toBeVisible();
    await expect(saveState(ana)).toHaveText('Offline: your changes wait in this browser');
  });

  await test.step('cleared', async () => {
    await cdp.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
    await ana.keyboard.type(' four');
    await expect.poll(() => ana.evaluate(rowsKept)).toBeGreaterThan(0);
    await expect(saveState(ana)).toHaveText('Offline: your changes wait in this browser');
  });

  await ana.close();
  await context.setOffline(false);
  const again = await context.newPage();
  await again.goto(link);
  await openFile(again, 'greeting.ts');
  await expect.poll(() => painted(again)).toContain('// one two three four');
  await expect(saveState(again)).toHaveText('Saved');
  await expect.poll(() => again.evaluate(rowsKept)).toBe(0);
});

/** Runs in the page: stores something else until not even a few bytes fit. */
async function fillStorage(): Promise<void> {
  const opening = indexedDB.open('filler', 1);
  opening.addEventListener('upgradeneeded', () =>
    opening.result.createObjectStore('filler', { autoIncrement: true }),
  );
  await new Promise((resolve) => opening.addEventListener('success', resolve));
  for (let bytes = 65_536; bytes >= 1;) {
    const transaction = opening.result.transaction('filler', 'readwrite');
    transaction.objectStore('filler').put(crypto.getRandomValues(new Uint8Array(bytes)));
    const isStored = await new Promise((resolve) => {
      transaction.addEventListener('complete', () => resolve(true));
      transaction.addEventListener('abort', () => resolve(false));
    });
    if (!isStored) bytes >>= 1;
  }
  opening.result.close();
}

/** Runs in the page. */
async function rowsKept(): Promise<number> {
  const done = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => reject(request.error ?? new Error('refused')));
    });
  const database = await done(indexedDB.open('tandem-unsaved', 1));
  try {
    return await done(database.transaction('updates').objectStore('updates').count());
  } finally {
    database.close();
  }
}
