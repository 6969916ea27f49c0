import { expect, type Page } from '@playwright/test';
import { ask, chat } from './people.ts';

const edits = {
  crew: [
    { search: "name: 'Ada', task: 'writes the flight plan'", replace: "name: 'Ada', task: 'flies'" },
    { search: "  { name: 'Margaret', task: 'takes us there' },\n", replace: '' },
    { search: 'export interface Member {', replace: '/** Who is aboard. */\nexport interface Member {' },
  ],
  greeting: [{ search: 'Hello, ', replace: 'Ahoy, ' }],
};

/** A turn that changes src/crew.ts in three places and src/greeting.ts in one, and makes a file. */
export async function askForThreeFiles(
  page: Page,
  openai: { script: (...turns: object[]) => void },
): Promise<void> {
  openai.script(
    {
      calls: [
        { name: 'editFile', arguments: { path: 'src/crew.ts', edits: edits.crew } },
        { name: 'editFile', arguments: { path: 'src/greeting.ts', edits: edits.greeting } },
        { name: 'writeFile', arguments: { path: 'notes.md', content: '# Notes\n\nAda flies.\n' } },
      ],
    },
    { text: 'Done, in three files.' },
  );
  await ask(page, 'let Ada fly, without Margaret');
  await expect(chat(page)).toContainText('Done, in three files.');
}

/** A turn's review, wherever it is open. */
export const review = (page: Page) => page.getByRole('region', { name: 'What the turn changed' });
