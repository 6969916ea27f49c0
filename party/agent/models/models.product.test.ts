import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { isToolUIPart } from 'ai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewRoom } from '../../../shared/session.ts';
import { startAnthropicServer } from '../../../test/anthropic-server.ts';
import { type ModelServer, proofMark, type ScriptedAnswer } from '../../../test/model-server.ts';
import { startResponsesServer } from '../../../test/openai-responses-server.ts';
import { startOpenAiServer } from '../../../test/openai-server.ts';
import { type Message, newRoom, Page, until } from '../../../test/page.ts';
import { Product } from '../../../test/product.ts';

const mark = 'sk-marked-7f3a9c51e2';
const vars: Record<string, string> = {};
const product = new Product({ vars });
const servers: Record<string, ModelServer> = {};
let room: NewRoom;
let ann: Page;
let ben: Page;

beforeAll(async () => {
  const [gpt, claude] = await Promise.all([startOpenAiServer(), startAnthropicServer()]);
  Object.assign(servers, { gpt, claude });
  Object.assign(vars, {
    OPENAI_API_KEY: mark,
    OPENAI_BASE_URL: gpt.url,
    OPENAI_MODEL: 'gpt',
    ANTHROPIC_API_KEY: mark,
    ANTHROPIC_BASE_URL: claude.url,
    ANTHROPIC_MODEL: 'claude',
  });
  await product.start();
  room = await newRoom(product.url);
  ann = await Page.join(product.url, room, 'Ann');
  ben = await Page.join(product.url, room, 'Ben');
});
afterAll(async () => {
  for (const page of Page.all) page.close();
  await Promise.all([product.stop(), ...Object.values(servers).map((server) => server.close())]);
});

const choose = (page: Page, model: string): Promise<unknown> =>
  page.call('POST', 'chat/model', JSON.stringify({ model }));
const callsIn = (messages: readonly Message[]): string[] =>
  messages.flatMap(({ parts }) => parts.filter(isToolUIPart).map(({ type, state }) => `${type} ${state}`));
const saidIn = (messages: readonly Message[]): string =>
  messages
    .flatMap(({ parts }) => parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])))
    .join('\n');

const call = (name: string, input: object): ScriptedAnswer => ({ calls: [{ name, arguments: input }] });
const edit = (file: string, ...edits: [search: string, replace: string][]): ScriptedAnswer =>
  call('editFile', { path: file, edits: edits.map(([search, replace]) => ({ search, replace })) });

/** A task of nine steps. @param thinks whether the model thinks before each */
async function doTask(
  { ann, ben, server, model }: { ann: Page; ben: Page; server: ModelServer | undefined; model: string },
  thinks = false,
): Promise<void> {
  await choose(ann, model);
  const prices = 'export const net = 100;\nexport const rate = 0.2;\nexport const unit = "EUR";\n';
  const tax =
    'export const tax = (n: number) => n - rate;\nexport const gross = (n: number) => n - tax(n);\n';
  const main =
    "import { net, unit } from './prices.ts';\nimport { gross } from './tax.ts';\nconsole.log(gross(net), unit);\n";
  await ann.call('PUT', `file/${model}/prices.ts`, prices);
  await ann.call('PUT', `file/${model}/tax.ts`, tax);
  await ann.call('PUT', `file/${model}/main.ts`, main);
  const steps: ScriptedAnswer[] = [
    call('listFiles', {}),
    {
      text: 'I read all three. ',
      calls: ['prices', 'tax', 'main'].map((name) => ({
        name: 'readFile',
        arguments: { path: `${model}/${name}.ts` },
      })),
    },
    edit(`${model}/prices.ts`, ['net = 100', 'net = 200'], ['"EUR"', '"€"']),
    edit(`${model}/tax.ts`, ['n - rate', 'n * rate'], ['n - tax(n)', 'n + tax(n)']),
    call('run', { entry: `${model}/main.ts` }),
    call('readFile', { path: `${model}/tax.ts` }),
    edit(`${model}/tax.ts`, ['export const tax', "import { rate } from './prices.ts';\nexport const tax"]),
    call('run', { entry: `${model}/main.ts` }),
    { text: 'Done: 240 €.' },
  ];
  server?.script(...steps.map((step, at) => (thinks ? { ...step, thought: `Step ${at}.` } : step)));
  const replies = await ann.ask('Mend the tax.');
  expect(callsIn(replies)).toEqual(
    [
      'listFiles',
      'readFile',
      'readFile',
      'readFile',
      'editFile',
      'editFile',
      'run',
      'readFile',
      'editFile',
      'run',
    ].map((name) => `tool-${name} output-available`),
  );
  const runs = replies.flatMap(({ parts }) =>
    parts.filter(isToolUIPart).filter(({ type }) => type === 'tool-run'),
  );
  expect(runs).toMatchObject([
    { output: { state: 'failed', error: { message: expect.stringContaining('rate') } } },
    { output: { state: 'succeeded', output: '240 €' } },
  ]);
  expect(saidIn(replies)).toContain('Done: 240 €.');
  expect(replies[0]?.metadata?.usage).toMatchObject({ inputTokens: 90, outputTokens: 45 });
  for (const page of [ann, ben]) {
    await expect
      .poll(() => page.text(`${model}/prices.ts`), { timeout: 20_000 })
      .toBe('export const net = 200;\nexport const rate = 0.2;\nexport const unit = "€";\n');
    await expect
      .poll(() => page.text(`${model}/tax.ts`), { timeout: 20_000 })
      .toBe(
        "import { rate } from './prices.ts';\nexport const tax = (n: number) => n * rate;\nexport const gross = (n: number) => n + tax(n);\n",
      );
    await until('the transcript', () => page.transcript.at(-1)?.id === replies[0]?.id);
  }
  expect(ann.transcript).toEqual(ben.transcript);
}

describe('the models of the running product', () => {
  it('A65 are listed on every page, chosen by any editor, and remembered over a kill', async () => {
    const models = ['gpt', 'claude', 'commands'];
    await until('the state', () => ann.state?.models.length === 3 && ben.state !== undefined);
    expect(ann.state).toMatchObject({ model: 'gpt', models });
    await choose(ann, 'claude');
    await until('the choice', () => ben.state?.model === 'claude');
    await product.kill('worker');
    await product.startPart('worker');
    await Promise.all([ann.watch(), ben.watch()]);
    await until('the state', () => ben.state !== undefined && ann.state !== undefined);
    expect([ann.state?.model, ben.state?.model]).toEqual(['claude', 'claude']);
  });

  it.each(['gpt', 'claude'])('A66 do a task of many steps, in order, on all pages: %s', (model) =>
    doTask({ ann, ben, server: servers[model], model }),
  );

  it('A67 answer two people who take turns asking, ten times in all, one turn at a time and in order', async () => {
    await choose(ann, 'claude');
    const before = (await ann.history()).length;
    servers['claude']?.script(...Array.from({ length: 10 }, (_, i) => ({ text: `answer ${i}` })));
    const ids: string[] = [];
    for (let i = 0; i < 10; i++) ids.push((await (i % 2 ? ben : ann).askLater(`question ${i}`)).id);
    await until('all answers', async () => (await ann.history()).length === before + 20);
    const messages = (await ann.history()).slice(before);
    expect(messages.map(({ id }) => id).filter((id) => ids.includes(id))).toEqual(ids);
    expect(saidIn(messages)).toBe(
      Array.from({ length: 10 }, (_, i) => `question ${i}\nanswer ${i}`).join('\n'),
    );
    expect(messages.filter((_, i) => i % 2 === 0).map(({ metadata }) => metadata?.author.name)).toEqual(
      ids.map((_, i) => (i % 2 ? 'Ben' : 'Ann')),
    );
  });

  it('A68 keep their keys to themselves: none in frames, answers, logs, files, tables or programs', async () => {
    const frames: string[] = [];
    const url = `${product.url.replace('http', 'ws')}/agents/coder/${room.room}?token=${ben.session.token}`;
    const socket = new WebSocket(url);
    socket.addEventListener('message', ({ data }) => frames.push(String(data)));
    await until('the socket', () => frames.length > 0);
    await choose(ann, 'gpt');
    servers['gpt']?.script({ status: 401 });
    expect(saidIn(await ann.ask('hello'))).toContain('refused the API key');
    const code =
      'export default async (env) => JSON.stringify([Object.getOwnPropertyNames(globalThis).map((n) => [n, String(globalThis[n])]), globalThis.process?.env, env, import.meta])';
    const ran = await ann.call<{ success: boolean }>('POST', 'execute', JSON.stringify({ code }));
    expect(ran.success).toBe(true);
    const answers = await Promise.all(
      ['chat/history', 'runs', 'turns', 'files'].map(async (call) => (await ann.fetch('GET', call)).text()),
    );
    const health = await (await fetch(`${product.url}/health`)).text();
    const seen = [
      JSON.stringify(ran),
      health,
      ...answers,
      ...frames,
      product.said,
      JSON.stringify(ann.state),
    ];
    const entries = await readdir(product.state, { recursive: true, withFileTypes: true });
    const kept: string[] = [];
    for (const entry of entries) {
      if (!entry.isFile()) continue;
      kept.push(await readFile(path.join(entry.parentPath, entry.name), 'latin1'));
    }
    expect(servers['gpt']?.requests.at(-1)?.headers.authorization).toBe(`Bearer ${mark}`);
    socket.close();
    await until('the refusal', () => frames.some((frame) => frame.includes('refused the API key')));
    expect(kept.some((text) => text.includes('refused the API key'))).toBe(true);
    expect(
      [...seen, ...kept].filter((text) => text.includes(mark)).map((text) => text.slice(0, 200)),
    ).toEqual([]);
  });
});

describe('a model that thinks, over OpenAI’s Responses API', () => {
  const settings: Record<string, string> = {};
  const own = new Product({ vars: settings });
  let server: ModelServer;
  beforeAll(async () => {
    server = await startResponsesServer();
    const api = { OPENAI_API: 'responses', OPENAI_BASE_URL: server.url, OPENAI_MODEL: 'gpt-5.1' };
    Object.assign(settings, { ...api, OPENAI_API_KEY: mark });
    await own.start();
  });
  afterAll(() => Promise.all([own.stop(), server.close()]));

  it('A66 A160 does a task of many steps, and shows its thoughts on all pages, but not their proof', async () => {
    const invited = await newRoom(own.url);
    const ann = await Page.join(own.url, invited, 'Ann');
    const ben = await Page.join(own.url, invited, 'Ben');
    await doTask({ ann, ben, server, model: 'gpt-5.1' }, true);
    const thoughts = ben.transcript
      .flatMap(({ parts }) => parts)
      .flatMap((part) => (part.type === 'reasoning' ? part.text : []));
    expect(thoughts).toEqual(Array.from({ length: 9 }, (_, step) => `Step ${step}.`));
    expect(JSON.stringify(server.requests.at(-1)?.messages)).toContain(proofMark);
    const entries = await readdir(own.state, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (!entry.isFile()) continue;
      const kept = await readFile(path.join(entry.parentPath, entry.name), 'latin1');
      expect(kept.includes(proofMark), entry.name).toBe(false);
    }
  });
});
