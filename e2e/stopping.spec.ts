import { expect, type Page } from '@playwright/test';
import { addFile, ask, chat, makeRoom, output, runButton } from './people.ts';
import { test } from './test.ts';

/** Holds back what stops something until the returned function is called. */
async function holdStops(page: Page): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route('**/stop', async (route) => {
    await promise;
    await route.continue();
  });
  return resolve;
}

test(
  'W236 Stop says at once that it stops, for a run and for the agent',
  { tag: '@gate' },
  async ({ browser, scripted: { url, openai } }) => {
    const ana = await makeRoom(browser, url, 'Ana');
    await addFile(ana, 'wait.ts', 'export default () => new Promise((done) => setTimeout(done, 60_000));\n');
    let release = await holdStops(ana);
    await runButton(ana).click();
    await output(ana).getByRole('button', { name: 'Stop', exact: true }).click();
    await expect(output(ana).getByRole('button', { name: 'Stopping…' })).toBeDisabled();
    release();
    await expect(output(ana).locator('.runs-outcome')).toHaveText('Stopped');
    await expect(output(ana).getByRole('button', { name: /^Stop/ })).toHaveCount(0);

    await ana.unroute('**/stop');
    release = await holdStops(ana);
    openai.script({ hangAfter: 'Let me think' });
    await ask(ana, 'Think.');
    await expect(chat(ana)).toContainText('Let me think');
    await ana.getByRole('button', { name: /^Stop/ }).click();
    await expect(ana.getByRole('button', { name: 'Stopping…' })).toBeDisabled();
    release();
    await expect(chat(ana)).toContainText('Stopped by Ana.');
    await expect(ana.getByRole('button', { name: /^Stop/ })).toHaveCount(0);
  },
);
