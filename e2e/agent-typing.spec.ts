import { expect, type Page } from '@playwright/test';
import { ask, chat, cursorSeen, exported, meet, openFile, painted, saveState, writeAll } from './people.ts';
import { test } from './test.ts';

/** The agent types while a person types in its line and above it, and deletes its file. */

const agentLabel = (page: Page) => page.locator('.peer-label', { hasText: 'Agent' });
/** Long enough that the agent is still typing when the person starts. */
const longer = 'a very good morning to all of you out there on the pad, and a calm and easy flight';

test(
  'J23 the agent types with a cursor while a person types in its line and above it: both texts stay whole',
  { tag: '@gate' },
  async ({ browser, product }) => {
    const [ana, bo] = await meet(browser, product.url);
    await writeAll(ana, 'greeting.ts', "// first\nexport const words = 'hello'; //\n");
    await openFile(bo, 'greeting.ts');
    await expect.poll(() => painted(bo)).toContain("'hello'; //");
    const seen = [ana, bo].map((page) => cursorSeen(page, 'Agent'));

    await bo.locator('.monaco-editor .view-line').first().click();
    await bo.keyboard.press('ControlOrMeta+Home');
    await bo.keyboard.press('ArrowDown');
    await bo.keyboard.press('End');
    await ask(ana, `in src/greeting.ts replace "hello" with "${longer}"`);
    await Promise.all(seen);
    await bo.keyboard.type(' typed by Bo', { delay: 20 });
    await bo.keyboard.press('ArrowUp');
    await bo.keyboard.press('End');
    await bo.keyboard.type(' and above', { delay: 20 });

    await expect(chat(ana)).toContainText(/Edited\s*(src\/)?greeting\.ts/);
    const text = `// first and above\nexport const words = '${longer}'; // typed by Bo\n`;
    for (const page of [ana, bo]) {
      await expect(saveState(page)).toHaveText('Saved');
      await expect.poll(async () => (await exported(page)).get('src/greeting.ts')).toBe(text);
      // The agent's cursor disappears when its turn ends.
      await expect(agentLabel(page)).toHaveCount(0);
    }
  },
);

test('J23 a person deletes the file in which the agent types: it stops and says so, and restoring brings all text back', async ({
  browser,
  product,
}) => {
  const [ana, bo] = await meet(browser, product.url);
  await writeAll(ana, 'greeting.ts', "export const words = 'hello';\n");
  await openFile(bo, 'greeting.ts');
  await expect.poll(() => painted(bo)).toContain("'hello'");
  await ana.getByRole('treeitem', { name: 'greeting.ts' }).focus();
  const seen = cursorSeen(bo, 'Agent');
  // Long enough that the agent is still typing when its cursor shows and the file is deleted.
  await ask(bo, `in src/greeting.ts replace "hello" with "${`${longer}, `.repeat(8)}"`);
  await seen;
  await ana.getByRole('treeitem', { name: 'greeting.ts' }).press('Delete');
  await expect(chat(bo)).toContainText(/deleted/);
  for (const page of [ana, bo]) {
    await expect.poll(async () => (await exported(page)).has('src/greeting.ts')).toBe(false);
    await expect(agentLabel(page)).toHaveCount(0);
  }
});

test(
  'J24 a person edits between the agent’s read and its edit: the agent tries again, and the person’s text survives',
  { tag: '@gate' },
  async ({ browser, scripted: { url, openai } }) => {
    const [ana, bo] = await meet(browser, url);
    await writeAll(ana, 'greeting.ts', "export const words = 'hello';\nexport const end = 1;\n");
    await openFile(bo, 'greeting.ts');
    const edit = (search: string, replace: string) => ({
      name: 'editFile',
      arguments: { path: 'src/greeting.ts', edits: [{ search, replace }] },
    });
    openai.script(
      { calls: [{ name: 'readFile', arguments: { path: 'src/greeting.ts' } }] },
      { hangAfter: 'Now I know how it is written.' },
    );
    await ask(ana, 'Make the greeting warmer.');
    await expect(chat(bo)).toContainText('Now I know how it is written.');
    await writeAll(bo, 'greeting.ts', "export const words = 'good day'; // Bo\nexport const end = 1;\n");
    await expect(saveState(bo)).toHaveText('Saved');
    openai.script(
      { calls: [edit("words = 'hello'", "words = 'hello, dear all'")] },
      { calls: [edit("'good day'", "'good day, dear all'")] },
      { text: 'Warmer, and Bo’s words kept.' },
    );
    await ana.getByRole('button', { name: /^Stop/ }).click();
    await ask(ana, 'Go on.');
    for (const page of [ana, bo]) {
      await expect(chat(page)).toContainText('Warmer, and Bo’s words kept.');
      await expect
        .poll(async () => (await exported(page)).get('src/greeting.ts'))
        .toBe("export const words = 'good day, dear all'; // Bo\nexport const end = 1;\n");
    }
    const refusal = JSON.stringify(openai.requests.at(-2)?.body.messages.at(-1));
    expect(refusal).toContain('Bo');
    expect(refusal).toContain('changed since it was read');
  },
);
