import { expect, type Page } from '@playwright/test';
import type { ModelServer } from '../test/model-server.ts';
import { ask, chat, meet, openFile, painted, writeAll } from './people.ts';
import { test } from './test.ts';

/** Where the agent's caret stands while it types, in every frame that a page paints. */

/** The character behind what the agent types: its left edge is the end of the typed text. */
const stop = '~';

interface Frame {
  /** The text before {@link stop} in its line. */
  text: string;
  /** How far the caret is from the end of the typed text, in pixels; undefined when there is none. */
  off: { x: number; y: number } | undefined;
  /** Whether the caret has its name. */
  named: boolean;
  /** How many answers in the chat are complete. */
  answers: number;
}

/** Begins to record the frames that show {@link stop}. @returns a function that ends it and gives them */
async function recordFrames(page: Page): Promise<() => Promise<Frame[]>> {
  await page.evaluate((char) => {
    const frames: Frame[] = [];
    const endOfTyped = (): { rect: DOMRect; text: string } | undefined => {
      for (const line of document.querySelectorAll('.monaco-editor .view-line')) {
        const text = line.textContent?.replaceAll('\u00a0', ' ') ?? '';
        if (!text.includes(char)) continue;
        const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const at = node.textContent?.indexOf(char) ?? -1;
          if (at < 0) continue;
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + 1);
          return { rect: range.getBoundingClientRect(), text: text.slice(0, text.indexOf(char)) };
        }
      }
      return undefined;
    };
    const record = (): void => {
      const end = endOfTyped();
      if (!end) return;
      const caret = document.querySelector('.peer-caret.peer-agent');
      const rect = caret?.getBoundingClientRect();
      // Monaco hides a widget whose place is out of sight.
      const isDrawn = rect !== undefined && rect.height > 0;
      frames.push({
        text: end.text,
        off: isDrawn ? { x: rect.left - end.rect.left, y: rect.top - end.rect.top } : undefined,
        named: caret?.classList.contains('peer-fresh') === true && isDrawn,
        answers: document.querySelectorAll('.chat-message-foot').length,
      });
    };
    // A resize is observed after all callbacks and the layout of a frame, right before it is painted.
    const probe = document.createElement('div');
    probe.style.cssText = 'position: fixed; height: 1px; width: 1px; visibility: hidden';
    document.body.append(probe);
    const observer = new ResizeObserver(record);
    observer.observe(probe);
    let handle = 0;
    const tick = (): void => {
      probe.style.width = probe.style.width === '1px' ? '2px' : '1px';
      handle = requestAnimationFrame(tick);
    };
    tick();
    Object.assign(window, {
      endRecording: () => {
        cancelAnimationFrame(handle);
        observer.disconnect();
        probe.remove();
        return frames;
      },
    });
  }, stop);
  return () => page.evaluate(() => (window as unknown as { endRecording: () => Frame[] }).endRecording());
}

/** Has the agent replace `hello`, which stands right before {@link stop}, and waits for its answer. */
async function typeOver(page: Page, openai: ModelServer, replace: string): Promise<void> {
  openai.script(
    { calls: [{ name: 'readFile', arguments: { path: 'src/greeting.ts' } }] },
    {
      calls: [
        { name: 'editFile', arguments: { path: 'src/greeting.ts', edits: [{ search: 'hello', replace }] } },
      ],
    },
    { text: 'That is the new greeting.' },
  );
  await ask(page, 'Greet otherwise.');
}

const isAnswered = (page: Page): Promise<void> =>
  expect(chat(page).locator('.chat-message-foot')).toHaveCount(1);

/** Expects the caret at the end of the typed text in every frame in which the agent had typed anything. */
function expectAtEnd(frames: readonly Frame[], before: string): void {
  const typed = frames.filter(({ text }) => text !== before);
  // Each frame with another text shows another chunk.
  expect(new Set(typed.map(({ text }) => text)).size).toBeGreaterThan(1);
  for (const { text, off } of typed) {
    expect(off, `after “${text}”`).toBeDefined();
    expect(Math.abs(off?.x ?? 0), `after “${text}”`).toBeLessThan(1);
    // A caret is drawn from the top of its line, and a character has less height.
    expect(Math.abs(off?.y ?? 0), `after “${text}”`).toBeLessThan(4);
  }
}

const sentence = 'a very good morning to all of you out there on the pad';

for (const { what, replace } of [
  { what: 'in a line', replace: sentence },
  { what: 'over several lines', replace: sentence.replaceAll(' of ', ' of\n').replaceAll(' on ', ' on\n') },
])
  test(
    `W230 while the agent types ${what}, its caret stands at the end of what it has typed in every frame, for everyone`,
    { tag: '@gate' },
    async ({ browser, scripted: { url, openai } }) => {
      const pages = await meet(browser, url);
      const [ana, bo] = pages;
      await writeAll(ana, 'greeting.ts', `export const words = \`hello${stop}\`;\n`);
      await openFile(bo, 'greeting.ts');
      await expect.poll(() => painted(bo)).toContain(`hello${stop}`);
      const recordings = await Promise.all(pages.map((page) => recordFrames(page)));
      await typeOver(ana, openai, replace);
      for (const page of pages) await isAnswered(page);
      for (const end of recordings) expectAtEnd(await end(), 'export const words = `hello');
    },
  );

test(
  'W230 an edit of one character shows the agent’s caret with its name, which are still there when its turn has ended',
  { tag: '@gate' },
  async ({ browser, scripted: { url, openai } }) => {
    const pages = await meet(browser, url);
    const [ana, bo] = pages;
    await writeAll(ana, 'greeting.ts', `export const words = 'hello${stop}';\n`);
    await openFile(bo, 'greeting.ts');
    await expect.poll(() => painted(bo)).toContain(`hello${stop}`);
    const recordings = await Promise.all(pages.map((page) => recordFrames(page)));
    await typeOver(ana, openai, 'hellos');
    for (const page of pages) {
      await isAnswered(page);
      // It does not stay for good.
      await expect(page.locator('.peer-agent')).toHaveCount(0);
    }
    for (const end of recordings) {
      const frames = await end();
      const [first] = frames.filter(({ text }) => text.endsWith('hellos'));
      expect(first).toMatchObject({ named: true });
      expect(first?.off?.x).toBeCloseTo(0, 0);
      const [answered] = frames.filter(({ answers }) => answers > 0);
      expect(answered).toMatchObject({ named: true });
      expect(answered?.off?.x).toBeCloseTo(0, 0);
    }
  },
);

test('W230 whoever opens a file while the agent types there sees its caret at the end of its text from the first frame', async ({
  browser,
  scripted: { url, openai },
}) => {
  const [ana, bo] = await meet(browser, url);
  await writeAll(ana, 'greeting.ts', `export const words = 'hello${stop}';\n`);
  await openFile(bo, 'main.ts');
  const end = await recordFrames(bo);
  const typed = (): Promise<string> => painted(ana);
  await typeOver(ana, openai, `${sentence}, ${sentence}`);
  await expect.poll(typed).toContain('a very');
  await openFile(bo, 'greeting.ts');
  await isAnswered(bo);
  const frames = await end();
  expect(frames[0]?.text).not.toContain('hello');
  for (const { off } of frames.filter(({ answers }) => answers === 0)) {
    expect(off?.x).toBeCloseTo(0, 0);
    expect(Math.abs(off?.y ?? 99)).toBeLessThan(4);
  }
});
