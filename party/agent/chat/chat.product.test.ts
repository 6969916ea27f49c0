import { isToolUIPart } from 'ai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileIdAt, textOf } from '../../../shared/doc.ts';
import type { ModelServer } from '../../../test/model-server.ts';
import { startOpenAiServer } from '../../../test/openai-server.ts';
import { type Message, newRoom, Page, pause, until } from '../../../test/page.ts';
import type { NewRoom } from '../../../shared/session.ts';
import { Product } from '../../../test/product.ts';

const vars: Record<string, string> = {};
const product = new Product({ vars });
let openAi: ModelServer;
beforeAll(async () => {
  [openAi] = await Promise.all([startOpenAiServer(), product.start()]);
});
afterAll(async () => {
  for (const page of Page.all) page.close();
  await Promise.all([product.stop(), openAi.close()]);
});

const saidIn = (messages: readonly Message[]): string =>
  messages.flatMap(({ parts }) => parts.map((part) => (part.type === 'text' ? part.text : ''))).join('\n');
const callsIn = (messages: readonly Message[]): string[] =>
  messages.flatMap(({ parts }) => parts.filter(isToolUIPart).map(({ type, state }) => `${type} ${state}`));

const add = 'export function add(a: number, b: number): number {\n  return a - b;\n}\n';
/** Long enough that typing it takes a while. */
const mended =
  '// Adds, as its name says, and takes no short cut whatever the two numbers are: small, large or below zero.\n  return a + b;';
const main = "import { add } from './sum.ts';\nconsole.log('sum', add(2, 3));\n";

/** Types at the end of the file's first line, a letter every few ms, until the returned function is called. */
function typeInto(page: Page, path: string): () => Promise<string> {
  const text = textOf(page.doc, fileIdAt(page.doc, path) ?? '')!;
  let typed = '';
  const ending = new AbortController();
  const work = (async () => {
    text.insert(text.toJSON().indexOf('\n'), ' // ');
    while (!ending.signal.aborted) {
      const letter = String.fromCodePoint(0x430 + (typed.length % 32));
      text.insert(text.toJSON().indexOf('\n'), letter);
      typed += letter;
      await pause(15);
    }
  })();
  return async () => {
    ending.abort();
    await work;
    return ` // ${typed}`;
  };
}

/** Asks for a change and a run while a person types in the same file. */
async function together(page: Page, other: Page, request: string): Promise<Message[]> {
  await page.call('PUT', 'file/sum.ts', add);
  await page.call('PUT', 'file/main.ts', main);
  await until('the files', () => other.text('sum.ts') === add && page.text('sum.ts') === add);
  const stopTyping = typeInto(other, 'sum.ts');
  const replies = await page.ask(request);
  const typed = await stopTyping();
  const expected = add.replace('{\n', `{${typed}\n`).replace('return a - b;', mended);
  for (const one of [page, other])
    await expect.poll(() => one.text('sum.ts'), { timeout: 20_000 }).toBe(expected);
  expect(replies).toHaveLength(1);
  expect(callsIn(replies)).toEqual([
    'tool-listFiles output-available',
    'tool-editFile output-available',
    'tool-run output-available',
  ]);
  expect(JSON.stringify(replies)).toContain('sum 5');
  for (const each of [page, other]) {
    await until('the transcript', () => each.transcript.length === 2 && each.state?.status === 'idle');
    expect(each.cursors.size).toBeGreaterThan(2);
    expect(each.statuses).toEqual(expect.arrayContaining(['thinking', 'editing', 'executing', 'idle']));
    expect(each.chunks.length).toBeGreaterThan(10);
  }
  expect(page.transcript).toEqual(other.transcript);
  expect(await page.history()).toEqual(page.transcript);
  return replies;
}

describe('the agent in the running product', () => {
  let ann: Page;
  let ben: Page;
  let room: NewRoom;
  beforeAll(async () => {
    room = await newRoom(product.url);
    ann = await Page.join(product.url, room, 'Ann');
    ben = await Page.join(product.url, room, 'Ben');
  });

  it('A41 lists, edits next to a typing person and runs, with the built-in commands', async () => {
    const replies = await together(
      ann,
      ben,
      `list, then in sum.ts replace "return a - b;" with "${mended}", then run main.ts`,
    );
    expect(saidIn(replies)).toContain('The room has');
  });

  it('A109 answers ten requests from two people without a key, and all pages agree', async () => {
    const other = await newRoom(product.url);
    const [cy, dee] = await Promise.all(['Cy', 'Dee'].map((name) => Page.join(product.url, other, name)));
    if (!cy || !dee) throw new Error('two pages came');
    const conversation = [
      ['create empty notes.md', 'Done.'],
      ['append to notes.md: buy milk', 'Done.'],
      ['in notes.md insert before line 1: # Notes', 'Done.'],
      ['search milk in *.md', 'notes.md:2: buy milk'],
      ['in notes.md replace milk with cheese', 'Done.'],
      ['create twice.ts: export default async (env, { args }) => args.join("|").repeat(2)', 'Done.'],
      ['run twice.ts with ab "c d"', 'ab|c dab|c d'],
      ['bash wc -l notes.md', '2 notes.md'],
      ['copy notes.md to old.md then rename old.md to docs/old.md', 'Done.'],
      ['raed line 2 of docs/old.md', 'Did you mean `read line 2 of docs/old.md`?'],
    ] as const;
    for (const [at, [request, answer]] of conversation.entries()) {
      const replies = await (at % 2 ? dee : cy).ask(request);
      expect(saidIn(replies), request).toContain(answer);
      expect(replies[0]?.metadata?.ended, request).toBeUndefined();
    }
    const notes = '# Notes\nbuy cheese\n';
    for (const page of [cy, dee]) {
      await until('the transcript', () => page.transcript.length === 2 * conversation.length);
      await until('the files', () => page.text('docs/old.md') === notes);
      await expect.poll(() => page.text('notes.md'), { timeout: 20_000 }).toBe(notes);
      await expect.poll(() => page.text('old.md'), { timeout: 20_000 }).toBeUndefined();
    }
    expect(cy.transcript).toEqual(dee.transcript);
    expect(callsIn(cy.transcript)).not.toContainEqual(expect.stringMatching(/error|denied/));
    for (const page of [cy, dee]) page.close();
  });

  const words = Array.from({ length: 300 }, (_, i) => `w${i}`).join(' ');

  it('A15 keeps what a stopped edit had typed and says so, also to a page that connects during the turn', async () => {
    await ann.askLater(`create words.txt: ${words}`);
    await until('some words', () => (ann.text('words.txt')?.length ?? 0) > 100);
    const cleo = await Page.join(product.url, room, 'Cleo');
    await until('the turn so far', () => cleo.chunks.some((chunk) => chunk.includes('tool-input-available')));
    expect(cleo.chunks[0]).toContain('"type":"start"');
    expect(await ben.call('POST', 'chat/stop')).toEqual({ stopped: true });
    await until('the end', async () => (await ann.history()).at(-1)?.metadata?.ended === 'stopped');
    const last = (await ann.history()).at(-1)!;
    expect(saidIn([last])).toContain('Stopped by Ben.');
    expect(callsIn([last])).toEqual(['tool-listFiles output-available', 'tool-writeFile output-available']);
    await until('idle', () => ann.state?.status === 'idle');
    const kept = await (await ann.fetch('GET', 'file/words.txt')).text();
    await expect.poll(() => ann.text('words.txt'), { timeout: 20_000 }).toBe(kept);
    expect(words.startsWith(kept.trimEnd())).toBe(true);
    expect(kept.length).toBeLessThan(words.length);
    expect(await ben.call('POST', 'chat/stop')).toEqual({ stopped: false });
    // Each page hears of it over its own socket.
    await until('its last chunk', () => cleo.chunks.at(-2)?.includes('"type":"finish"') === true);
    await until('idle, for who came', () => cleo.state?.status === 'idle');
    expect(cleo.transcript).toEqual(await ann.shownHistory());
    cleo.close();
  });

  it('A15 stops the run that the stopped turn had started', async () => {
    await ann.call(
      'PUT',
      'file/wait.ts',
      "console.log('waiting');\nawait new Promise(() => setInterval(() => 0, 50));\n",
    );
    await ann.askLater('run wait.ts');
    await until('the run', () => ann.state?.status === 'executing');
    await ann.call('POST', 'chat/stop');
    await until('the end', async () => (await ann.history()).at(-1)?.metadata?.ended === 'stopped');
    expect(JSON.stringify((await ann.history()).at(-1))).toContain('"state":"stopped"');
  });

  it('A40 A42 A50 A187 after a kill during an edit keeps the transcript, finishes the edit, goes on, is idle, and repeats nothing', async () => {
    const before = await ann.history();
    expect(before.length).toBeGreaterThan(4);
    await ann.askLater(`create cut.txt: ${words} then append to cut.txt: the end`);
    await ann.askLater('list');
    await until('some words', () => (ann.text('cut.txt')?.length ?? 0) > 100);
    await product.kill('worker');
    await product.startPart('worker');
    await Promise.all([ann.watch(), ben.watch()]);
    await until('idle', () => ann.state?.status === 'idle' && ann.state.queue.length === 0);
    await until('the turn behind it', async () => saidIn(await ann.history()).includes('- cut.txt'));
    const after = await ann.history();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after).toHaveLength(before.length + 4);
    const [reply] = after.slice(before.length + 1);
    expect(reply?.metadata).toMatchObject({ files: [{ path: 'cut.txt', added: 2, removed: 0 }] });
    expect(reply?.metadata?.ended).toBeUndefined();
    expect(JSON.stringify(reply)).toContain('The server was restarted during this; the rest was made');
    expect(callsIn([reply!])).toEqual([
      'tool-listFiles output-available',
      'tool-writeFile output-available',
      'tool-readFile output-available',
      'tool-editFile output-available',
    ]);
    await expect.poll(() => ann.text('cut.txt'), { timeout: 20_000 }).toBe(`${words}\nthe end\n`);
    for (const page of [ann, ben])
      await until('one transcript', () => page.transcript.length === after.length);
    expect(ann.transcript).toEqual(await ann.shownHistory());
  });

  it('A36 streams the reply of a call that asks for it', async () => {
    const answer = await ann.fetch('POST', 'chat', JSON.stringify({ message: 'read words.txt' }), {
      Accept: 'text/event-stream',
    });
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    const events = (await answer.text()).trim().split('\n\n');
    expect(events[0]).toContain('"type":"start"');
    expect(events.filter((event) => event.includes('text-delta')).length).toBeGreaterThan(5);
    expect(events.at(-1)).toBe('data: [DONE]');
  });

  it('A43 says so when the room is away, and works again when it is back', async () => {
    await product.kill('room');
    expect(saidIn(await ann.ask('list'))).toContain('room');
    expect((await ann.history()).at(-1)?.metadata?.ended).toBe('failed');
    await product.startPart('room');
    expect(saidIn(await ann.ask('list'))).toContain('- words.txt');
  });

  it('A38 clears the transcript for everyone', async () => {
    const count = (await ann.history()).length;
    expect(await ann.call('POST', 'chat/clear')).toEqual({ cleared: count });
    expect(await ben.history()).toEqual([]);
  });
});

describe('the agent with a model behind the OpenAI wire', () => {
  it('A41 lists, edits next to a typing person and runs, over HTTP', async () => {
    Object.assign(vars, {
      OPENAI_API_KEY: 'sk-test',
      OPENAI_BASE_URL: openAi.url,
      OPENAI_MODEL: 'scripted',
    });
    await product.kill('worker');
    await product.startPart('worker');
    const room = await newRoom(product.url);
    const ann = await Page.join(product.url, room, 'Ann');
    const ben = await Page.join(product.url, room, 'Ben');
    await until('the state', () => ann.state !== undefined);
    expect(ann.state).toMatchObject({ model: 'scripted', models: ['scripted', 'commands'] });
    openAi.script(
      { text: 'Let me look. ', calls: [{ name: 'listFiles', arguments: {} }] },
      {
        calls: [
          {
            name: 'editFile',
            arguments: { path: 'sum.ts', edits: [{ search: 'return a - b;', replace: mended }] },
          },
        ],
      },
      { calls: [{ name: 'run', arguments: { entry: 'main.ts' } }] },
      { text: 'It adds now: 2 + 3 is 5.' },
    );
    const replies = await together(ann, ben, 'add subtracts. Mend it and run main.ts.');
    expect(saidIn(replies)).toContain('It adds now');
    expect(replies[0]?.metadata?.usage).toEqual({ inputTokens: 40, outputTokens: 20 });
    expect(
      openAi.requests.at(-1)?.body.messages.some(({ content }) => String(content).includes('Ann says:')),
    ).toBe(true);
  });
});
