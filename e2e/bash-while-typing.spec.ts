import { expect, type Page } from '@playwright/test';
import { ask, chat, enter, exported, openFile, saveState, writeAll } from './people.ts';
import type { Approval } from '../shared/approvals.ts';
import { newRoom, Page as Visitor } from '../test/page.ts';
import { test } from './test.ts';

/** A command of the agent is allowed while two people type without a pause, in the files that it changes too. */
const card = (page: Page) => page.getByRole('group', { name: /^The agent wants to/ });

/** Puts the caret behind the comment mark in this line, counted from 1. */
async function caretAt(page: Page, line: number): Promise<void> {
  await page.locator('.monaco-editor .view-line').first().click();
  await page.keyboard.press('ControlOrMeta+Home');
  for (let down = 1; down < line; down++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
}

/** Someone who types words without a pause, key by key, until told to stop. */
class Typist {
  readonly words: string[] = [];
  readonly #page: Page;
  readonly #letter: string;
  #isOver = false;
  /** What to do between two words, without letting go of the keyboard. */
  #next: (() => Promise<void>) | undefined;
  readonly #typing: Promise<void>;

  constructor(page: Page, letter: string) {
    this.#page = page;
    this.#letter = letter;
    this.#typing = this.#type();
  }

  async #type(): Promise<void> {
    while (!this.#isOver) {
      const word = `${this.#letter}${this.words.length + 1} `;
      await this.#page.keyboard.type(word, { delay: 20 });
      this.words.push(word);
      const next = this.#next;
      this.#next = undefined;
      await next?.();
    }
  }

  between(act: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#next = () => act().then(resolve, reject);
    });
  }

  /** Resolves once this many more words have been typed. */
  async more(count: number): Promise<void> {
    const until = this.words.length + count;
    await expect.poll(() => this.words.length).toBeGreaterThanOrEqual(until);
  }

  /** @returns all that was typed */
  async stop(): Promise<string> {
    this.#isOver = true;
    await this.#typing;
    return this.words.join('');
  }
}

test('A150 a command is allowed once while two people type all the while: it does what was shown, and no letter is lost', async ({
  browser,
  scripted: { url, openai },
}) => {
  const room = await newRoom(url);
  const link = new URL(room.links.edit, url).href;
  const [ana, bo] = [await enter(browser, link, 'Ana'), await enter(browser, link, 'Bo')];
  await writeAll(bo, 'README.md', '// Bo: \n');
  await caretAt(bo, 1);
  await writeAll(ana, 'crew.ts', "export const crew = ['Hello', 'Bo'];\n\n// Bo: \n");
  await writeAll(ana, 'greeting.ts', "export const greeting = 'Hello';\n\n// Ana: \n");
  for (const page of [ana, bo]) await expect(saveState(page)).toHaveText('Saved');
  const command = "sed -i 's/Hello/Ahoy/' src/greeting.ts src/crew.ts && wc -l src/*.ts > lines.txt";
  openai.script({ calls: [{ name: 'bash', arguments: { command } }] }, { text: 'It is Ahoy now.' });
  await ask(ana, 'say Ahoy');
  await caretAt(ana, 3);

  const typists = { ana: new Typist(ana, 'a'), bo: new Typist(bo, 'b') };
  for (const page of [ana, bo]) await expect(card(page)).toBeVisible();
  await Promise.all(Object.values(typists).map((typist) => typist.more(10)));
  // On to a file that the command changes.
  const inReadme = await typists.bo.stop();
  await openFile(bo, 'crew.ts');
  await caretAt(bo, 3);
  typists.bo = new Typist(bo, 'c');
  await Promise.all(Object.values(typists).map((typist) => typist.more(10)));
  await typists.ana.between(() => ana.keyboard.press('Alt+Y'));
  for (const page of [ana, bo]) await expect(chat(page)).toContainText('It is Ahoy now.');
  await Promise.all(Object.values(typists).map((typist) => typist.more(10)));
  const [inGreeting, inCrew] = [await typists.ana.stop(), await typists.bo.stop()];

  const files = {
    'README.md': `// Bo: ${inReadme}\n`,
    'src/greeting.ts': `export const greeting = 'Ahoy';\n\n// Ana: ${inGreeting}\n`,
    'src/crew.ts': `export const crew = ['Ahoy', 'Bo'];\n\n// Bo: ${inCrew}\n`,
  };
  for (const page of [ana, bo]) {
    await expect(saveState(page)).toHaveText('Saved');
    for (const [path, text] of Object.entries(files))
      await expect.poll(async () => (await exported(page)).get(path)).toBe(text);
  }
  expect(await exported(ana)).toEqual(await exported(bo));
  const eve = await Visitor.join(url, room, 'Eve');
  const { approvals } = await eve.call<{ approvals: Approval[] }>('GET', 'approvals');
  expect(approvals).toMatchObject([{ state: 'allowed', request: command, by: { name: 'Ana' } }]);
  expect(approvals[0]).not.toHaveProperty('note');
  const served = await exported(ana);
  for (const [path, text] of served) expect(await (await eve.fetch('GET', `file/${path}`)).text()).toBe(text);
  eve.close();
});
