import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { wranglerDev } from '../../scripts/dev-servers.ts';
import { Service } from '../../scripts/service.ts';
import { freePorts } from '../../scripts/ports.ts';
import { shellLimits } from '../../shared/limits.ts';
import type { ShellResult } from '../../shared/run.ts';
import { escapes } from '../../test/escapes.ts';

/** The shell's isolate, running the test's code instead: what an exploited shell could do. */
let service: Service;
let url = '';
let state = '';
const asked: string[] = [];
const outside = createServer((request, response) => {
  asked.push(request.url ?? '');
  response.end('from outside');
});
let outsideUrl = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  outsideUrl = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  state = await mkdtemp(join(tmpdir(), 'tandem-shell-'));
  const [port = 0] = await freePorts(1);
  url = `http://127.0.0.1:${port}/`;
  const options = ['-c', 'test/hostile-shell/wrangler.jsonc'];
  const server = wranglerDev({ port, state, name: 'shell', options });
  service = new Service({ name: 'shell', ...server, readyUrl: url, verbose: false });
  service.start();
  await service.ready();
});
afterAll(async () => {
  outside.close();
  await service.stop();
  await rm(state, { recursive: true, force: true });
});

interface Answer {
  said: ShellResult;
  calls: { op: string }[];
}

/** `body` is the body of `exec(task)`, with `env` in scope. */
async function exec(body: string): Promise<Answer> {
  const code = `import { WorkerEntrypoint } from 'cloudflare:workers';
    const good = { stdout: '', stderr: '', exitCode: 0, state: { cwd: '/work', env: {} } };
    export default class extends WorkerEntrypoint {
      async exec(task) { const { env } = this; ${body.replaceAll('BASE', outsideUrl)} }
    }`;
  const response = await fetch(url, { method: 'POST', body: JSON.stringify({ code, command: 'x' }) });
  expect(response.status).toBe(200);
  return (await response.json()) as Answer;
}

/** The value of `expression` in the isolate. */
async function valueOf(expression: string): Promise<unknown> {
  const { said } = await exec(`return { ...good, stdout: JSON.stringify(await (${expression})) };`);
  return JSON.parse(said.stdout);
}

it('X83 the isolate of a shell has one binding, the files of its run, and nothing from the machine', async () => {
  expect(await valueOf('Object.keys(env)')).toEqual(['FS']);
  expect(await valueOf(`import('cloudflare:workers').then((all) => Object.keys(all.env))`)).toEqual(['FS']);
  expect(await valueOf(`import('node:process').then(({ env }) => Object.keys(env))`)).toEqual([]);
  const refused = '(error) => error.message';
  expect(await valueOf(`fetch('BASE/fetch').then(() => 'OUT', ${refused})`)).toMatch(/not permitted/);
  const { calls } = await exec(`await env.FS.call({ op: 'readFile', path: '/work/a', room: 'room-2' });
    await env.FS.call({ op: 'readFile', path: '/work/a' });
    await env.FS.call({ op: 'writeFile', path: '/work/a', data: new Uint8Array(1), shell: false });
    return good;`);
  expect(calls).toMatchObject([
    { op: 'shell' },
    { room: 'room-1', op: 'readFile' },
    { room: 'room-1', op: 'writeFile', shell: true },
    { op: 'keepShell' },
    { op: 'command', exitCode: 0 },
  ]);
});

it('X83 a shell’s calls that are not about files do not reach the room', async () => {
  // Complete and valid, so that nothing else is wrong with them.
  const others = [
    `{ op: 'shell' }`,
    `{ op: 'keepShell', state: good.state }`,
    `{ op: 'command', command: 'x', exitCode: 0, durationMs: 0 }`,
    `{ op: 'live' }`,
    `{ op: 'permitRequest' }`,
    `{ op: 'permitHost', host: 'x' }`,
    `{ op: 'request', method: 'GET', url: 'x', durationMs: 0 }`,
    `{ op: 'requests' }`,
    `{ op: 'clearRequests' }`,
  ];
  for (const call of others) {
    expect([call, await valueOf(`env.FS.call(${call})`)]).toMatchObject([
      call,
      { error: { code: 'EINVAL' } },
    ]);
    const { calls } = await exec(`await env.FS.call(${call}); return { ...good, exitCode: 1 };`);
    expect(calls.map((call) => call.op)).toEqual(['shell', 'keepShell', 'command']);
  }
});

it('X83 none of the known escapes from an isolate works in a shell’s', async () => {
  asked.length = 0;
  const attempt = async (probe: string): Promise<string | undefined> => {
    const limit = 'new Promise((resolve) => setTimeout(resolve, 300))';
    const { said } = await exec(
      `const found = await Promise.race([(async () => { ${probe} })().catch(() => undefined), ${limit}]);
       return { ...good, stdout: String(found) };`,
    );
    return said.stdout === 'OUT' ? probe : undefined;
  };
  const out: unknown[] = [];
  for (let i = 0; i < escapes.length; i += 10) {
    out.push(...(await Promise.all(escapes.slice(i, i + 10).map(attempt))).filter((found) => found));
  }
  expect(out).toEqual([]);
  expect(asked).toEqual([]);
});

it('X84 each command has its own isolate, and leaves nothing to the next', async () => {
  const seen = await Promise.all(
    Array.from({ length: 5 }, () => valueOf('globalThis.left ?? ((globalThis.left = 1), "fresh")')),
  );
  expect(seen).toEqual(Array(5).fill('fresh'));
});

it('X85 the host truncates a shell’s answer, whatever the shell has patched', async () => {
  const { said, calls } = await exec(`String.prototype.slice = function () { return String(this); };
    Array.prototype.map = () => []; JSON.stringify = () => '{}';
    const much = 'é'.repeat(8_000_000);
    return { ...good, stdout: much, stderr: much, more: much };`);
  expect(Object.keys(said).sort()).toEqual(['exitCode', 'stderr', 'stdout']);
  for (const text of [said.stdout, said.stderr]) {
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(shellLimits.maxOutputBytes);
    expect(text).toMatch(/characters left out\)$/);
  }
  expect(calls.map((call) => call.op)).toEqual(['shell', 'keepShell', 'command']);
});

it('X85 an invalid answer ends the command, and none of it is kept', async () => {
  const wide =
    '{ ...good, state: { cwd: "/", env: Object.fromEntries(Array.from({ length: 501 }, (_, i) => ["v" + i, ""])) } }';
  const heavy = `{ ...good, state: { cwd: "/", env: Object.fromEntries(Array.from({ length: 10 }, (_, i) => ["v" + i, "x".repeat(32_000)])) } }`;
  for (const answer of [
    'undefined',
    'null',
    '"text"',
    '[]',
    '{ ...good, exitCode: "0" }',
    '{ ...good, exitCode: 1e9 }',
    '{ ...good, exitCode: NaN }',
    '{ ...good, stdout: new Uint8Array(10) }',
    '{ ...good, stdout: { length: 1e9 } }',
    '{ ...good, state: undefined }',
    '{ ...good, state: { cwd: "x".repeat(5_000), env: {} } }',
    wide,
    heavy,
    '() => good',
    '{ ...good, stdout: () => "x" }',
  ]) {
    const { said, calls } = await exec(`return ${answer};`);
    expect([answer, said.stdout, said.exitCode]).toEqual([answer, '', 126]);
    expect(said.stderr).toMatch(/^bash: .*\n$/);
    expect(calls.map((call) => call.op)).toEqual(['shell', 'command']);
  }
});

it('X85 whatever a shell throws is reported in one line', async () => {
  for (const thrown of [
    `new Error('x'.repeat(8_000_000))`,
    `Object.assign(new Error('a'), { message: { toString() { throw 1; } }, stack: 'y'.repeat(8_000_000) })`,
    `{ toString: () => { throw new Error('again'); } }`,
    `'text'`,
    'null',
    'undefined',
    'Symbol()',
    'new Proxy({}, { get() { throw 1; } })',
  ]) {
    const { said } = await exec(`throw ${thrown};`);
    expect([thrown, said.stdout, said.exitCode]).toEqual([thrown, '', 126]);
    expect([thrown, said.stderr.length < 1_200, said.stderr]).toEqual([
      thrown,
      true,
      expect.stringMatching(/^bash: the shell stopped: [^]*\n$/),
    ]);
  }
});
