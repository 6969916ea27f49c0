import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/chromium.mjs';

const executablePath = findChromium();
/** The gate reads the results, beside what people see; a test that was singled out for a while must not pass it. */
const isGate = process.env['TANDEM_REPORT'] !== undefined;

/** Real browsers against the product as `npm start` runs it, on ports and state of its own. */
export default defineConfig({
  testDir: 'e2e',
  globalSetup: './test/built.ts',
  timeout: 120_000,
  expect: { timeout: 15_000 },
  workers: 1,
  reporter: isGate ? [['./scripts/testing/playwright-reporter.ts'], ['list']] : 'list',
  forbidOnly: isGate,
  use: {
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
