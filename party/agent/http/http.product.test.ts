import { roomRates } from '../../../shared/limits.ts';
import { decodeJwt, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFile } from '../../../shared/doc.ts';
import { closeCode } from '../../../shared/protocol/close.ts';
import type { ExecuteResult, OutputEntry, Run } from '../../../shared/run.ts';
import { newRoom as roomAt, Person } from '../../../test/people.ts';
import { Product } from '../../../test/product.ts';

const product = new Product();
beforeAll(() => product.start());
afterAll(() => product.stop());

const newRoom = (): ReturnType<typeof roomAt> => roomAt(product.url);

const waiting = `export default async () => {
  console.log('on');
  await new Promise((resolve) => setTimeout(resolve, 60_000));
};`;

describe('tokens', () => {
  it('H3 lets nobody call the coder without a token of the room', async () => {
    const { owner } = await newRoom();
    const other = await newRoom();
    const stranger = new Person(product.url, owner.room, { ...owner.session, token: 'x.y.z' });
    expect((await stranger.call('GET', 'files')).status).toBe(401);
    const foreign = new Person(product.url, owner.room, other.owner.session);
    expect((await foreign.call('GET', 'files')).json.error?.code).toBe('unauthorized');
    const socket = await stranger.watch();
    expect(await socket.closed).toBe(4401);
    expect(socket.frames).toEqual([]);
  });
});

describe('sockets', () => {
  it('H13 proxies the room’s socket, and refuses a foreign Origin', async () => {
    const { editor, viewer } = await newRoom();
    const [ada, vic] = [await editor.join(), await viewer.join()];
    createFile(ada.doc, 'typed.ts', 'by hand');
    await ada.until(({ unsaved }) => !unsaved, 5_000, 'saved');
    expect(vic.state.role).toBe('viewer');
    const { files } = (await viewer.call<{ files: Record<string, string> }>('GET', 'files')).json;
    expect(files['typed.ts']).toBe('by hand');
    const socket = `${product.url}/parties/main/${editor.room}?token=${editor.session.token}`;
    expect((await fetch(socket, { headers: { origin: 'https://evil.example' } })).status).toBe(403);
    for (const peer of [ada, vic]) peer.destroy();
  });

  /** The same token, but expiring soon. */
  const endingSoon = (token: string): Promise<string> =>
    new SignJWT(decodeJwt(token))
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime(Math.floor(Date.now() / 1000) + 2)
      .sign(new TextEncoder().encode(`token:${product.secret}`));

  it('A92 stay open under a fresh token of the same person', async () => {
    const { editor } = await newRoom();
    const token = await endingSoon(editor.session.token);
    const short = new Person(product.url, editor.room, { ...editor.session, token });
    const [renewed, left] = await Promise.all([short.watch(), short.watch()]);
    renewed.socket.send(JSON.stringify({ type: 'token', token: editor.session.token }));
    expect(await left.dismissed()).toBe(4401);
    await editor.call('POST', 'runs', { entry: 'main.ts' });
    await renewed.until(() => renewed.events.find(({ type }) => type === 'run'));
    expect(renewed.socket.readyState).toBe(renewed.socket.OPEN);
    renewed.socket.close();
  });

  it('A92 H9 accept no other token, and no frame but a token', async () => {
    const { editor, owner } = await newRoom();
    const { token } = editor.session;
    for (const [frame, code] of [
      [{ type: 'token', token: owner.session.token }, 4403],
      [{ type: 'token', token: `${token}x` }, 4401],
      [{ type: 'token', token, role: 'owner' }, 4403],
      [{ type: 'token' }, 4403],
      [{ type: 'token', token: 'x'.repeat(5_000) }, 4403],
    ] as const) {
      const page = await editor.watch();
      page.socket.send(JSON.stringify(frame));
      expect(await page.closed, JSON.stringify(frame)).toBe(code);
    }
  });

  it('H26 let 16 pages of one person watch, and close one of them for the next', async () => {
    const { editor, viewer } = await newRoom();
    const other = await viewer.watch();
    const pages = [];
    for (let i = 0; i < roomRates.maxUserSockets; i++) pages.push(await editor.watch());
    const next = await editor.watch();
    expect(await Promise.race(pages.map((page) => page.dismissed()))).toBe(closeCode.full);
    await next.until(() => (next.frames.length > 0 ? true : undefined));
    expect(pages.filter(({ socket }) => socket.readyState === WebSocket.OPEN)).toHaveLength(
      roomRates.maxUserSockets - 1,
    );
    expect(other.socket.readyState).toBe(WebSocket.OPEN);
    for (const page of [...pages, next, other]) page.socket.terminate();
  });

  it('H3 close when their session ends', async () => {
    const { editor } = await newRoom();
    const token = await endingSoon(editor.session.token);
    const page = await new Person(product.url, editor.room, { ...editor.session, token }).watch();
    expect(await page.dismissed()).toBe(4401);
    expect(page.frames.length).toBeGreaterThan(0);
  });
});

describe('files', () => {
  it('H4 reads, writes, compares and deletes files', async () => {
    const { editor } = await newRoom();
    const before = await editor.call<{ version: number; files: Record<string, string> }>('GET', 'files');
    expect(before.status).toBe(200);
    expect(Object.keys(before.json.files)).toContain('README.md');

    const put = await editor.call<{ version: number }>(
      'PUT',
      'file/src/gr%C3%BC%C3%9Fe.ts',
      'export const a = 1;\r\n',
    );
    expect(put.status).toBe(200);
    expect(put.json.version).toBeGreaterThan(before.json.version);
    const got = await editor.call('GET', 'file/src/gr%C3%BC%C3%9Fe.ts');
    expect(got.text).toBe('export const a = 1;\n');
    expect(got.headers.get('content-type')).toContain('text/plain');
    const etag = got.headers.get('etag') ?? '';

    const update = { 'if-match': etag };
    expect(
      (await editor.call('PUT', 'file/src/gr%C3%BC%C3%9Fe.ts', 'export const a = 2;\n', update)).status,
    ).toBe(200);
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
    expect((await editor.call('PUT', 'file/a%2F..%2Fb', 'x')).status).toBe(400);
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
  it('H6 executes code and files, and returns results and errors as data', async () => {
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

  it('H7 streams a run to every page, stores it, and sends it to pages that connect later', async () => {
    const { editor, viewer } = await newRoom();
    await editor.call('PUT', 'file/tick.ts', `for (let i = 0; i < 3; i++) console.log('line', i);`);
    const pages = [await editor.watch(), await viewer.watch()];
    const { status, json } = await editor.call<{ runId: string }>('POST', 'runs', { entry: 'tick.ts' });
    expect(status).toBe(202);
    for (const page of pages) {
      const run = await page.until(() =>
        page.events
          .flatMap((event) => (event.type === 'run' && event.run.state === 'succeeded' ? [event.run] : []))
          .at(0),
      );
      expect(run).toMatchObject({ runId: json.runId, number: 1, entry: 'tick.ts', by: editor.session.user });
      expect(page.outputOf(json.runId)).toEqual(['line 0', 'line 1', 'line 2']);
    }
    const kept = await viewer.call<Run & { output: OutputEntry[] }>('GET', `runs/${json.runId}`);
    expect(kept.json).toMatchObject({ runId: json.runId, state: 'succeeded' });
    expect(kept.json.output.map(({ text }) => text)).toEqual(['line 0', 'line 1', 'line 2']);
    const late = await viewer.watch();
    await late.until(() => late.events.find(({ type }) => type === 'run-output'));
    expect(late.outputOf(json.runId)).toEqual(['line 0', 'line 1', 'line 2']);
    expect((await viewer.call('GET', 'runs/nonsense')).status).toBe(404);
    for (const page of [...pages, late]) page.socket.close();
  });

  it('H8 runs two at a time, queues the rest, and stops runs on request', async () => {
    const { editor } = await newRoom();
    await editor.call('PUT', 'file/wait.ts', waiting);
    const page = await editor.watch();
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) {
      ids.push((await editor.call<{ runId: string }>('POST', 'runs', { entry: 'wait.ts' })).json.runId);
    }
    const [first = '', second = '', third = ''] = ids;
    await page.until(
      () => (page.outputOf(second).length > 0 && page.outputOf(first).length > 0) || undefined,
    );
    const states = async (): Promise<string[]> =>
      (await editor.call<{ runs: Run[] }>('GET', 'runs?limit=3')).json.runs.map(({ state }) => state);
    expect(await states()).toEqual(['queued', 'running', 'running']);
    expect((await editor.call('POST', `runs/${first}/stop`)).json).toEqual({ state: 'stopped' });
    await page.until(() => page.outputOf(third).at(0));
    expect((await editor.call('POST', `runs/${second}/stop`)).json).toEqual({ state: 'stopped' });
    expect((await editor.call('POST', `runs/${third}/stop`)).json).toEqual({ state: 'stopped' });
    expect((await editor.call('POST', `runs/${third}/stop`)).json).toEqual({ state: 'stopped' });
    expect(await states()).toEqual(['stopped', 'stopped', 'stopped']);
    page.socket.close();
  });

  it('X100 ends a run that computes without a pause before its isolate ends, and keeps its output', async () => {
    const { editor } = await newRoom();
    const code = `import { writeFile } from 'node:fs/promises';
      await writeFile('begun.txt', '');
      console.log('printed');
      for (;;) {}`;
    const page = await editor.watch();
    const { json } = await editor.call<{ runId: string }>('POST', 'runs', { code });
    await expect.poll(async () => (await editor.call('GET', 'file/begun.txt')).status).toBe(200);
    expect((await editor.call('POST', `runs/${json.runId}/stop`)).json).toEqual({ state: 'stopped' });
    await page.until(() => page.outputOf(json.runId).includes('printed') || undefined);
    expect(page.outputOf(json.runId)).toEqual([expect.stringContaining('never pauses'), 'printed']);
    page.socket.close();
  });

  it('H9 accepts no command over the socket', async () => {
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
      expect(await page.closed, JSON.stringify(command)).toBe(4403);
    }
    const page = await owner.watch();
    const state = await page.until(() => page.frames.find(({ type }) => type === 'cf_agent_state'));
    expect(state).toMatchObject({ state: { status: 'idle', queue: [], pendingApprovals: 0 } });
    page.socket.close();
  });
});
