import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, expect, type Page } from '@playwright/test';
import { closeCode } from '../shared/protocol/close.ts';
import { enter, expectFits, linkFrom, makeRoom, openFile, painted, saveState, typeAtEnd } from './people.ts';
import type { Product } from './product.ts';
import { test } from './test.ts';

const reason =
  'You have opened this room very often in the last hour. It takes new edits from you in a while.';

test('R84 W187 the page says why the room takes no edits for now, what it keeps, and that they are saved later', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  const bo = await enter(browser, await linkFrom(ana, 'Can edit'), 'Bo');
  let isRefusing = false;
  // As a room does it: the page gets the text, and is sent away for what it sends itself.
  await ana.routeWebSocket(/\/parties\/main\//, (line) => {
    const server = line.connectToServer();
    server.onMessage((data) => line.send(data));
    let heard = 0;
    line.onMessage((data) => {
      if (!isRefusing) return server.send(data);
      if (++heard === 1) return server.send(data);
      void server.close();
      void line.close({ code: closeCode.tryLater, reason });
    });
  });
  await ana.reload();
  for (const page of [ana, bo]) await openFile(page, 'greeting.ts');
  await expect.poll(() => painted(ana)).toContain('greeting');
  await expect(saveState(ana)).toHaveText('Saved');

  isRefusing = true;
  await typeAtEnd(ana, '\n// sent away');
  await expect(saveState(ana)).toHaveText('Not saved yet: your changes wait in this browser');
  await expect(saveState(ana)).toHaveAttribute('title', reason);
  const banner = ana.getByRole('status').filter({ hasText: reason });
  await expect(banner).toContainText('your changes stay in this browser');
  await ana.keyboard.press('ControlOrMeta+s');
  await expect(ana.getByText(`Not saved yet. ${reason}`)).toBeVisible();
  await expectFits(ana, 'sent-away', banner.getByRole('button'));
  await expect(saveState(ana)).toHaveText('Not saved yet: your changes wait in this browser');
  expect(await painted(bo)).not.toContain('// sent away');

  isRefusing = false;
  await banner.getByRole('button', { name: 'Try now' }).click();
  await expect(saveState(ana)).toHaveText('Saved');
  await expect(banner).toBeHidden();
  await expect.poll(() => painted(bo)).toContain('// sent away');
});

/** Ana's page of a room in which Bo wrote, too, and has left; the agent has what they wrote. */
async function roomOfTwo(browser: Browser, url: string): Promise<{ ana: Page; link: string }> {
  const ana = await makeRoom(browser, url, 'Ana');
  const link = await linkFrom(ana, 'Can edit');
  const bo = await enter(browser, link, 'Bo');
  for (const page of [ana, bo]) await openFile(page, 'greeting.ts');
  await typeAtEnd(bo, '\n// by Bo');
  await expect.poll(() => painted(ana)).toContain('// by Bo');
  await expect(saveState(bo)).toHaveText('Saved');
  await bo.context().close();
  return { ana, link };
}

async function loseRooms(product: Product): Promise<void> {
  await product.down();
  await rm(join(product.state, 'room'), { recursive: true });
  await product.up();
}

test('R80 R82 a page that stayed open while the room lost its storage is saved again, and asks for nothing', async ({
  browser,
  product,
}) => {
  const { ana, link } = await roomOfTwo(browser, product.url);
  await loseRooms(product);
  await typeAtEnd(ana, '\n// by Ana, later');
  await expect(saveState(ana)).toHaveText('Saved');
  const cleo = await enter(browser, link, 'Cleo');
  await openFile(cleo, 'greeting.ts');
  await expect.poll(() => painted(cleo)).toMatch(/by Bo[^]*by Ana, later/);
});

test('R80 the first page that opens a room that lost its storage finds all of it', async ({
  browser,
  product,
}) => {
  const { ana, link } = await roomOfTwo(browser, product.url);
  await ana.context().close();
  await loseRooms(product);
  const cleo = await enter(browser, link, 'Cleo');
  await openFile(cleo, 'greeting.ts');
  await expect.poll(() => painted(cleo)).toContain('// by Bo');
});
