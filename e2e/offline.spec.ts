import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import * as Y from 'yjs';
import { seeds, seedUpdate } from '../party/room/seed.ts';
import { listFiles, textOf } from '../shared/doc.ts';
import {
  command,
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

test(
  'J6 W10 work done offline merges on return, even if its tab was closed',
  { tag: '@gate' },
  async ({ browser, product }) => {
    const ana = await makeRoom(browser, product.url, 'Ana');
    const link = await linkFrom(ana, 'Can edit');
    const bo = await enter(browser, link, 'Bo');
    for (const page of [ana, bo]) await openFile(page, 'greeting.ts');

    await test.step('the page stays open', async () => {
      await ana.context().setOffline(true);
      await expect(saveState(ana)).toHaveText('Offline');
      await typeAtEnd(ana, '\n// offline Ana');
      await expect(saveState(ana)).toHaveText('Offline: your changes wait in this browser');
      await typeAtEnd(bo, '\n// meanwhile Bo');
      await expect(saveState(bo)).toHaveText('Saved');
      expect(await painted(bo)).not.toContain('offline Ana');
      expect(await painted(ana)).not.toContain('meanwhile Bo');
      await ana.context().setOffline(false);
      for (const page of [ana, bo]) {
        await expect(saveState(page)).toHaveText('Saved');
        await expect.poll(() => painted(page)).toContain('// offline Ana');
        await expect.poll(() => painted(page)).toContain('// meanwhile Bo');
      }
    });

    const context = ana.context();
    await test.step('the page is closed', async () => {
      await context.setOffline(true);
      await expect(saveState(ana)).toHaveText('Offline');
      await typeAtEnd(ana, '\n// closed Ana');
      await expect(saveState(ana)).toHaveText('Offline: your changes wait in this browser');
      await ana.close();
      await typeAtEnd(bo, '\n// later Bo');
      await expect(saveState(bo)).toHaveText('Saved');
      expect(await painted(bo)).not.toContain('closed Ana');
      await context.setOffline(false);
    });

    const again = await context.newPage();
    await again.goto(link);
    await expect(again.getByText('Your unsaved changes were restored.')).toBeVisible();
    await openFile(again, 'greeting.ts');
    for (const page of [again, bo]) {
      await expect(saveState(page)).toHaveText('Saved');
      await expect.poll(() => painted(page)).toContain('// closed Ana');
      await expect.poll(() => painted(page)).toContain('// later Bo');
    }
    await again.reload();
    await expect(saveState(again)).toHaveText('Saved');
    await expect(again.getByText('Your unsaved changes were restored.')).toBeHidden();
  },
);

test('W128 the page says when the connection stalls, what it keeps, and offers to try again', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  const bo = await enter(browser, await linkFrom(ana, 'Can edit'), 'Bo');
  let isDead = false;
  await ana.routeWebSocket(/\/parties\/main\//, (line) => {
    const server = line.connectToServer();
    line.onMessage((data) => isDead || server.send(data));
    server.onMessage((data) => isDead || line.send(data));
  });
  await ana.reload();
  for (const page of [ana, bo]) await openFile(page, 'greeting.ts');
  await typeAtEnd(ana, '\n// before');
  await expect.poll(() => painted(bo)).toContain('// before');
  await expect(saveState(ana)).toHaveText('Saved');

  isDead = true;
  await typeAtEnd(ana, '\n// on a dead line');
  await expect(saveState(ana)).toHaveText('Saving');
  await expect(saveState(ana)).toHaveText('No answer: your changes wait in this browser');
  const banner = ana.getByRole('status').filter({ hasText: 'The server has not answered for a while' });
  await expect(banner).toContainText('your changes stay in this browser');
  await expectAccessible(ana);
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    await ana.setViewportSize({ width, height });
    await ana.screenshot({ path: test.info().outputPath(`dead-line-${width}.png`) });
  }
  await ana.setViewportSize({ width: 1440, height: 900 });

  isDead = false;
  await banner.getByRole('button', { name: 'Try now' }).click();
  await expect(saveState(ana)).toHaveText('Saved');
  await expect(banner).toBeHidden();
  await expect.poll(() => painted(bo)).toContain('// on a dead line');
});

test('R56 text typed right before leaving the page reaches the room', async ({ browser, product }) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  const bo = await enter(browser, await linkFrom(ana, 'Can edit'), 'Bo');
  for (const page of [ana, bo]) await openFile(page, 'greeting.ts');
  await typeAtEnd(ana, '// the last');
  await expect.poll(() => painted(bo)).toContain('// the last');
  // From here on no timer of the page fires: everything must happen while it is being left.
  await ana.evaluate(() => {
    const never = (): never => 0 as never;
    Object.assign(window, { setTimeout: never, setInterval: never, requestAnimationFrame: never });
  });
  await ana.keyboard.type(' letters');
  await ana.goto('about:blank');
  await expect.poll(() => painted(bo)).toContain('// the last letters');
});

test('W12 W177 edits that the room refuses can be downloaded and discarded, and take no others along', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  const link = await linkFrom(ana, 'Can edit');
  const context = ana.context();
  await keepOffline(ana, '// accepted Ana', refusedUpdate());
  await context.setOffline(false);

  const again = await context.newPage();
  await again.goto(link);
  const banner = again.getByRole('alert').filter({ hasText: 'closed this page’s connection' });
  await expect(banner).toContainText('discards unsaved changes');
  const downloading = again.waitForEvent('download');
  await banner.getByRole('button', { name: 'Download my unsaved text' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('tandem-unsaved.txt');
  expect(await readFile(await download.path(), 'utf8')).toContain('foreign');

  // Only closed, the page leaves it to the next one to offer them.
  await again.close();
  const next = await context.newPage();
  await next.goto(link);
  await openFile(next, 'greeting.ts');
  await expect.poll(() => painted(next)).toContain('// accepted Ana');
  await expect(saveState(next)).toHaveText('Saved');
  const leftover = next.getByRole('status').filter({ hasText: 'refused by the room' });
  await expect(leftover).toBeVisible();
  await expectAccessible(next);
  await photograph(next, 'refused');
  await leftover.getByRole('button', { name: 'Discard them' }).click();
  await expect(leftover).toBeHidden();
  await next.reload();
  await expect(saveState(next)).toHaveText('Saved');
  await expect(leftover).toBeHidden();
  expect(await painted(next)).not.toContain('foreign');
});

test('W12 reloading a refused page drops what was refused', async ({ browser, product }) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  const link = await linkFrom(ana, 'Can edit');
  const context = ana.context();
  await keepOffline(ana, '// accepted Ana', refusedUpdate());
  await context.setOffline(false);
  const again = await context.newPage();
  await again.goto(link);
  await again.getByRole('button', { name: 'Reload the room' }).click();
  await openFile(again, 'greeting.ts');
  await expect.poll(() => painted(again)).toContain('// accepted Ana');
  await expect(saveState(again)).toHaveText('Saved');
  for (const words of ['refused by the room', 'closed this page’s connection'])
    await expect(again.getByText(words)).toBeHidden();
});

test('W104 edits that cannot be applied are offered as a download, and the rest is restored', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  const link = await linkFrom(ana, 'Can edit');
  const context = ana.context();
  await keepOffline(ana, '// has its place', updateWithUnmetDependency());
  await context.setOffline(false);

  const again = await context.newPage();
  await again.goto(link);
  await openFile(again, 'greeting.ts');
  await expect.poll(() => painted(again)).toContain('// has its place');
  await expect(saveState(again)).toHaveText('Saved');
  const banner = again.getByRole('status').filter({ hasText: 'the room no longer has' });
  await expectAccessible(again);
  await photograph(again, 'homeless');
  const downloading = again.waitForEvent('download');
  await banner.getByRole('button', { name: 'Download what I wrote' }).click();
  expect(await readFile(await (await downloading).path(), 'utf8')).toMatch(
    /^Changes of yours that are not in the room “.*without a place\n$/s,
  );
  await again.reload();
  await banner.getByRole('button', { name: 'Discard them' }).click();
  await expect(banner).toBeHidden();
  await again.reload();
  await expect(saveState(again)).toHaveText('Saved');
  await expect(banner).toBeHidden();
});

/** An edit that depends on one that nobody has. */
function updateWithUnmetDependency(): Uint8Array {
  const doc = new Y.Doc();
  doc.getText('lost').insert(0, 'lost');
  const before = Y.encodeStateVector(doc);
  doc.getText('lost').insert(4, 'without a place');
  return Y.encodeStateAsUpdate(doc, before);
}

test('W92 a dialog whose script cannot be loaded leaves the room intact, and opens once it can', async ({
  browser,
  product,
}) => {
  const page = await makeRoom(browser, product.url, 'Ana');
  const scripts = /\/assets\/(KeysDialog|RunConfigs|TrashDialog)-/;
  await page.route(scripts, (route) => route.abort());
  await page.reload();
  await expect(saveState(page)).toHaveText('Saved');
  for (const words of ['keyboard shortcuts', 'run configurations', 'trash']) {
    await command(page, words);
    const said = page.getByText('This could not be shown.');
    await expect(said).toBeVisible();
    await expect(page.getByRole('treeitem', { name: 'main.ts' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Reload' })).toBeVisible();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await expect(said).toBeHidden();
  }
  await page.unroute(scripts);
  await command(page, 'keyboard shortcuts');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await expect(page.locator('.keys-row').first(), 'with its CSS').toHaveCSS('display', 'grid');
});

/** An edit under the seed's client id, which nobody may use. */
function refusedUpdate(): Uint8Array {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, seedUpdate('typescript'));
  const before = Y.encodeStateVector(doc);
  doc.clientID = seeds.typescript.clientId;
  const [file] = listFiles(doc);
  if (file) textOf(doc, file.id)?.insert(0, 'foreign');
  return Y.encodeStateAsUpdate(doc, before);
}

/** Writes in a page that is offline, puts another update beside that as if another tab had made it, and closes the page. */
async function keepOffline(page: Page, line: string, update: Uint8Array): Promise<void> {
  await openFile(page, 'greeting.ts');
  // The editor is loaded after the page, and cannot be loaded offline.
  await expect.poll(() => painted(page)).toContain('greeting');
  await page.context().setOffline(true);
  await expect(saveState(page)).toHaveText('Offline');
  await typeAtEnd(page, `\n${line}`);
  await expect(saveState(page)).toHaveText('Offline: your changes wait in this browser');
  await page.evaluate(storeUnsavedUpdate, [...update]);
  await page.close();
}

async function photograph(page: Page, name: string): Promise<void> {
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: test.info().outputPath(`${name}-${width}.png`) });
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

/** Runs in the page: stores an unsaved update, as if another tab had made it. */
async function storeUnsavedUpdate(update: number[]): Promise<void> {
  const done = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => reject(request.error ?? new Error('refused')));
    });
  const database = await done(indexedDB.open('tandem-unsaved'));
  const store = database.transaction('updates', 'readwrite').objectStore('updates');
  const [key] = await done(store.getAllKeys());
  if (!Array.isArray(key)) throw new Error('the page keeps nothing');
  await done(store.put(new Uint8Array(update), [key[0] ?? '', key[1] ?? '', 1, 0]));
  database.close();
}
