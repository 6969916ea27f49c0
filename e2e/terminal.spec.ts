import { expect, type Page } from '@playwright/test';
import { enter, expectAccessible, linkFrom, meet, painted } from './people.ts';
import { test } from './test.ts';

/** Bash over the room's files, typed into by several and read by all. */

const prompt = (page: Page) => page.getByRole('textbox', { name: /^Command in/ });
const commands = (page: Page) => page.getByRole('log', { name: 'Commands' });

async function openTerminal(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Terminal' }).click();
}

async function type(page: Page, command: string): Promise<void> {
  await prompt(page).fill(command);
  await page.keyboard.press('Enter');
}

test(
  'J21 X28 X51 X52 two type into shells of their own, all read along, and files are everyone’s',
  { tag: '@gate' },
  async ({ browser, product }) => {
    const [ana, bo] = await meet(browser, product.url);
    const vi = await enter(browser, await linkFrom(ana, 'Can view'), 'Vi');
    for (const page of [ana, bo, vi]) await openTerminal(page);

    await type(ana, 'cd src && ls');
    for (const page of [ana, bo, vi]) await expect(commands(page)).toContainText('greeting.ts');
    await expect(prompt(ana)).toHaveAccessibleName('Command in /work/src');
    await expect(prompt(bo)).toHaveAccessibleName('Command in /work');
    await expect(prompt(vi)).toHaveCount(0);

    await type(ana, 'WHO=Ana; echo "// by $WHO" > note.ts');
    // What is typed while that is on its way stays.
    await prompt(ana).fill('half a com');
    await expect(vi.getByRole('treeitem', { name: 'note.ts' })).toBeVisible();
    await expect(prompt(ana)).toHaveValue('half a com');
    await type(bo, 'cat src/note.ts; echo "<$WHO>"; nosuch');
    for (const page of [ana, vi]) {
      await expect(commands(page)).toContainText('// by Ana');
      await expect(commands(page)).toContainText('<>');
      await expect(commands(page)).toContainText('Ended with 127.');
    }
    await vi.getByRole('treeitem', { name: 'note.ts' }).click();
    await expect.poll(() => painted(vi)).toContain('// by Ana');

    await prompt(ana).focus();
    await ana.keyboard.press('ArrowUp');
    await ana.keyboard.press('ArrowUp');
    await expect(prompt(ana)).toHaveValue('cd src && ls');
    await type(ana, 'sleep 25; echo late');
    await expect(bo.getByRole('button', { name: 'Stop sleep 25; echo late' })).toBeVisible();
    await prompt(ana).focus();
    await ana.keyboard.press('Control+c');
    for (const page of [ana, bo, vi]) await expect(commands(page)).toContainText('Stopped.');

    await expectAccessible(ana);
    await ana.screenshot({ path: test.info().outputPath('terminal.png') });
    await bo.setViewportSize({ width: 390, height: 844 });
    await bo.getByRole('navigation', { name: 'Panes' }).getByRole('button', { name: 'Output' }).click();
    await openTerminal(bo);
    await expectAccessible(bo);
    await bo.screenshot({ path: test.info().outputPath('terminal-390.png') });
    await bo.setViewportSize({ width: 1440, height: 900 });
    await bo.getByRole('tab', { name: 'Actions' }).click();
    const actions = bo.getByRole('list', { name: 'Actions' });
    await expect(actions).toContainText(/Bo ran\s*cat src\/note\.ts.*ended with 127/);
    await expectAccessible(bo);
    await bo.screenshot({ path: test.info().outputPath('actions.png') });
    await actions.getByRole('button', { name: 'src/note.ts' }).click();
    await expect(bo.getByRole('tab', { name: 'note.ts' })).toHaveAttribute('aria-selected', 'true');

    await type(ana, 'clear');
    await expect(commands(ana)).not.toContainText('greeting.ts');
    await expect(commands(vi)).toContainText('greeting.ts');
  },
);
