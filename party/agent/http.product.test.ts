import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import type { CoderEvent } from '../../shared/chat.ts';
import type { ExecuteResult, OutputEntry, Run } from '../../shared/run.ts';
import type { NewRoom, Session } from '../../shared/session.ts';
import { Product } from '../../test/product.ts';

const product = new Product({ firstPort: 21300 });
beforeAll(() => product.start());
afterAll(() => product.stop());

interface Answer<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  text: string;
  json: T & { error?: { code: string; message: string } };
}

/** A person in a room, with what their session lets them call. */
class Person {
  readonly session: Session;
  readonly room: string;
  constructor(room: string, session: Session) {
    this.room = room;
    this.session = session;
  }

  async call<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${product.url}/agents/coder/${this.room}/${path}`, {
      method,
      headers: { authorization: `Bearer ${this.session.token}`, ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return read<T>(response);
  }

  /** Watches the coder's socket; `events` fills up, `until` resolves when one fits. */
  watch(): Promise<Watcher> {
    return Watcher.open(`/agents/coder/${this.room}?token=${this.session.token}`);
  }
}

class Watcher {
  readonly frames: Record<string, unknown>[] = [];
  readonly socket: WebSocket;
  readonly closed: Promise<{ code: number; reason: string }>;
  #wake: (() => void)[] = [];

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => {
      this.frames.push(JSON.parse(String(data)) as Record<string, unknown>);
      for (const wake of this.#wake.splice(0)) wake();
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }));
    });
  }

  static async open(path: string, headers: Record<string, string> = {}): Promise<Watcher> {
    const socket = new WebSocket(product.url.replace('http', 'ws') + path, { headers });
    const watcher = new Watcher(socket);
    await new Promise((resolve, reject) => {
      socket.on('open', resolve);
      socket.on('error', reject);
    });
    return watcher;
  }

  /** The frames of the coder's own kind. */
  get events(): CoderEvent[] {
    return this.frames.filter(({ type }) => type === 'run' || type === 'run-output') as CoderEvent[];
  }

  async until<T>(find: () => T | undefined): Promise<T> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }
}

async function read<T>(response: Response): Promise<Answer<T>> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: (isJson ? JSON.parse(text) : {}) as Answer<T>['json'],
  };
}

async function post<T>(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
  return read<T>(
    await fetch(product.url + path, {
      method: 'POST',
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
}

const keyOf = (link: string): string => link.slice(link.indexOf('#') + 1);

async function newRoom(): Promise<{ room: NewRoom; owner: Person; editor: Person; viewer: Person }> {
  const { json: room } = await post<NewRoom>('/api/rooms');
  const enter = async (link: string, name: string): Promise<Person> => {
    const { json } = await post<Session>(`/api/rooms/${room.room}/session`, { key: keyOf(link), name });
    return new Person(room.room, json);
  };
  return {
    room,
    owner: await enter(room.links.owner, 'Olga'),
    editor: await enter(room.links.edit, 'Ada'),
    viewer: await enter(room.links.view, 'Vic'),
  };
}

describe('rooms and sessions', () => {
  it('H1 makes a room with three links, and a session from each link’s key', async () => {
    const made = await post<NewRoom>('/api/rooms');
    expect(made.status).toBe(201);
    const { room, links } = made.json;
    for (const link of Object.values(links)) expect(link.startsWith(`/r/${room}#`)).toBe(true);
    const { owner, editor, viewer } = await newRoom();
    expect([owner, editor, viewer].map(({ session }) => session.role)).toEqual(['owner', 'editor', 'viewer']);
    expect(Object.keys(owner.session.links)).toEqual(['owner', 'edit', 'view']);
    expect(Object.keys(editor.session.links)).toEqual(['edit', 'view']);
    expect(Object.keys(viewer.session.links)).toEqual(['view']);
    expect(editor.session.user).toMatchObject({ name: 'Ada', kind: 'human' });
    expect(editor.session.expiresAt).toBeGreaterThan(Date.now());
  });

  it('H1 refuses a wrong key, an unknown room, a bad body, a wrong method and a foreign Origin', async () => {
    const { room, links } = (await post<NewRoom>('/api/rooms')).json;
    const session = `/api/rooms/${room}/session`;
    const body = { key: keyOf(links.edit), name: 'Ada' };
    expect((await post(session, { key: 'nonsense', name: 'Ada' })).json.error?.code).toBe('forbidden');
    expect((await post('/api/rooms/nowhere/session', body)).status).toBe(404);
    expect((await post(session, { ...body, name: ' ' })).status).toBe(400);
    expect((await read(await fetch(`${product.url}/api/rooms`))).json.error?.code).toBe('bad_request');
    expect((await post(session, body, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await post(session, body, { origin: product.url })).status).toBe(200);
  });

  it('H2 says of each part whether it is ok', async () => {
    const health = await read(await fetch(`${product.url}/health`));
    expect(health.json).toEqual({ worker: 'ok', coder: 'ok', room: 'ok', executor: 'ok' });
    expect(health.status).toBe(200);
  });

  it('H3 lets nobody call the coder without a token of the room', async () => {
    const { owner } = await newRoom();
    const other = await newRoom();
    const stranger = new Person(owner.room, { ...owner.session, token: 'x.y.z' });
    expect((await stranger.call('GET', 'files')).status).toBe(401);
    const foreign = new Person(owner.room, other.owner.session);
    expect((await foreign.call('GET', 'files')).json.error?.code).toBe('unauthorized');
    const socket = await stranger.watch();
    expect((await socket.closed).code).toBe(4401);
    expect(socket.frames).toEqual([]);
  });
});

describe('files', () => {
  it('H4 reads, writes, compares and deletes files', async () => {
    const { editor } = await newRoom();
    const before = await editor.call<{ version: number; files: Record<string, string> }>('GET', 'files');
    expect(before.status).toBe(200);
    expect(Object.keys(before.json.files)).toContain('README.md');

    const put = await editor.call<{ version: number }>('PUT', 'file/src/gr%C3%BC%C3%9Fe.ts', 'export const a = 1;\r\n');
    expect(put.status).toBe(200);
    expect(put.json.version).toBeGreaterThan(before.json.version);
    const got = await editor.call('GET', 'file/src/gr%C3%BC%C3%9Fe.ts');
    expect(got.text).toBe('export const a = 1;\n');
    expect(got.headers.get('content-type')).toContain('text/plain');
    const etag = got.headers.get('etag') ?? '';

    const update = { 'if-match': etag };
    expect((await editor.call('PUT', 'file/src/gr%C3%BC%C3%9Fe.ts', 'export const a = 2;\n', update)).status).toBe(200);
    const late = await editor.call('PUT', 'file/src/gr%C3%BC%C3%9Fe.ts', 'export const a = 3;\n', update);
    expect(late.json.error?.code).toBe('conflict');
    expect((await editor.call('GET', 'file/src/gr%C3%BC%C3%9Fe.ts')).text).toBe('export const a = 2;\n');

    expect((await editor.call('DELETE', 'file/src/gr%C3%BC%C3%9Fe.ts')).status).toBe(200);
    expect((await editor.call('GET', 'file/src/gr%C3%BC%C3%9Fe.ts')).status).toBe(404);
    expect((await editor.call('DELETE', 'file/src/gr%C3%BC%C3%9Fe.ts')).status).toBe(404);
  });

  it('H4 refuses bad paths, binary files and files past the limit, and changes nothing', async () => {
    const { editor } = await newRoom();
    const before = await editor.call('GET', 'files');
    expect((await editor.call('PUT', 'file/a%2F..%2Fb', 'x')).json.error?.code).toBe('bad_request');
    expect((await editor.call('PUT', 'file/a%ff', 'x')).status).toBe(400);
    expect((await editor.call('PUT', 'file/big.txt', 'x'.repeat(1024 * 1024 + 1))).status).toBe(413);
    expect((await editor.call('PUT', 'file/huge.txt', 'x'.repeat(5 * 1024 * 1024))).status).toBe(413);
    expect((await editor.call('PUT', 'file/bin', 'a\0b')).status).toBe(400);
    expect((await editor.call('PATCH', 'file/README.md', 'x')).json.error?.code).toBe('bad_request');
    expect((await editor.call('GET', 'nothing')).status).toBe(404);
    expect((await editor.call('GET', 'files')).json).toEqual(before.json);
  });

  it('H5 lets viewers read, and refuses them everything else', async () => {
    const { editor, viewer } = await newRoom();
    await editor.call('PUT', 'file/a.ts', '1');
    expect((await viewer.call('GET', 'file/a.ts')).text).toBe('1');
    const run = { entry: 'a.ts' };
    const refused = [
      await viewer.call('PUT', 'file/a.ts', '2'),
      await viewer.call('DELETE', 'file/a.ts'),
      await viewer.call('POST', 'execute', run),
      await viewer.call('POST', 'runs', run),
      await viewer.call('POST', 'runs/x/stop'),
      await viewer.call('POST', 'chat', { message: 'hi' }),
      await viewer.call('POST', 'chat/clear'),
      await viewer.call('POST', 'chat/stop'),
    ];
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 403));
    expect((await viewer.call('GET', 'file/a.ts')).text).toBe('1');
    expect((await viewer.call('GET', 'runs')).json).toEqual({ runs: [] });
  });
});

describe('runs', () => {
  it('H6 executes code and files, and tells results and errors as data', async () => {
    const { editor } = await newRoom();
    const execute = async (body: unknown): Promise<ExecuteResult> =>
      (await editor.call<ExecuteResult>('POST', 'execute', body)).json;
    const loose = await execute({
      code: `import { add } from './math.ts'; console.log('hi'); export default () => ({ sum: add(1, 2) });`,
      modules: { 'math.ts': 'export const add = (a: number, b: number): number => a + b;' },
    });
    expect(loose).toMatchObject({ success: true, result: { sum: 3 } });
    expect(loose.logs.map(({ text }) => text)).toEqual(['hi']);

    await editor.call('PUT', 'file/src/main.ts', `import { n } from './n';\nconsole.log(n);\n`);
    await editor.call('PUT', 'file/src/n.ts', 'export const n: number = 41 + 1;\n');
    const entry = await execute({ entry: 'src/main.ts' });
    expect(entry.logs.map(({ text }) => text)).toEqual(['42']);

    const thrown = await execute({ code: '\nthrow new Error("no");' });
    expect(thrown).toMatchObject({ success: false, result: null, error: { category: 'runtime', line: 2 } });
    expect((await execute({ code: 'let = ;' })).error?.category).toBe('syntax');
    expect((await execute({ code: 'for (;;) {}', timeoutMs: 500 })).error?.category).toBe('timeout');
    expect((await execute({ code: 'export default () => 1' })).result).toBe(1);

    expect((await editor.call('POST', 'execute', { entry: 'nowhere.ts' })).status).toBe(404);
    const bad = await editor.call('POST', 'execute', { entry: 'src/main.ts', timeoutMs: 1e9 });
    expect(bad.json.error?.code).toBe('bad_request');
    expect((await editor.call('POST', 'execute', 'not json')).status).toBe(400);
  });

  it('H7 streams a run to every page, keeps it, and shows it to whoever comes late', async () => {
    const { editor, viewer } = await newRoom();
    await editor.call('PUT', 'file/tick.ts', `for (let i = 0; i < 3; i++) console.log('line', i);`);
    const pages = [await editor.watch(), await viewer.watch()];
    const { status, json } = await editor.call<{ runId: string }>('POST', 'runs', { entry: 'tick.ts' });
    expect(status).toBe(202);
    for (const page of pages) {
      const run = await page.until(() =>
        page.events.flatMap((event) =>
          event.type === 'run' && event.run.state === 'succeeded' ? [event.run] : [],
        ).at(0),
      );
      expect(run).toMatchObject({ runId: json.runId, number: 1, entry: 'tick.ts', by: editor.session.user });
      expect(outputOf(page, json.runId)).toEqual(['line 0', 'line 1', 'line 2']);
    }
    const kept = await viewer.call<Run & { output: OutputEntry[] }>('GET', `runs/${json.runId}`);
    expect(kept.json).toMatchObject({ runId: json.runId, state: 'succeeded' });
    expect(kept.json.output.map(({ text }) => text)).toEqual(['line 0', 'line 1', 'line 2']);
    const late = await viewer.watch();
    await late.until(() => late.events.find(({ type }) => type === 'run-output'));
    expect(outputOf(late, json.runId)).toEqual(['line 0', 'line 1', 'line 2']);
    expect((await viewer.call('GET', 'runs/nonsense')).status).toBe(404);
    for (const page of [...pages, late]) page.socket.close();
  });

  it('H8 runs two at a time, queues the rest, and stops what it is told to', async () => {
    const { editor } = await newRoom();
    await editor.call('PUT', 'file/wait.ts', `console.log('on'); await new Promise((r) => setTimeout(r, 60_000));`);
    const page = await editor.watch();
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) {
      ids.push((await editor.call<{ runId: string }>('POST', 'runs', { entry: 'wait.ts' })).json.runId);
    }
    const [first = '', second = '', third = ''] = ids;
    await page.until(() => (outputOf(page, second).length > 0 && outputOf(page, first).length > 0) || undefined);
    const states = async (): Promise<string[]> =>
      (await editor.call<{ runs: Run[] }>('GET', 'runs?limit=3')).json.runs.map(({ state }) => state);
    expect(await states()).toEqual(['queued', 'running', 'running']);
    expect((await editor.call('POST', `runs/${first}/stop`)).json).toEqual({ state: 'stopped' });
    await page.until(() => outputOf(page, third).at(0));
    expect((await editor.call('POST', `runs/${second}/stop`)).json).toEqual({ state: 'stopped' });
    expect((await editor.call('POST', `runs/${third}/stop`)).json).toEqual({ state: 'stopped' });
    expect((await editor.call('POST', `runs/${third}/stop`)).json).toEqual({ state: 'stopped' });
    expect(await states()).toEqual(['stopped', 'stopped', 'stopped']);
    page.socket.close();
  });

  it('H9 takes no command over the socket', async () => {
    const { owner } = await newRoom();
    const commands: object[] = [
      { type: 'cf_agent_use_chat_request', id: '1', init: { method: 'POST', body: '{"messages":[]}' } },
      { type: 'cf_agent_chat_clear' },
      { type: 'cf_agent_chat_messages', messages: [] },
      { type: 'cf_agent_chat_request_cancel', id: '1' },
      { type: 'cf_agent_state', state: { version: -1 } },
      { type: 'rpc', id: '1', method: 'setState', args: [{}] },
      { type: 'cf_agent_tool_approval', toolCallId: '1', approved: true },
    ];
    for (const command of commands) {
      const page = await owner.watch();
      page.socket.send(JSON.stringify(command));
      expect((await page.closed).code, JSON.stringify(command)).toBe(4403);
    }
    const page = await owner.watch();
    const state = await page.until(() => page.frames.find(({ type }) => type === 'cf_agent_state'));
    expect(state).toMatchObject({ state: { status: 'idle', queue: [], pendingApprovals: 0 } });
    page.socket.close();
  });
});

describe('when parts die', () => {
  it('H10 has runs, files and versions again after the worker was killed, and ends what ran', async () => {
    const { editor } = await newRoom();
    const { json: put } = await editor.call<{ version: number }>('PUT', 'file/a.ts', `console.log('kept');`);
    await editor.call('POST', 'execute', { entry: 'a.ts' });
    await editor.call('PUT', 'file/wait.ts', `console.log('on'); await new Promise((r) => setTimeout(r, 60_000));`);
    const page = await editor.watch();
    const { json } = await editor.call<{ runId: string }>('POST', 'runs', { entry: 'wait.ts' });
    await page.until(() => outputOf(page, json.runId).at(0));
    await product.kill('worker');
    await page.closed;
    await product.startPart('worker');
    const { runs } = (await editor.call<{ runs: Run[] }>('GET', 'runs')).json;
    expect(runs.map(({ number, state }) => [number, state])).toEqual([
      [2, 'failed'],
      [1, 'succeeded'],
    ]);
    expect(runs[0]?.error?.category).toBe('unavailable');
    const files = await editor.call<{ version: number; files: Record<string, string> }>('GET', 'files');
    expect(files.json.version).toBeGreaterThanOrEqual(put.version);
    expect(files.json.files['a.ts']).toBe(`console.log('kept');`);
  });

  it('H11 answers unavailable while the executor is away, and runs again when it is back', async () => {
    const { editor } = await newRoom();
    await product.kill('executor');
    const away = await editor.call<ExecuteResult>('POST', 'execute', { code: '1' });
    expect(away.status).toBe(200);
    expect(away.json.error?.category).toBe('unavailable');
    expect((await read(await fetch(`${product.url}/health`))).status).toBe(503);
    await product.startPart('executor');
    const back = await editor.call<ExecuteResult>('POST', 'execute', { code: 'export default () => 7' });
    expect(back.json.result).toBe(7);
  });

  it('H12 answers unavailable while the room is away, and writes nothing', async () => {
    const { editor } = await newRoom();
    await editor.call('PUT', 'file/a.ts', '1');
    await product.kill('room');
    const put = await editor.call('PUT', 'file/a.ts', '2');
    expect(put.json.error?.code).toBe('unavailable');
    expect(put.status).toBe(503);
    await product.startPart('room');
    expect((await editor.call('GET', 'file/a.ts')).text).toBe('1');
    expect((await editor.call('PUT', 'file/a.ts', '2')).status).toBe(200);
  });
});

const outputOf = (page: Watcher, runId: string): string[] =>
  page.events.flatMap((event) =>
    event.type === 'run-output' && event.runId === runId ? event.entries.map(({ text }) => text) : [],
  );
