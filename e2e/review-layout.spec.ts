import { expect } from '@playwright/test';
import { chat, meet, paneButton } from './people.ts';
import { askForThreeFiles, review } from './reviews.ts';
import { test } from './test.ts';

/** Where things stand in a review while people decide. */

test('W158 whatever is decided, the files stay where they are, and so does the place for the next click', async ({
  browser,
  scripted,
}) => {
  const [ana, bo] = await meet(browser, scripted.url);
  await askForThreeFiles(ana, scripted.openai);
  for (const [width, height] of [
    [1280, 720],
    [390, 844],
  ] as const) {
    await test.step(`${width} px wide`, async () => {
      await bo.setViewportSize({ width, height });
      if (width === 390) await paneButton(bo, 'Chat').click();
      else
        await chat(bo)
          .getByRole('button', { name: /^Review 3 files/ })
          .click();
      await expect(review(bo)).toContainText('5 of 5 changes to review');
      const heads = () =>
        review(bo)
          .locator('.chat-review-head, .chat-review-part-head')
          .evaluateAll((all) =>
            all.map((head) => {
              const { top, height: tall } = head.getBoundingClientRect();
              // A part's line number follows the text.
              return `${head.querySelector('code')?.textContent} at ${top}, ${tall} high`;
            }),
          );
      const focused = () => bo.evaluate(() => document.activeElement?.getAttribute('aria-label'));
      for (const what of [
        'src/crew.ts',
        'src/greeting.ts',
        'notes.md',
        'the change in line 8 of src/crew.ts',
      ]) {
        const undo = review(bo).getByRole('button', { name: `Undo ${what}`, exact: true });
        const redo = review(bo).getByRole('button', { name: `Redo ${what}`, exact: true });
        await undo.scrollIntoViewIfNeeded();
        const before = await heads();
        await undo.hover();
        await bo.mouse.down();
        await bo.mouse.up();
        await expect(redo).toBeVisible();
        await expect.poll(focused).toBe(`Redo ${what}`);
        await expect(chat(bo)).toContainText('Partly undone by Bo');
        expect(await heads()).toEqual(before);
        await expect(review(bo).getByRole('alert')).toHaveCount(0);
        await bo.mouse.down();
        await bo.mouse.up();
        await expect(undo).toBeVisible();
        await expect.poll(focused).toBe(`Undo ${what}`);
        await expect(review(bo)).toContainText('5 of 5 changes to review');
        expect(await heads()).toEqual(before);
      }
    });
  }
  await test.step('a second click while the first is under way', async () => {
    let asked = 0;
    let go: (() => void) | undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    await bo.route('**/turns/*/undo', async (route) => {
      if (route.request().postDataJSON()?.preview !== true) {
        asked++;
        await held;
      }
      await route.continue();
    });
    const undo = review(bo).getByRole('button', { name: 'Undo notes.md' });
    await undo.click();
    await undo.click();
    await review(bo).getByRole('button', { name: 'Undo src/greeting.ts' }).click();
    await expect.poll(() => asked, 'for each file once').toBe(2);
    go?.();
    await expect(review(bo).getByRole('button', { name: 'Redo src/greeting.ts' })).toBeVisible();
    await expect(review(bo).getByRole('button', { name: 'Redo notes.md' })).toBeVisible();
    await expect(review(bo).getByRole('alert')).toHaveCount(0);
    expect(asked).toBe(2);
  });
});
