import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { roomLimits } from '../shared/limits.ts';
import { sessionSchema } from '../shared/session.ts';
import { expectAccessible, makeRoom, openFile, saveState, typeAtEnd } from './people.ts';
import { type Product, startProduct } from './product.ts';

/** What a page says when the room is unavailable: the reason, and what to do. */
let product: Product;
test.beforeAll(async () => {
  product = await startProduct();
});
test.afterAll(async () => {
  await product.stop();
});

test('W53 J19 the page explains a full room, a lost server, an ended session and a wrong link', async ({
  browser,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  const link = ana.url();
  await openFile(ana, 'main.ts');

  await test.step('the page says that the room is full, and enters when someone leaves', async () => {
    const others = await fill(link);
    const late = await (await browser.newContext()).newPage();
    await late.goto(link);
    await late.getByRole('textbox', { name: 'Your name' }).fill('Late');
    await late.keyboard.press('Enter');
    const full = late.getByText('This room is full');
    await expect(full).toBeVisible();
    await look(late, 'full');
    others[0]?.close();
    await expect(async () => {
      await late.getByRole('button', { name: 'Try now' }).click();
      // A new attempt cancels the pending one.
      await expect(full).toBeHidden({ timeout: 5_000 });
    }).toPass();
    await expect(saveState(late)).toHaveText('Saved');
    for (const other of others) other.close();
    await late.context().close();
  });

  await test.step('the page says that the server is lost, and what is kept', async () => {
    await product.down();
    await expect(saveState(ana)).toHaveText('Offline');
    await typeAtEnd(ana, '// written meanwhile');
    const lost = ana.getByRole('status').filter({ hasText: 'The server has not answered for a while' });
    await expect(lost).toContainText('your changes stay in this browser');
    await look(ana, 'lost');
    await expect(ana.getByRole('button', { name: 'Download my unsaved text' })).toBeVisible();
  });

  await test.step('a server with another secret ends the session and the link', async () => {
    await rm(join(product.state, 'secret'));
    await product.up();
    const ended = ana.getByRole('alert').filter({ hasText: 'Your session has ended' });
    await expect(ended).toContainText('This link does not open the room.');
    await look(ana, 'ended');
    const downloading = ana.waitForEvent('download');
    await ended.getByRole('button', { name: 'Download my unsaved text' }).click();
    expect((await downloading).suggestedFilename()).toBe('tandem-unsaved.txt');
    await ana.reload();
    await expect(ana.getByRole('heading', { name: 'Room not found' })).toBeVisible();
    await look(ana, 'link');
  });
});

/** Takes all remaining places in the room, each for someone else: a silent connection of one's own is closed. */
async function fill(link: string): Promise<WebSocket[]> {
  const [address = '', key = ''] = link.split('#');
  const room = address.split('/').at(-1) ?? '';
  const sockets = await Promise.all(
    Array.from({ length: roomLimits.maxSockets }, async (_, at) => {
      const response = await fetch(`${product.url}/api/rooms/${room}/session`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ key, name: `Guest ${at + 1}` }),
      });
      const { token } = sessionSchema.parse(await response.json());
      const url = `${product.url.replace('http', 'ws')}/parties/main/${room}?token=${token}`;
      const socket = new WebSocket(url);
      // Either admitted, or refused because the room is full.
      await new Promise((resolve) => {
        for (const event of ['message', 'close'] as const)
          socket.addEventListener(event, resolve, { once: true });
      });
      return socket;
    }),
  );
  return sockets.filter(({ readyState }) => readyState === WebSocket.OPEN);
}

async function look(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: test.info().outputPath(`${name}-${colorScheme}-${width}.png`) });
    }
  }
  await expectAccessible(page);
}
