import { test as base, type BrowserContext, expect } from '@playwright/test';
import type { ModelServer } from '../test/model-server.ts';
import { startOpenAiServer } from '../test/openai-server.ts';
import { type Product, startProduct } from './product.ts';

/** A product whose agent uses a model behind OpenAI's API that answers as the test scripts it. */
interface Scripted extends Product {
  openai: ModelServer;
}

interface PerTest {
  /** With a separate script for each test. */
  scripted: Scripted;
  closePages: undefined;
  printLogOnFailure: undefined;
}

interface PerWorker {
  /** With the built-in commands instead of a model. */
  product: Product;
  scriptedProduct: Scripted;
}

/**
 * Starts its products once per worker; each test uses its own rooms, and a spec that needs other settings starts its own
 * product. Each test's pages are closed after it, so that none keeps running during the next. When a test fails, the
 * last console messages and requests of its pages are printed.
 */
export const test = base.extend<PerTest, PerWorker>({
  product: [
    // Playwright reads the used fixtures from this pattern, which are none.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const product = await startProduct();
      await use(product);
      await product.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  scriptedProduct: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const openai = await startOpenAiServer();
      const product = await startProduct({
        OPENAI_API_KEY: 'sk-e2e',
        OPENAI_BASE_URL: openai.url,
        OPENAI_MODEL: 'scripted',
        MODEL_PRICES: 'scripted=2/5',
        // The pages that the agent fetches are on this machine.
        FETCH_LOOPBACK: '1',
      });
      await use({ ...product, openai });
      await product.stop();
      await openai.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  scripted: async ({ scriptedProduct }, use) => {
    scriptedProduct.openai.reset();
    await use(scriptedProduct);
    // An agent still at work would continue with the next test's script.
    await expect.poll(() => scriptedProduct.openai.hanging).toBe(0);
  },
  closePages: [
    async ({ browser }, use) => {
      await use(undefined);
      for (const context of browser.contexts()) await context.close();
    },
    { auto: true },
  ],
  printLogOnFailure: [
    async ({ browser }, use, info) => {
      const log: string[] = [];
      const listen = (context: BrowserContext): void => {
        const began = Date.now();
        const record = (...words: unknown[]): void => void log.push([Date.now() - began, ...words].join(' '));
        context.on('console', (message) => record(message.type(), message.text()));
        context.on('weberror', (error) => record('error', error.error()));
        context.on('request', (request) => record('asked', request.method(), request.url()));
        context.on('requestfailed', (request) =>
          record('failed', request.url(), request.failure()?.errorText),
        );
        context.on('response', (response) => record('answered', response.status(), response.url()));
      };
      browser.on('context', listen);
      await use(undefined);
      browser.off('context', listen);
      if (info.status !== info.expectedStatus) console.log(withoutTokens(log.slice(-100).join('\n')));
    },
    { auto: true },
  ],
});

const withoutTokens = (text: string): string => text.replaceAll(/token=[\w.-]+/g, 'token=…');
