import { type Browser, expect, type Locator, type Page } from '@playwright/test';
import { newRoom, type Person } from '../test/people.ts';
import { ask, chat, enter, expectAccessible, makeRoom, messageField } from './people.ts';
import { test } from './test.ts';

const shownMessages = (page: Page): Locator => chat(page).locator('.chat-message');
const loadEarlier = (page: Page): Locator =>
  chat(page).getByRole('button', { name: /^Load earlier messages/ });

/** A room in which people have said this much to one another, `said as 0` first. */
async function talkedIn(url: string, count: number): Promise<{ link: string; people: Person[] }> {
  const { room, enter: join } = await newRoom(url);
  const people: Person[] = [];
  for (let at = 0; at < count; at++) {
    // Each may send sixty at once.
    if (at % 50 === 0) people.push(await join(room.links.edit, `Person ${people.length + 1}`));
    const answer = await people.at(-1)?.call('POST', 'chat', { message: `said as ${at}`, ask: false });
    expect(answer?.status).toBe(202);
  }
  return { link: new URL(room.links.edit, url).href, people };
}

const topOf = async (message: Locator): Promise<number> => (await message.boundingBox())?.y ?? Number.NaN;

/** Scrolls the transcript as a wheel does. */
const scrollTo = (page: Page, top: number): Promise<void> =>
  page.getByLabel('Transcript').evaluate((el, to) => el.scrollTo({ top: to }), top);

const withMessages = async (browser: Browser, url: string, count: number) => {
  const talked = await talkedIn(url, count);
  return { ...talked, ana: await enter(browser, talked.link, 'Ana') };
};

test('W169 a page loads the end of the transcript, and what comes before it as one scrolls up', async ({
  browser,
  product,
}) => {
  const { ana, people } = await withMessages(browser, product.url, 150);
  await expect(shownMessages(ana)).toHaveCount(40);
  await expect(shownMessages(ana).last()).toContainText('said as 149');
  await expect(loadEarlier(ana)).toHaveText('Load earlier messages (110)');
  await expectAccessible(ana);

  await test.step('scrolling up keeps what one reads in its place', async () => {
    const sight = shownMessages(ana).filter({ hasText: 'said as 112' });
    await scrollTo(ana, 200);
    const before = await topOf(sight);
    await expect(shownMessages(ana)).toHaveCount(80);
    expect(Math.abs((await topOf(sight)) - before)).toBeLessThan(4);
  });

  await test.step('a new message comes to the end, and one keeps reading', async () => {
    await people[0]?.call('POST', 'chat', { message: 'and one more', ask: false });
    await expect(shownMessages(ana)).toHaveCount(81);
    await expect(shownMessages(ana).last()).toContainText('and one more');
  });

  await test.step('a failure says so, and the button tries again', async () => {
    await ana.route('**/chat/history?*', (route) => route.abort());
    await loadEarlier(ana).click();
    await expect(chat(ana).getByRole('alert')).toContainText('No connection to the server.');
    await ana.unroute('**/chat/history?*');
    await loadEarlier(ana).click();
    await expect(shownMessages(ana)).toHaveCount(121);
    await expect(chat(ana).getByRole('alert')).toHaveCount(0);
  });

  await test.step('a reconnect keeps what was loaded', async () => {
    await ana.evaluate(() => window.dispatchEvent(new Event('offline')));
    await people[1]?.call('POST', 'chat', { message: 'said meanwhile', ask: false });
    await expect(shownMessages(ana).last()).toContainText('said meanwhile');
    await expect(shownMessages(ana)).toHaveCount(122);
    await expect(shownMessages(ana).first()).toContainText('said as 30');
  });

  await test.step('clearing names all messages, and leaves none', async () => {
    await ana.getByRole('button', { name: 'Clear the chat' }).click();
    await expect(ana.getByRole('dialog')).toContainText('all 152 messages');
    await ana.getByRole('button', { name: 'Clear for everyone' }).click();
    await expect(shownMessages(ana)).toHaveCount(0);
    await messageField(ana).fill('anew');
    await ana.getByRole('switch', { name: 'To agent' }).setChecked(false);
    await messageField(ana).press('Enter');
    await expect(shownMessages(ana)).toHaveCount(1);
    await expect(loadEarlier(ana)).toHaveCount(0);
  });
});

test('W170 a link to a message that is not loaded loads it', async ({ browser, product }) => {
  const { room, enter: join } = await newRoom(product.url);
  const people: Person[] = [];
  const asking = await join(room.links.edit, 'Bo');
  const written = await asking.call('POST', 'chat', { message: 'create notes.txt with "hello"' });
  expect(written.status).toBe(200);
  for (let at = 0; at < 100; at++) {
    const person = at % 50 === 0 ? await join(room.links.edit, `Person ${at}`) : undefined;
    if (person) people.push(person);
    await people.at(-1)?.call('POST', 'chat', { message: `said as ${at}`, ask: false });
  }
  const ana = await enter(browser, new URL(room.links.edit, product.url).href, 'Ana');
  await expect(shownMessages(ana)).toHaveCount(40);
  await ana.getByRole('tab', { name: 'Actions' }).click();
  await ana.getByRole('button', { name: 'Turn', exact: true }).click();
  await expect(shownMessages(ana)).toHaveCount(102);
  await expect(shownMessages(ana).nth(1)).toBeFocused();
  await expect(shownMessages(ana).nth(1)).toBeInViewport();

  await test.step('and says so when the chat does not have it any more', async () => {
    await ana.reload();
    await expect(shownMessages(ana)).toHaveCount(40);
    await ana.route('**/chat/history?*', async (route) => {
      await route.fulfill({ json: { messages: [], queue: [], earlier: 0 } });
    });
    await ana.getByRole('tab', { name: 'Actions' }).click();
    await ana.getByRole('button', { name: 'Turn', exact: true }).click();
    await expect(ana.locator('.chat-problem-panel')).toHaveText('This message is no longer in the chat.');
  });
});

test('W171 the card of a long tool call loads the rest when it is opened', async ({ browser, scripted }) => {
  const ana = await makeRoom(browser, scripted.url, 'Ana');
  const content = Array.from({ length: 900 }, (_, at) => `export const line${at} = ${at};`).join('\n');
  scripted.openai.script(
    { calls: [{ name: 'writeFile', arguments: { path: 'src/long.ts', content } }] },
    { calls: [{ name: 'readFile', arguments: { path: 'src/long.ts', range: { from: 1, to: 500 } } }] },
    { text: 'It is there.' },
  );
  await ask(ana, 'write it');
  await expect(chat(ana)).toContainText('It is there.');
  const card = chat(ana).locator('.chat-step').filter({ hasText: 'Read' });
  const body = card.locator('.chat-step-detail');
  await expect(chat(ana).locator('.chat-step').first()).toContainText('+900');

  const readLive = async (): Promise<void> => {
    await ana.route('**/calls/*', (route) => route.abort());
    await card.getByRole('button').first().click();
    await expect(card.getByRole('alert')).toContainText(
      'This is not all of it. No connection to the server.',
    );
    await expect(body).toContainText('line1 ');
    await expect(body).not.toContainText('line499 ');
    await ana.unroute('**/calls/*');
    await card.getByRole('button', { name: 'Load the rest' }).click();
    await expect(body).toContainText('line499 = 499;');
    await expect(card.getByRole('alert')).toHaveCount(0);
  };
  await test.step('live, with an error and a second try', readLive);
  await ana.reload();
  await expect(chat(ana).locator('.chat-step').first()).toContainText('+900');
  await test.step('and after a reload', readLive);
});
