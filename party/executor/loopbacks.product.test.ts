import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentOf, fileIdAt } from '../../shared/doc.ts';
import type { Action } from '../../shared/host.ts';
import type { ExecuteResult } from '../../shared/run.ts';
import { newRoom, type Person } from '../../test/people.ts';
import { Product } from '../../test/product.ts';
import { escapes } from '../../test/escapes.ts';

const asked: string[] = [];
const everyByte = [...Array(256).keys()];
/** A host that programs may not reach, except by the one name that development allows. */
const server = createServer((request, response) => {
  asked.push(request.url ?? '');
  if (request.url === '/away') response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
  else if (request.url === '/bytes') response.end(Buffer.from(everyByte));
  else response.end('from the host');
});

const product = new Product({ executorVars: { FETCH_LOOPBACK: '1' } });
let base = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await product.start();
});
afterAll(async () => {
  server.close();
  await product.stop();
});

async function execute(person: Person, code: string, more: object = {}): Promise<ExecuteResult> {
  const { json, status } = await person.call<ExecuteResult>('POST', 'execute', { code, ...more });
  expect(status).toBe(200);
  return json;
}

describe('the shell', () => {
  it('X32 returns a command’s output from env.BASH.exec', async () => {
    const { editor } = await newRoom(product.url);
    const run = await execute(editor, 'export default async (env) => env.BASH.exec("echo Hello && pwd")');
    expect(run).toMatchObject({ success: true, logs: [] });
    expect(run.result).toEqual({ stdout: 'Hello\n/work\n', stderr: '', exitCode: 0 });
    expect(run.actions).toMatchObject([
      { by: editor.session.user, effect: { kind: 'command', exitCode: 0 } },
    ]);
  });
});

describe('the files of a room', () => {
  it('X2 X21 are available to a script, too, as is the network', async () => {
    const { editor } = await newRoom(product.url);
    await editor.call('PUT', 'file/a.txt', 'one');
    const code = `import { readFile, writeFile } from 'node:fs/promises';
      await writeFile('b.txt', await readFile(new URL('./a.txt', import.meta.url), 'utf8') + ' two');
      console.log(await readFile('/work/b.txt', 'utf8'), await (await fetch('${base}/script')).text());`;
    const { logs, error } = await execute(editor, code);
    expect(error).toBeUndefined();
    expect(logs.map(({ text }) => text)).toEqual(['one two from the host']);
  });

  it('X21 X22 change in everyone’s editor as a program writes them, under the name of whoever started it', async () => {
    const { owner, editor } = await newRoom(product.url);
    const peer = await owner.join();
    const { result, actions, runId } = await execute(
      editor,
      `import { appendFile, readFile, writeFile } from 'node:fs/promises';
       export default async (env) => {
         await writeFile('notes.txt', 'one\\n');
         await env.BASH.exec('echo two >> notes.txt; sort -r notes.txt > sorted.txt');
         await appendFile('/work/notes.txt', 'three\\n');
         return [await readFile('sorted.txt', 'utf8'), await env.FS.readFile('notes.txt', 'utf8')];
       };`,
    );
    expect(result).toEqual(['two\none\n', 'one\ntwo\nthree\n']);
    expect(actions.map(({ effect }) => effect)).toMatchObject([
      { kind: 'write', path: 'notes.txt' },
      { kind: 'write', path: 'sorted.txt' },
      { kind: 'command' },
    ]);
    await expect.poll(() => fileIdAt(peer.doc, 'sorted.txt')).toBeDefined();
    await expect
      .poll(() => contentOf(peer.doc, fileIdAt(peer.doc, 'notes.txt') ?? ''))
      .toBe('one\ntwo\nthree\n');
    const listed = await owner.call<{ actions: Action[] }>('GET', 'actions?limit=3');
    expect(listed.json.actions.every((action) => action.runId === runId)).toBe(true);
    expect(listed.json.actions.map(({ by }) => by.id)).toEqual(Array(3).fill(editor.session.user.id));
    peer.destroy();
  });

  it('X23 fail as Node’s do', async () => {
    const { editor } = await newRoom(product.url);
    const { result } = await execute(
      editor,
      `import { readFile } from 'fs/promises';
       export default () => readFile('no/such.txt').catch((error) => ({ ...error, message: error.message, is: error instanceof Error }));`,
    );
    expect(result).toEqual({
      errno: -2,
      code: 'ENOENT',
      syscall: 'open',
      path: 'no/such.txt',
      message: "ENOENT: no such file or directory, open 'no/such.txt'",
      is: true,
    });
  });

  it('X34 can be read synchronously as they were at the start', async () => {
    const { editor } = await newRoom(product.url);
    await editor.call('PUT', 'file/src/six.ts', 'export const six = 6;');
    await editor.call('PUT', 'file/README.md', '# Here');
    const code = `import fs, { readFileSync } from 'node:fs';
      import { six } from './src/six.ts';
      export default () => [JSON.parse(readFileSync('data.json', 'utf8')).a, fs.existsSync('no'), readFileSync('README.md', 'utf8'), six];`;
    const { result } = await execute(editor, code, { modules: { 'data.json': '{"a": 1}' } });
    expect(result, 'X65 also in code that came with the request').toEqual([1, false, '# Here', 6]);
  });
});

describe('requests', () => {
  it('X30 reach allowed hosts through env.FETCH and fetch, and are logged', async () => {
    const before = asked.length;
    const { editor } = await newRoom(product.url);
    const { result, actions } = await execute(
      editor,
      `export default async (env, { args: [base] }) => {
        const got = await env.FETCH.get(base + '/a');
        const response = await fetch(base + '/b');
        const away = await env.FETCH.get(base + '/away');
        const refused = await fetch('http://localhost.evil.example/').catch((error) => error.code);
        const log = await env.FETCH.getLog();
        await env.FETCH.clearLog();
        return [got.body, await response.text(), away.error.code, refused, log.map(({ status, error }) => status ?? error), await env.FETCH.getLog()];
      };`,
      { args: [base] },
    );
    expect(result).toEqual([
      'from the host',
      'from the host',
      'URL_NOT_ALLOWED',
      'URL_NOT_ALLOWED',
      [200, 200, 302, 'URL_NOT_ALLOWED', 'URL_NOT_ALLOWED'],
      [],
    ]);
    expect(actions).toHaveLength(5);
    expect(asked.slice(before)).toEqual(['/a', '/b', '/away']);
  });
});

describe('bytes', () => {
  it('X67 pass unchanged through fetch, node:fs/promises and encodings', async () => {
    const { editor } = await newRoom(product.url);
    const { result } = await execute(
      editor,
      `import { appendFile, readFile, writeFile } from 'node:fs/promises';
       export default async (env, { args: [base] }) => {
         const bytes = new Uint8Array(await (await fetch(base + '/bytes')).arrayBuffer());
         await writeFile('/tmp/a', bytes);
         await writeFile('/tmp/b', 'AP8=', 'base64');
         await appendFile('/tmp/b', 'fe', { encoding: 'hex' });
         await writeFile('/tmp/b', 'é', { encoding: 'latin1', flag: 'a' });
         const wrong = await writeFile('/tmp/c', 'x', 'nonsense').catch((error) => error.code);
         return [[...bytes], [...await readFile('/tmp/a')], await readFile('/tmp/b', 'hex'), wrong];
       };`,
      { args: [base] },
    );
    expect(result).toEqual([everyByte, everyByte, '00fffee9', 'ERR_UNKNOWN_ENCODING']);
  });
});

describe('loopbacks', () => {
  it('X6 include env.ECHO, which knows room and run from its host alone', async () => {
    const { editor } = await newRoom(product.url);
    const { result, runId } = await execute(
      editor,
      'export default async ({ ECHO }) => [await ECHO.ping(), await ECHO.info({ room: "other" }), await ECHO.echo({ a: [1] })]',
    );
    expect(result).toEqual(['pong', { room: editor.room, runId }, { a: [1] }]);
  });

  it('X35 serve many calls at once', async () => {
    const { editor } = await newRoom(product.url);
    const { result } = await execute(
      editor,
      `export default async ({ ECHO, FS, BASH, FETCH }) => {
        await FS.writeFile('a.txt', 'a');
        const all = await Promise.all(Array.from({ length: 10 }, (_, i) => Promise.all([
          ECHO.echo(i), FS.readFile('a.txt', 'utf8'), BASH.exec('cat a.txt').then(({ stdout }) => stdout), FETCH.getConfig().then(({ methods }) => methods.length),
        ])));
        return all.every(([i, a, b, n], at) => i === at && a === 'a' && b === 'a' && n === 3);
      };`,
    );
    expect(result).toBe(true);
  });

  it('X26 know room and run from their host: no argument, property or replay reaches another room', async () => {
    const [mine, theirs] = [await newRoom(product.url), await newRoom(product.url)];
    await theirs.editor.call('PUT', 'file/secret.txt', 'secret');
    const other = await theirs.editor.call<{ runId: string }>('POST', 'runs', {
      code: 'export default () => new Promise((resolve) => setTimeout(resolve, 20_000))',
    });
    const { result } = await execute(
      mine.editor,
      `export default async (env, { args: [room, runId] }) => {
        const bare = process.getBuiltinModule?.('cloudflare:workers')?.env ?? env;
        const props = { room, runId };
        const read = { op: 'readFile', path: '/work/secret.txt' };
        const tries = [
          () => bare.FS.call({ ...read, room, runId }), () => bare.FS.call({ ...read, props }), () => bare.FS.call(read, props),
          () => bare.FS.call(room, runId, read), () => bare.FS.call({ ...read, path: '/work/../../' + room + '/work/secret.txt' }),
          () => bare.FS.ctx.props, () => bare.FS.env.HOST.call(room, runId, read), () => bare.FS.constructor.call(props, read),
          () => bare.BASH.exec('cat secret.txt', { ...props, props }), () => bare.BASH.env.HOST.call(room, runId, read),
          () => bare.BASH.exec('cat /work/secret.txt /secret.txt ../*/secret.txt'), () => bare.ECHO.info(props),
          () => bare.FETCH.env.HOST.call(room, runId, read), () => bare.FETCH.getLog(props), () => bare.HOST.call(room, runId, read),
          () => bare.FS.call.call(props, read), () => bare.FS.call.apply({ ctx: { props } }, [read]), () => bare.FS.fetch('http://x/', { props }),
        ];
        const said = [];
        for (const attempt of tries) said.push(JSON.stringify(await Promise.resolve().then(attempt).catch(String)) ?? '');
        return said;
      };`,
      { args: [theirs.editor.room, other.json.runId] },
    );
    expect(result).toHaveLength(18);
    const said = JSON.stringify(result);
    expect(said).not.toContain(Buffer.from('secret').join(','));
    expect(said).not.toContain('"stdout\\":\\"secret');
    expect(said).not.toContain(theirs.editor.room);
    await theirs.editor.call('POST', `runs/${other.json.runId}/stop`);
  });
});

describe('X36 the isolate of a program', () => {
  it('lets nothing out by any known escape', async () => {
    const { editor } = await newRoom(product.url);
    asked.length = 0;
    expect(escapes.length).toBeGreaterThanOrEqual(150);
    // One run for each: some end theirs with an unhandled rejection.
    const attempt = async (probe: string): Promise<string | undefined> => {
      const { result, error } = await execute(
        editor,
        `const limit = (promise) => Promise.race([promise, new Promise((resolve) => setTimeout(resolve, 300))]);
         export default async (env) => {
           globalThis.env = env;
           return limit((async () => { ${probe.replaceAll('BASE', base)} })()).catch(() => undefined);
         };`,
      );
      const hasRun = error === undefined || error.category === 'runtime';
      return hasRun && result !== 'OUT' ? undefined : `${probe}: ${error?.message ?? 'OUT'}`;
    };
    const out: unknown[] = [];
    for (let i = 0; i < escapes.length; i += 10) {
      out.push(...(await Promise.all(escapes.slice(i, i + 10).map(attempt))).filter((found) => found));
    }
    expect(out).toEqual([]);
    expect(asked).toEqual([]);
  });
});
