import { isToolUIPart, type UIMessage } from 'ai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { type AgentState, agentStateSchema, type MessageMetadata } from '../../shared/chat.ts';
import { fileIdAt, readAll, textOf } from '../../shared/doc.ts';
import { presenceSchema } from '../../shared/presence.ts';
import { Peer } from '../../shared/protocol/peer.ts';
import { type NewRoom, newRoomSchema, type Session, sessionSchema } from '../../shared/session.ts';
import { after } from '../../shared/timers.ts';
import { type OpenAiServer, startOpenAiServer } from '../../test/openai-server.ts';
import { Product } from '../../test/product.ts';

const vars: Record<string, string> = {};
const product = new Product({ firstPort: 21_420, vars });
let openAi: OpenAiServer;
beforeAll(async () => {
  [openAi] = await Promise.all([startOpenAiServer(), product.start()]);
});
afterAll(async () => {
  for (const page of Page.all) page.close();
  await Promise.all([product.stop(), openAi.close()]);
});

type Message = UIMessage<MessageMetadata>;

/** One person in a room: a peer of the document, a socket to the coder, and calls. */
class Page {
  static readonly all: Page[] = [];
  readonly doc = new Y.Doc();
  readonly awareness = new Awareness(this.doc);
  readonly room: string;
  readonly session: Session;
  /** The transcript as the last frame that carried it whole. */
  transcript: Message[] = [];
  state: AgentState | undefined;
  /** Where the agent's cursor was seen, and what it said it was doing. */
  readonly cursors = new Set<string>();
  readonly statuses: string[] = [];
  readonly chunks: string[] = [];
  readonly #peer: Peer;
  #socket: WebSocket | undefined;

  static async join(room: NewRoom, name: string): Promise<Page> {
    const key = new URL(room.links.edit, product.url).hash.slice(1);
    const answer = await fetch(`${product.url}/api/rooms/${room.room}/session`, {
      method: 'POST',
      body: JSON.stringify({ key, name }),
    });
    const page = new Page(room.room, sessionSchema.parse(await answer.json()));
    await page.#peer.until(({ synced }) => synced, 10_000, 'synced');
    await page.watch();
    return page;
  }

  constructor(room: string, session: Session) {
    this.room = room;
    this.session = session;
    const ws = product.url.replace('http', 'ws');
    this.#peer = new Peer({
      doc: this.doc,
      awareness: this.awareness,
      connect: async () => {
        const socket = new WebSocket(`${ws}/parties/main/${room}?tandem=1&token=${session.token}`);
        socket.binaryType = 'arraybuffer';
        return socket;
      },
    });
    this.awareness.on('change', () => this.#seeAgent());
    this.#peer.start();
    Page.all.push(this);
  }

  #seeAgent(): void {
    for (const state of this.awareness.getStates().values()) {
      const presence = presenceSchema.safeParse(state);
      if (!presence.success || presence.data.user.kind !== 'agent') continue;
      if (presence.data.selection) this.cursors.add(JSON.stringify(presence.data.selection));
      if (presence.data.status) this.statuses.push(presence.data.status);
    }
  }

  /** Opens the socket to the coder. */
  async watch(): Promise<void> {
    const ws = product.url.replace('http', 'ws');
    const socket = new WebSocket(`${ws}/agents/coder/${this.room}?token=${this.session.token}`);
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const frame = JSON.parse(String(data)) as { type: string; [key: string]: unknown };
      if (frame.type === 'cf_agent_chat_messages') this.transcript = frame['messages'] as Message[];
      if (frame.type === 'cf_agent_state') this.state = agentStateSchema.parse(frame['state']);
      if (frame.type === 'cf_agent_use_chat_response') this.chunks.push(String(frame['body']));
    });
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', reject);
    });
  }

  async call<Answer = unknown>(
    method: string,
    path: string,
    body?: string,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const answer = await fetch(`${product.url}/agents/coder/${this.room}/${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.session.token}`, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }

  async ask(message: string): Promise<Message[]> {
    const answer = await this.call<{ messages: Message[] }>('POST', 'chat', JSON.stringify({ message }));
    return answer.messages;
  }

  askLater(message: string): Promise<{ id: string }> {
    return this.call('POST', 'chat', JSON.stringify({ message }), { Prefer: 'respond-async' });
  }

  async history(): Promise<Message[]> {
    return (await this.call<{ messages: Message[] }>('GET', 'chat/history')).messages;
  }

  text(path: string): string | undefined {
    return readAll(this.doc).get(path);
  }

  close(): void {
    this.#peer.destroy();
    this.awareness.destroy();
    this.#socket?.close();
  }
}

async function newRoom(): Promise<NewRoom> {
  const answer = await fetch(`${product.url}/api/rooms`, { method: 'POST' });
  return newRoomSchema.parse(await answer.json());
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => after(ms, resolve));

async function until(what: string, done: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; !(await done()); await pause(25)) {
    if (Date.now() > end) throw new Error(`${what}: not within 20 s`);
  }
}

const saidIn = (messages: readonly Message[]): string =>
  messages.flatMap(({ parts }) => parts.map((part) => (part.type === 'text' ? part.text : ''))).join('\n');
const callsIn = (messages: readonly Message[]): string[] =>
  messages.flatMap(({ parts }) => parts.filter(isToolUIPart).map(({ type, state }) => `${type} ${state}`));

const add = 'export function add(a: number, b: number): number {\n  return a - b;\n}\n';
const main = "import { add } from './sum.ts';\nconsole.log('sum', add(2, 3));\n";

/** Types at the end of the file's first line, a letter each few ms, until told to stop. */
function typeInto(page: Page, path: string): () => Promise<string> {
  const text = textOf(page.doc, fileIdAt(page.doc, path) ?? '')!;
  let typed = '';
  let stopped = false;
  const work = (async () => {
    text.insert(text.toString().indexOf('\n'), ' // ');
    while (!stopped) {
      const letter = String.fromCodePoint(0x430 + (typed.length % 32));
      text.insert(text.toString().indexOf('\n'), letter);
      typed += letter;
      await pause(15);
    }
  })();
  return async () => {
    stopped = true;
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
  const expected = add.replace('{\n', `{${typed}\n`).replace('a - b', 'a + b');
  await until('both replicas', () => page.text('sum.ts') === other.text('sum.ts'));
  expect(page.text('sum.ts')).toBe(expected);
  expect(replies).toHaveLength(1);
  expect(callsIn(replies)).toEqual([
    'tool-listFiles output-available',
    'tool-editFile output-available',
    'tool-run output-available',
  ]);
  expect(JSON.stringify(replies)).toContain('sum 5');
  for (const each of [page, other]) {
    await until('the transcript', () => each.transcript.length === 2 && each.state?.status === 'idle');
    expect(each.cursors.size).toBeGreaterThan(0);
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
  beforeAll(async () => {
    const room = await newRoom();
    ann = await Page.join(room, 'Ann');
    ben = await Page.join(room, 'Ben');
  });

  it('A31 lists, edits beside a typing person and runs, with the built-in commands', async () => {
    const replies = await together(
      ann,
      ben,
      'list, then in sum.ts replace a - b with a + b, then run main.ts',
    );
    expect(saidIn(replies)).toContain('Changed sum.ts: +1 −1.');
  });

  it('A32 keeps the transcript when the worker is killed', async () => {
    const before = await ann.history();
    await product.kill('worker');
    await product.startPart('worker');
    expect(await ann.history()).toEqual(before);
    await Promise.all([ann.watch(), ben.watch()]);
  });

  const words = Array.from({ length: 300 }, (_, i) => `w${i}`).join(' ');

  it('A5 keeps what a stopped edit had typed, and says so', async () => {
    await ann.askLater(`create words.txt: ${words}`);
    await until('some words', () => (ann.text('words.txt')?.length ?? 0) > 100);
    expect(await ben.call('POST', 'chat/stop')).toEqual({ stopped: true });
    await until('the end', async () => (await ann.history()).at(-1)?.metadata?.ended === 'stopped');
    const last = (await ann.history()).at(-1)!;
    expect(saidIn([last])).toContain('Stopped by Ben.');
    expect(callsIn([last])).toEqual(['tool-writeFile output-available']);
    await until('idle', () => ann.state?.status === 'idle');
    const kept = ann.text('words.txt')!;
    expect(words.startsWith(kept.trimEnd())).toBe(true);
    expect(kept.length).toBeLessThan(words.length);
    expect(await ben.call('POST', 'chat/stop')).toEqual({ stopped: false });
  });

  it('A30 says after a kill in mid-edit that the turn was cut off, is idle, and repeats nothing', async () => {
    await ann.askLater(`create cut.txt: ${words}`);
    await ann.askLater('list');
    await until('some words', () => (ann.text('cut.txt')?.length ?? 0) > 100);
    await product.kill('worker');
    await product.startPart('worker');
    const woken = Date.now();
    await ann.watch();
    await until('idle', () => ann.state?.status === 'idle' && ann.state.queue.length === 0);
    expect(Date.now() - woken).toBeLessThan(5_000);
    await until('the turn behind it', async () => saidIn(await ann.history()).includes('- cut.txt'));
    const cut = (await ann.history()).filter(({ metadata }) => metadata?.ended === 'failed');
    expect(cut).toHaveLength(1);
    expect(saidIn(cut)).toContain('restarted');
    expect(callsIn(cut)).toEqual(['tool-writeFile output-error']);
    const kept = ann.text('cut.txt')!;
    expect(words.startsWith(kept.trimEnd())).toBe(true);
    expect(kept.length).toBeLessThan(words.length);
  });

  it('A28 clears the transcript for everyone', async () => {
    const count = (await ann.history()).length;
    expect(await ann.call('POST', 'chat/clear')).toEqual({ cleared: count });
    expect(await ben.history()).toEqual([]);
  });
});

describe('the agent with a model behind the OpenAI wire', () => {
  it('A31 lists, edits beside a typing person and runs, over HTTP', async () => {
    Object.assign(vars, {
      OPENAI_API_KEY: 'sk-test',
      OPENAI_BASE_URL: openAi.url,
      OPENAI_MODEL: 'scripted',
    });
    await product.kill('worker');
    await product.startPart('worker');
    const room = await newRoom();
    const ann = await Page.join(room, 'Ann');
    const ben = await Page.join(room, 'Ben');
    expect(ann.state).toMatchObject({ model: 'scripted', models: ['scripted', 'commands'] });
    openAi.script(
      { text: 'Let me look. ', calls: [{ name: 'listFiles', arguments: {} }] },
      {
        calls: [
          {
            name: 'editFile',
            arguments: { path: 'sum.ts', edits: [{ search: 'return a - b;', replace: 'return a + b;' }] },
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
