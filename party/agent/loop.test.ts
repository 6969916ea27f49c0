import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { ModelMessage, UIMessageChunk } from 'ai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { createFile, readAll } from '../../shared/doc.ts';
import type { LocalPresence } from '../../shared/presence.ts';
import { agentUser } from '../../shared/roles.ts';
import type { ExecuteResult, Run } from '../../shared/run.ts';
import { type OpenAiServer, startOpenAiServer } from '../../test/openai-server.ts';
import type { EditedRoom } from './edits/edited-room.ts';
import { Editor } from './edits/editor.ts';
import { runTurn } from './loop.ts';
import { commandModel } from './models/command.ts';
import { sayFailure } from './models/failure.ts';
import { configured } from './models/registry.ts';
import { coderTables } from '../../test/node-sql.ts';
import { ToolCalls } from './tool-calls.ts';
import { withSpeaker } from './speaker.ts';
import { type Runner, roomTools } from './tools/room-tools.ts';
import { TurnControl } from './turn-control.ts';

const secret = 'sk-secret-of-the-test';
let server: OpenAiServer;
beforeAll(async () => {
  server = await startOpenAiServer();
});
afterAll(() => server.close());

/** A room with one file, real tools on it, and runs that print the file they run. */
class Scene {
  readonly doc = new Y.Doc({ gc: false });
  readonly control = new TurnControl();
  readonly shown: LocalPresence[] = [];
  readonly #runs = new Map<string, ExecuteResult>();

  constructor() {
    createFile(this.doc, 'add.ts', 'export const add = (a, b) => a - b;\n');
  }

  file(path: string): string | undefined {
    return readAll(this.doc).get(path);
  }

  async take(model: LanguageModelV4, ...said: string[]): Promise<UIMessageChunk[]> {
    const room: EditedRoom = {
      doc: this.doc,
      awareness: new Awareness(this.doc),
      authors: new Map(),
      transactAs: (clientId, change) => {
        const own = this.doc.clientID;
        this.doc.clientID = clientId;
        this.doc.transact(change);
        this.doc.clientID = own;
      },
      setPresence: (presence) => void this.shown.push(presence),
    };
    const signal = this.control.toolSignal;
    const tools = roomTools({
      turn: 'T',
      calls: new ToolCalls(coderTables()),
      editor: new Editor({ room, clientId: 7, turn: 'T', signal }),
      runner: this.#runner,
      saved: async () => undefined,
      showStatus: (status) => room.setPresence({ status }),
      signal,
      onRunning: (change) => this.control.onRunning(change),
    });
    const messages = said.map((text): ModelMessage => ({ role: 'user', content: withSpeaker('Ann', text) }));
    const chunks: UIMessageChunk[] = [];
    const turn = {
      id: 'T',
      model,
      instructions: 'Be a peer.',
      messages,
      tools,
      control: this.control,
      files: () => [],
    };
    for await (const chunk of runTurn(turn)) chunks.push(chunk);
    return chunks;
  }

  readonly #runner: Runner = {
    start: async (request) => {
      const entry = 'entry' in request ? request.entry : '';
      const text = this.file(entry);
      const run: Run = { runId: entry, number: 1, by: agentUser, entry, startedAt: 0, state: 'succeeded' };
      const logs = [{ level: 'log' as const, text: text ?? '', atMs: 1 }];
      this.#runs.set(entry, {
        runId: run.runId,
        success: true,
        result: null,
        resultText: 'undefined',
        logs,
        durationMs: 2,
      });
      return run;
    },
    finished: async (runId) => this.#runs.get(runId)!,
    stop: async () => {
      throw new Error('nothing to stop');
    },
    get: (runId) => ({
      run: { runId, number: 1, by: agentUser, entry: runId, startedAt: 0, state: 'succeeded' },
    }),
  };
}

const textOf = (chunks: UIMessageChunk[]): string =>
  chunks.map((chunk) => (chunk.type === 'text-delta' ? chunk.delta : '')).join('');
const outputsOf = (chunks: UIMessageChunk[]): unknown[] =>
  chunks.flatMap((chunk) => (chunk.type === 'tool-output-available' ? [chunk.output] : []));
const metadataOf = (chunks: UIMessageChunk[]): unknown =>
  chunks.findLast((chunk) => chunk.type === 'message-metadata')?.messageMetadata;

const openAi = (): LanguageModelV4 => {
  const models = configured({
    OPENAI_API_KEY: secret,
    OPENAI_BASE_URL: server.url,
    OPENAI_MODEL: 'scripted',
  });
  return models.get(models.default);
};

describe('a turn with the built-in commands', () => {
  it('A20 drives the same tools and says what happened', async () => {
    const scene = new Scene();
    const chunks = await scene.take(commandModel, 'In add.ts replace "a - b" with "a + b", then run add.ts');
    expect(scene.file('add.ts')).toBe('export const add = (a, b) => a + b;\n');
    expect(outputsOf(chunks)).toMatchObject([
      {
        path: 'add.ts',
        added: 1,
        removed: 1,
        diff: '@@ 1 @@\n-export const add = (a, b) => a - b;\n+export const add = (a, b) => a + b;',
      },
      { state: 'succeeded', output: 'export const add = (a, b) => a + b;\n' },
    ]);
    expect(textOf(chunks)).toContain('Changed add.ts: +1 −1.');
    expect(textOf(chunks)).toContain('It ran without an error.');
    expect(scene.shown.map(({ status }) => status)).toEqual(
      expect.arrayContaining(['editing', 'thinking', 'executing']),
    );
  });

  it('A20 creates, appends, lists and reads', async () => {
    const scene = new Scene();
    const chunks = await scene.take(
      commandModel,
      'create notes.md: one\nappend to notes.md: two\nlist\nread notes.md',
    );
    expect(scene.file('notes.md')).toBe('one\ntwo\n');
    expect(textOf(chunks)).toContain('- notes.md');
    expect(textOf(chunks)).toContain('one\ntwo');
  });

  it('A21 says that no language model is configured and how to add one', async () => {
    const text = textOf(await new Scene().take(commandModel, 'make it faster'));
    expect(text).toContain('OPENAI_API_KEY');
    expect(text).toContain('did not understand “make it faster”');
  });

  it('A22 answers what went wrong as data, and leaves the rest undone', async () => {
    const scene = new Scene();
    const chunks = await scene.take(commandModel, 'in add.ts replace a * b with c then create x.txt: x');
    expect(outputsOf(chunks)).toMatchObject([{ error: { code: 'unprocessable' } }]);
    expect(textOf(chunks)).toContain('was not found');
    expect(textOf(chunks)).toContain('The rest of the request was not done.');
    expect(scene.file('x.txt')).toBeUndefined();
  });
});

describe('a turn over the OpenAI wire', () => {
  it('A23 calls tools that arrive in pieces and sums the usage', async () => {
    const scene = new Scene();
    server.script(
      { text: 'I read it. ', calls: [{ name: 'readFile', arguments: { path: 'add.ts' } }], usage: [20, 4] },
      {
        calls: [
          { name: 'editFile', arguments: { path: 'add.ts', edits: [{ search: 'a - b', replace: 'a + b' }] } },
        ],
        usage: [30, 6],
      },
      { text: 'Now it adds 🙂.', usage: [40, 8] },
    );
    const before = server.requests.length;
    const chunks = await scene.take(openAi(), 'add.ts subtracts, mend it');
    expect(scene.file('add.ts')).toContain('a + b');
    expect(textOf(chunks)).toBe('I read it. Now it adds 🙂.');
    expect(metadataOf(chunks)).toMatchObject({ turn: 'T', usage: { inputTokens: 90, outputTokens: 18 } });
    const [first, , third] = server.requests.slice(before);
    expect(first?.authorization).toBe(`Bearer ${secret}`);
    expect(first?.body.tools).toHaveLength(5);
    expect(first?.body.messages.at(-1)?.content).toBe('Ann says:\nadd.ts subtracts, mend it');
    expect(JSON.stringify(third?.body.messages.at(-1))).toContain('+export const add');
  });

  it.each([
    ['a refused key', [{ status: 401 }], 'refused the API key'],
    [
      'too many requests',
      Array.from({ length: 3 }, () => ({ status: 429, retryAfter: '0' })),
      'no more requests',
    ],
    ['a server error', Array.from({ length: 3 }, () => ({ status: 500, retryAfter: '0' })), 'overloaded'],
    ['an unknown model', [{ status: 404 }], 'OPENAI_MODEL'],
    ['a cut stream', [{ cutAfter: 'The beginning of ' }], 'cut off'],
  ])(
    'A24 tells of %s in an honest sentence without secrets',
    async (_, turns, sentence) => {
      server.script(...turns);
      const chunks = await new Scene().take(openAi(), 'hello');
      expect(textOf(chunks)).toContain(sentence);
      expect(metadataOf(chunks)).toMatchObject({ ended: 'failed' });
      expect(JSON.stringify(chunks)).not.toContain('sk-');
      expect(chunks.some((chunk) => chunk.type === 'error')).toBe(false);
    },
    30_000,
  );

  it('A24 tells when there is no way to the server', async () => {
    const models = configured({ OPENAI_API_KEY: secret, OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' });
    const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'hello' }] }];
    const failure = await models
      .get(models.default)
      .doStream({ prompt })
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(sayFailure(failure)).toContain('cannot be reached');
  });

  it('A25 tries again after a passing fault', async () => {
    server.script({ status: 429, retryAfter: '0' }, { text: 'Here I am.' });
    const chunks = await new Scene().take(openAi(), 'hello');
    expect(textOf(chunks)).toBe('Here I am.');
    expect(metadataOf(chunks)).not.toHaveProperty('ended');
  }, 30_000);

  it('A15 keeps what a stopped edit has typed, answers its call and says who stopped it', async () => {
    const scene = new Scene();
    const content = `export const words = '${'many words to type here '.repeat(20)}';\n`;
    server.script({ calls: [{ name: 'writeFile', arguments: { path: 'words.ts', content } }] });
    scene.doc.on('update', () => {
      if ((scene.file('words.ts')?.length ?? 0) > 100) scene.control.end('stopped', 'Ann');
    });
    const chunks = await scene.take(openAi(), 'write many words');
    const typed = scene.file('words.ts') ?? '';
    expect(typed.length).toBeGreaterThan(100);
    expect(typed.length).toBeLessThan(content.length);
    expect(content.startsWith(typed)).toBe(true);
    expect(outputsOf(chunks)).toMatchObject([
      { path: 'words.ts', incomplete: expect.stringContaining('Stopped') },
    ]);
    expect(textOf(chunks)).toBe('Stopped by Ann. What was done until then is kept.');
    expect(metadataOf(chunks)).toMatchObject({ ended: 'stopped' });
  });

  it('A15 keeps the words of a model that is stopped in mid-sentence', async () => {
    const scene = new Scene();
    server.script({ hangAfter: 'I was about to ' });
    setTimeout(() => scene.control.end('stopped', 'Ben'), 300);
    const chunks = await scene.take(openAi(), 'hello');
    expect(textOf(chunks)).toBe('I was about to Stopped by Ben. What was done until then is kept.');
  });

  it('A26 ends after 20 steps and says so', async () => {
    server.script(...Array.from({ length: 25 }, () => ({ calls: [{ name: 'listFiles', arguments: {} }] })));
    const chunks = await new Scene().take(openAi(), 'list for ever');
    expect(metadataOf(chunks)).toMatchObject({ ended: 'steps' });
    expect(outputsOf(chunks)).toHaveLength(20);
    expect(textOf(chunks)).toContain('20 steps');
  });
});
