import { expect } from '@playwright/test';
import { startAnthropicServer } from '../test/anthropic-server.ts';
import { ask, chat, enter, linkFrom, meet } from './people.ts';
import { startProduct } from './product.ts';
import { test } from './test.ts';

test('A65 people choose the model for everyone in the chat’s header, which shows what it is waiting for', async ({
  browser,
}) => {
  const claude = await startAnthropicServer();
  const key = 'sk-ant-e2e';
  const product = await startProduct({
    ANTHROPIC_API_KEY: key,
    ANTHROPIC_BASE_URL: claude.url,
    ANTHROPIC_MODEL: 'claude-large,claude-small',
  });
  try {
    const [ana, bo] = await meet(browser, product.url);
    const vi = await enter(browser, await linkFrom(ana, 'Can view'), 'Vi');
    await ana.getByRole('button', { name: 'Model: claude-large' }).click();
    await expect(ana.getByRole('menuitemradio')).toHaveText([
      'claude-large',
      'claude-small',
      'Built-in commands',
    ]);
    await ana.getByRole('menuitemradio', { name: 'claude-small' }).click();
    await expect(bo.getByRole('button', { name: 'Model: claude-small' })).toBeVisible();
    await expect(vi.getByTitle('The model that answers')).toHaveText('claude-small');
    claude.script({ status: 529, retryAfter: '3' }, { text: 'Here I am again.' });
    await ask(ana, 'hello');
    await expect(bo.getByText(/overloaded .* Trying again in 3 s \(2 of 3\)/)).toBeVisible();
    await expect(chat(bo)).toContainText('Here I am again.');
    await expect(bo.getByText(/Trying again/)).toHaveCount(0);
    expect(claude.requests.at(-1)?.body.model).toBe('claude-small');
    for (const page of [ana, bo, vi]) expect(await page.content()).not.toContain(key);
  } finally {
    await product.stop();
    await claude.close();
  }
});
