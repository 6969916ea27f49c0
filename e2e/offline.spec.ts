import { expect, test } from '@playwright/test';
import { enter, linkFrom, makeRoom, openFile, painted, saveState, typeAtEnd } from './people.ts';
import { type Product, startProduct } from './product.ts';

let product: Product;
test.beforeAll(async () => {
  product = await startProduct();
});
test.afterAll(() => product.stop());

test('J6 W10 work done offline merges on return, also when its tab was closed', async ({ browser }) => {
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
});
