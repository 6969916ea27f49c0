import { test as base } from '@playwright/test';
import { type Product, startProduct } from './product.ts';

/**
 * A test whose `product` is one for all of a walk, each test in rooms of its own: a spec that wants settings of its own
 * starts a product of its own. What a test opened is closed with it, so that no page works on behind the next ones.
 */
export const test = base.extend<{ closesItsPages: undefined }, { product: Product }>({
  product: [
    // Playwright reads from this pattern that the fixture needs no other.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const product = await startProduct();
      await use(product);
      await product.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  closesItsPages: [
    async ({ browser }, use) => {
      await use(undefined);
      for (const context of browser.contexts()) await context.close();
    },
    { auto: true },
  ],
});
