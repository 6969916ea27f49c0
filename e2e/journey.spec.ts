import { expect, type Page } from '@playwright/test';
import {
  ask,
  chat,
  cursorSeen,
  enter,
  linkFrom,
  makeRoom,
  meet,
  openFile,
  output,
  painted,
  runButton,
  saveState,
  typeAtEnd,
} from './people.ts';
import { test } from './test.ts';

/**
 * The whole product in one test: people and the agent edit one project, run it, and see the same output. A latecomer
 * finds all of it, and so does everyone after a restart.
 */
test.describe('with the built-in model', () => {
  test(
    'J1 J30 two people and the agent edit, run and see the same; all of it is there for a latecomer and after a restart',
    { tag: '@gate' },
    async ({ browser, product }) => {
      const ana = await makeRoom(browser, product.url, 'Ana');
      const editLink = await linkFrom(ana, 'Can edit');
      const bo = await enter(browser, editLink, 'Bo');

      await test.step('both type in one file and see each other', async () => {
        for (const page of [ana, bo]) await openFile(page, 'greeting.ts');
        await typeAtEnd(ana, '// from Ana');
        await expect.poll(() => painted(bo)).toContain('// from Ana');
        await expectLabel(bo, 'Ana', 'above');
        await typeAtEnd(bo, '\n\n// from Bo');
        await expect.poll(() => painted(ana)).toContain('// from Bo');
        await expectLabel(ana, 'Bo', 'above');
        await bo.keyboard.press('ControlOrMeta+Home');
        await expectLabel(ana, 'Bo', 'below');
        await bo.keyboard.press('ControlOrMeta+End');
        for (const page of [ana, bo]) await expect(saveState(page)).toHaveText('Saved');
      });

      await test.step('both see the output of a run', async () => {
        await openFile(ana, 'main.ts');
        await runButton(ana).click();
        for (const page of [ana, bo]) await expect(output(page)).toContainText('Lift-off!');
      });

      await test.step('the agent edits with a cursor and runs, seen by both, while Ana types in the same file', async () => {
        await openFile(ana, 'greeting.ts');
        const cursors = [ana, bo].map((page) => cursorSeen(page, 'Agent'));
        await ask(
          bo,
          'in src/greeting.ts replace "Hello, ${name}!" with "Ahoy there and a very warm welcome aboard, ${name}!" then run main.ts',
        );
        // Ana types in a comment, because the agent may run the file at any moment.
        await typeAtEnd(ana, ', and Ana goes on typing all the while');
        await Promise.all(cursors);
        for (const page of [ana, bo]) {
          await expect(chat(page)).toContainText(/Edited\s*(src\/)?greeting\.ts/);
          await expect(chat(page)).toContainText(/Ran\s*main\.ts/);
          await expect(output(page)).toContainText('Ahoy there and a very warm welcome aboard, Grace!');
          await expect
            .poll(() => painted(page))
            .toContain('`Ahoy there and a very warm welcome aboard, ${name}!`');
          await expect
            .poll(() => painted(page))
            .toContain('// from Bo, and Ana goes on typing all the while');
        }
      });

      const cleo = await enter(browser, editLink, 'Cleo');
      await test.step('a latecomer has text, chat and output', async () => {
        await expectEverything(cleo);
      });

      await test.step('an endless program is stopped; people keep editing meanwhile; the next run works', async () => {
        await openFile(bo, 'main.ts');
        await bo.locator('.monaco-editor .view-lines').click();
        await bo.keyboard.press('ControlOrMeta+Home');
        // Into the function's body, where the time limit applies.
        for (let line = 1; line < 6; line++) await bo.keyboard.press('ArrowDown');
        await bo.keyboard.insertText('for (;;) {}\n');
        await runButton(bo).click();
        await openFile(ana, 'greeting.ts');
        await typeAtEnd(ana, '\n// typed while it hangs');
        await openFile(cleo, 'greeting.ts');
        await expect.poll(() => painted(cleo)).toContain('// typed while it hangs');
        await expect(output(ana)).toContainText('by Bo, timed out', { timeout: 45_000 });
        await bo.locator('.monaco-editor .view-lines').click();
        await bo.keyboard.press('ControlOrMeta+z');
        await expect.poll(() => painted(bo)).not.toContain('for (;;)');
        await runButton(bo).click();
        for (const page of [ana, bo, cleo])
          await expect(output(page)).toContainText('Lift-off!', { timeout: 45_000 });
      });

      await test.step('everything is still there after a restart', async () => {
        await product.restart();
        await expect(saveState(ana)).toHaveText('Saved', { timeout: 45_000 });
        const dora = await enter(browser, editLink, 'Dora');
        await expectEverything(dora);
        await typeAtEnd(dora, '\n// after the restart');
        await openFile(ana, 'greeting.ts');
        await expect.poll(() => painted(ana)).toContain('// after the restart');
      });
    },
  );

  test(
    'J2 W93 a viewer sees everything and changes nothing',
    { tag: '@gate' },
    async ({ browser, product }) => {
      const ana = await makeRoom(browser, product.url, 'Ana');
      const viewer = await enter(browser, await linkFrom(ana, 'Can view'), 'Vic');
      await openFile(viewer, 'main.ts');
      await openFile(ana, 'main.ts');
      await typeAtEnd(viewer, 'nothing of this');
      await typeAtEnd(ana, '// by Ana');
      await expect.poll(() => painted(viewer)).toContain('// by Ana');
      expect(await painted(ana)).not.toContain('nothing of this');
      await expect(runButton(viewer)).toHaveAttribute('aria-disabled', 'true');
      await expect(viewer.getByRole('textbox', { name: 'Message to the agent' })).toHaveCount(0);

      await test.step('W93 a viewer is not offered an undo that would write', async () => {
        await openFile(viewer, 'greeting.ts');
        await ana.getByRole('treeitem', { name: 'greeting.ts' }).focus();
        await ana.keyboard.press('Delete');
        await expect(viewer.getByText('src/greeting.ts was deleted.')).toBeVisible();
        await expect(viewer.getByRole('button', { name: 'Restore' })).toHaveCount(0);
      });
    },
  );
});

/** Expects a caret's label with this name to be fully visible, above or below the line. */
async function expectLabel(page: Page, name: string, side: 'above' | 'below'): Promise<void> {
  const label = page.locator('.peer-label', { hasText: name });
  await expect(label).toHaveCSS('opacity', '1');
  await expect
    .poll(() =>
      label.evaluate((element) => {
        const { left, right, top, bottom } = element.getBoundingClientRect();
        const caret = element.parentElement?.getBoundingClientRect();
        // Labels ignore the pointer, but `elementFromPoint` must hit this one.
        if (element instanceof HTMLElement) element.style.pointerEvents = 'auto';
        const met = [left + 2, right - 2].every((x) =>
          element.contains(document.elementFromPoint(x, (top + bottom) / 2)),
        );
        const side =
          caret && (bottom <= caret.top + 1 ? 'above' : top >= caret.bottom - 1 ? 'below' : 'on it');
        return met ? side : 'covered';
      }),
    )
    .toBe(side);
}

async function expectEverything(page: Page): Promise<void> {
  await expect(chat(page)).toContainText(/Edited\s*(src\/)?greeting\.ts/);
  await expect(output(page)).toContainText(/Lift-off!/);
  await openFile(page, 'greeting.ts');
  await expect.poll(() => painted(page)).toContain('// from Ana');
  await expect.poll(() => painted(page)).toContain('// from Bo');
  await expect.poll(() => painted(page)).toContain('Ahoy there');
}

test(
  'J3 a model behind OpenAI’s streaming API does the same task',
  { tag: '@gate' },
  async ({ browser, scripted: { url, openai } }) => {
    openai.script(
      {
        text: 'I will read it first.',
        calls: [{ name: 'readFile', arguments: { path: 'src/greeting.ts' } }],
      },
      {
        calls: [
          {
            name: 'editFile',
            arguments: {
              path: 'src/greeting.ts',
              edits: [{ search: 'Hello, ', replace: 'Good morning to you, dear ' }],
            },
          },
        ],
      },
      { calls: [{ name: 'run', arguments: { entry: 'main.ts' } }] },
      { text: 'Done: **everyone** is greeted properly.' },
    );
    const [ana, bo] = await meet(browser, url);
    await ask(ana, 'Greet people properly, then run it.');
    for (const page of [ana, bo]) {
      await expect(chat(page)).toContainText('Done: everyone is greeted properly.');
      await expect(output(page)).toContainText('Good morning to you, dear Grace!');
      await openFile(page, 'greeting.ts');
      await expect.poll(() => painted(page)).toContain('Good morning to you, dear ${name}!');
    }
    expect(openai.requests[0]?.headers.authorization).toBe('Bearer sk-e2e');
    for (const page of [ana, bo]) expect(await page.content()).not.toContain('sk-e2e');
  },
);
