import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Page } from '@playwright/test';
import { ask, chat, expectFits, makeRoom } from './people.ts';
import { test } from './test.ts';

/** Approvals for requests to other hosts, commands and programs. */
const card = (page: Page) => page.getByRole('group', { name: /^The agent wants to/ });
/** The card's buttons, and the one that sends a message. */
const buttons = (page: Page) =>
  card(page)
    .getByRole('button')
    .or(page.getByRole('button', { name: /^(Queue|Send)/ }));
const call = (name: string, input: object) => ({ calls: [{ name, arguments: input }] });

test(
  'J26 a fetch and a command wait for approval on cards that show all of them, on wide and narrow pages',
  { tag: '@gate' },
  async ({ browser, scripted }) => {
    const heard: string[] = [];
    const listener = createServer((request, response) => {
      heard.push(request.url ?? '');
      response.writeHead(200, { 'content-type': 'text/plain' }).end('the page');
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const host = `127.0.0.1:${(listener.address() as AddressInfo).port}`;
    try {
      const ana = await makeRoom(browser, scripted.url, 'Ana');
      const path = `/notes?of=${'a-long-name-'.repeat(20)}`;
      const command = 'sed -i s/Hello/Ahoy/ src/greeting.ts && echo "# Log" > LOG.md';
      scripted.openai.script(call('fetch', { url: `http://${host}${path}` }), call('bash', { command }), {
        text: 'All done.',
      });

      await test.step('A102 the card shows the whole request and its host', async () => {
        await ask(ana, 'read the notes and greet');
        await expect(card(ana)).toContainText(`The agent wants to read from ${host}.`);
        await expect(card(ana)).toContainText(`GET http://${host}${path}`);
        await expectFits(ana, 'fetch', buttons(ana), 'Chat');
        expect(heard).toEqual([]);
        await card(ana)
          .getByRole('button', { name: `Always allow reading from ${host}` })
          .click();
      });

      await test.step('A101 the card shows the whole command and everything that it changes', async () => {
        for (const shown of [command, 'Ahoy', 'LOG.md']) await expect(card(ana)).toContainText(shown);
        expect(heard).toEqual([path]);
        await expectFits(ana, 'bash', buttons(ana), 'Chat');
        await card(ana).getByRole('button', { name: 'Allow once' }).click();
        await expect(chat(ana)).toContainText('All done.');
        await expect(ana.getByRole('treeitem', { name: 'LOG.md' })).toBeVisible();
        await chat(ana).getByRole('button', { name: 'Review 2 files +2 −1' }).click();
        const review = chat(ana).getByRole('region', { name: 'What the turn changed' });
        for (const shown of ['LOG.md', 'new', '# Log', 'src/greeting.ts', 'Ahoy'])
          await expect(review).toContainText(shown);
        await ana.screenshot({ path: test.info().outputPath('review-of-a-command.png') });
      });

      await test.step('A151 after the agent’s program has ended, the card shows what it would change', async () => {
        const content = `export default (env) => env.FS.unlink('/work/LOG.md');\n`;
        scripted.openai.script(
          call('writeFile', { path: 'tidy.ts', content }),
          call('run', { entry: 'tidy.ts' }),
          { text: 'Tidied.' },
        );
        await ask(ana, 'tidy up');
        for (const shown of ['The agent wants to delete LOG.md.', 'LOG.md (deleted)', 'it has run already'])
          await expect(card(ana)).toContainText(shown);
        await expectFits(ana, 'run', buttons(ana), 'Chat');
        await expect(ana.getByRole('treeitem', { name: 'LOG.md' })).toBeVisible();
        await card(ana).getByRole('button', { name: 'Allow once' }).click();
        await expect(chat(ana)).toContainText('Tidied.');
        await expect(ana.getByRole('treeitem', { name: 'LOG.md' })).toHaveCount(0);
      });

      await test.step('A102 the settings list an allowed host, and can revoke it', async () => {
        await ana.getByRole('button', { name: 'Settings' }).click();
        const dialog = ana.getByRole('dialog', { name: 'Settings' });
        const asks = dialog.getByText(`The agent asks before it reads from ${host}`);
        await asks.click();
        await expect(asks).toHaveCount(0);
      });
    } finally {
      listener.close();
    }
  },
);
