import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createFile, textOf } from '../shared/doc.ts';
import { newRoom, Page } from '../test/page.ts';
import { alive, Starts, type Supervisor, wellAndWhole } from '../test/supervisor.ts';
import { isLoopback, listenersOf } from './listeners.ts';
import { descendantsOf, listProcesses } from './processes.ts';

let starts: Starts;

/** A program that calls back into its room. */
const greet = JSON.stringify({ code: `export default (env) => env.BASH.exec('echo Hello')` });

/**
 * Ends the product while a page is connected and a program has run; expects no remaining process and no error output.
 */
async function endBy(supervisor: Supervisor, signal: NodeJS.Signals): Promise<void> {
  const said = supervisor.output.length;
  const page = await Page.join(starts.link, await newRoom(starts.link), 'Ann');
  await page.call('POST', 'execute', greet);
  const pids = supervisor.family();
  expect(pids.length).toBeGreaterThanOrEqual(9);
  supervisor.child.kill(signal);
  expect(await supervisor.ended).toBe(signal === 'SIGKILL' ? null : 0);
  await expect.poll(() => alive(pids), { timeout: 15_000 }).toEqual([]);
  page.close();
  // Connections that break during the shutdown must not be reported.
  expect(supervisor.output.slice(said)).not.toContain('│');
}

/** Paths at which runtimes, debuggers and frameworks are known to answer anyone. */
const inwardPaths = `
  /json
  /json/list
  /json/version
  /json/protocol
  /json/new
  /json/activate/x
  /cdn-cgi/local/explorer
  /cdn-cgi/local/explorer/api
  /cdn-cgi/local/explorer/api/workers/durable_objects/namespaces
  /cdn-cgi/local/scheduled
  /cdn-cgi/mf/scheduled
  /cdn-cgi/mf/reload
  /cdn-cgi/mf/queue
  /cdn-cgi/mf/email
  /cdn-cgi/handler/scheduled
  /cdn-cgi/handler/queue
  /cdn-cgi/handler/email
  /cdn-cgi/ProxyWorker/play
  /cdn-cgi/ProxyWorker/pause
  /cdn-cgi/InspectorProxyWorker/websocket
  /cdn-cgi/trace
  /cdn-cgi
  /__scheduled
  /__inspect
  /__vite_ping
  /__wrangler
  /__
  /ws
  /core:user:tandem
  /devtools/browser`
  .trim()
  .split(/\s+/);

/** The status of the response, or nothing if the port does not speak HTTP. */
function statusOf(
  port: number,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const method = body === undefined ? 'GET' : 'POST';
  const asked = request({ host: '127.0.0.1', port, path, method, headers, timeout: 5_000 }, (answer) => {
    answer.resume();
    resolve(answer.statusCode);
  });
  asked.on('upgrade', ({ statusCode }, socket) => {
    socket.destroy();
    resolve(statusCode);
  });
  asked.on('error', () => resolve(undefined));
  asked.on('timeout', () => asked.destroy());
  asked.end(body);
  return promise;
}

/** Headers of a WebSocket upgrade. */
const upgrade = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': Buffer.from('sixteen bytes ok').toString('base64'),
};

/** An error as a runtime reports it to its command, naming a file that is not the runtime's. */
const madeUpError = JSON.stringify({
  name: 'Error',
  message: 'x',
  stack: 'Error: x\n    at f (/etc/hosts:1:1)',
});

describe('a start', () => {
  const keys = {
    OPENAI_API_KEY: 'sk-a-key-that-is-looked-for',
    ANTHROPIC_API_KEY: 'sk-ant-a-key-that-is-looked-for',
    CLOUDFLARE_API_TOKEN: 'a-token-that-is-looked-for',
  };
  let supervisor: Supervisor;
  beforeAll(async () => {
    starts = await Starts.prepare(keys);
    supervisor = await starts.ready();
  });
  afterAll(() => starts.end());

  it('S1 S10 prints one link when every part answers', async () => {
    expect(await starts.health()).toEqual(wellAndWhole);
    expect(supervisor.output.match(/https?:\/\//g)).toHaveLength(1);
    expect(supervisor.output).not.toContain('│');
  });

  it('S5 S13 creates a secret once, which only its owner can read', async () => {
    const path = join(starts.state, 'secret');
    const secret = await readFile(path, 'utf8');
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(starts.state, 'worker.env'))).mode & 0o777).toBe(0o600);
    expect(supervisor.output).not.toContain(secret);
    expect(execFileSync('ps', ['-A', '-ww', '-o', 'args='], { encoding: 'utf8' })).not.toContain(secret);
  });

  it('S10 S12 K6 listens on 127.0.0.1 only, opens no debugger, and does not answer other sites or host names', async () => {
    const listeners = listenersOf(supervisor.family());
    expect(listeners.length).toBeGreaterThanOrEqual(3);
    expect(listeners.filter((one) => !isLoopback(one))).toEqual([]);
    const parts = [starts.env['PORT'], starts.env['ROOM_PORT'], starts.env['EXECUTOR_PORT']].map(Number);
    const answered: unknown[] = [];
    for (const port of new Set(listeners.map(({ port }) => port))) {
      const [other, own] = ['evil.example', `localhost:${port}`];
      const ways = [
        { Host: other },
        { Host: own, Origin: `http://${other}` },
        { Host: other, Origin: `http://${other}` },
      ];
      for (const headers of ways) {
        for (const path of [...inwardPaths, ...(parts.includes(port) ? [] : ['/', '/health'])]) {
          const status = await statusOf(port, path, headers);
          if (status !== undefined && status !== 403 && status !== 404)
            answered.push({ port, path, headers, status });
        }
      }
      // Not even for a program on this machine.
      for (const path of inwardPaths) {
        const status = await statusOf(port, path, { Host: own });
        if (status !== undefined && (status < 400 || status > 499)) answered.push({ port, path, status });
      }
    }
    expect(answered).toEqual([]);
  });

  it('S12 answers nobody else on the ports by which runtimes talk to their commands', async () => {
    const parts = [starts.env['PORT'], starts.env['ROOM_PORT'], starts.env['EXECUTOR_PORT']].map(Number);
    const ports = new Set(listenersOf(supervisor.family()).map(({ port }) => port));
    // Some never answer: wait for all of them at once.
    const ask = (port: number, headers: Record<string, string>) => [
      statusOf(port, '/core/error', { ...headers, 'Content-Type': 'text/plain' }, madeUpError),
      ...['//', '/cdn-cgi/mf/reload'].map((path) => statusOf(port, path, { ...headers, ...upgrade })),
    ];
    const foreign = { Host: 'evil.example', Origin: 'http://evil.example' };
    const inward = [...ports].filter((port) => !parts.includes(port));
    const [answers, ownAnswers] = await Promise.all([
      Promise.all([...ports].flatMap((port) => ask(port, foreign))),
      Promise.all(inward.flatMap((port) => ask(port, { Host: `localhost:${port}` }))),
    ]);
    for (const status of answers) if (status !== undefined) expect([403, 404]).toContain(status);
    // The Worker's own runtime answers under its own name, for example with the page.
    for (const status of ownAnswers) if (status !== undefined) expect([307, 403, 404]).toContain(status);
    expect(answers).toContain(403);
    expect(await starts.health()).toEqual(wellAndWhole);
    expect(supervisor.output).not.toContain('/etc/hosts');
  });

  /** The arguments and environment of a process. */
  const environmentOf = (pid: number): string => readFileSync(`/proc/${pid}/environ`, 'utf8');

  /** Only Linux shows these of a running process. */
  it.runIf(process.platform === 'linux')('S14 gives keys to no process but those of the Worker', () => {
    const all = listProcesses();
    // The parts are started in this order, each on its own leash.
    const leashes = all.filter(({ parent }) => parent === supervisor.child.pid).sort((a, b) => a.pid - b.pid);
    const [room = [], executor = []] = leashes.map((leash) => [leash, ...descendantsOf(leash.pid, all)]);
    for (const family of [room, executor]) {
      expect(family.map(({ name }) => name)).toContain('workerd');
      for (const { pid, name } of family) {
        const environment = environmentOf(pid);
        expect(environment, name).toContain('PATH=');
        for (const key of Object.values(keys)) expect(environment, name).not.toContain(key);
      }
    }
    // The Worker's command reads them from a file.
    for (const { pid } of leashes) expect(environmentOf(pid)).not.toContain(keys.OPENAI_API_KEY);
    const secret = readFileSync(join(starts.state, 'secret'), 'utf8').trim();
    for (const { pid, name } of executor) expect(environmentOf(pid), name).not.toContain(secret);
  });

  it('S2 ends every process on SIGTERM', () => endBy(supervisor, 'SIGTERM'));

  it('S5 refuses a damaged secret', async () => {
    const path = join(starts.state, 'secret');
    await chmod(path, 0o600);
    await writeFile(path, 'short');
    const again = starts.start();
    expect(await again.ended).toBe(1);
    expect(again.output).toContain('is damaged');
  });
});

describe('a start whose processes die', () => {
  let supervisor: Supervisor;
  beforeAll(async () => {
    starts = await Starts.prepare();
    supervisor = await starts.ready();
  });
  afterAll(() => starts.end());

  it('S6 S9 S13 restarts a part whose runtime is lost, and says so; what was written stays, and pages go on', async () => {
    const room = await newRoom(starts.link);
    const page = await Page.join(starts.link, room, 'Ann');
    const written = createFile(page.doc, 'written.txt', 'Before.');
    await page.reachCoder();
    const runs = () =>
      expect.poll(() => page.call('POST', 'execute', greet).catch(String), { timeout: 30_000 });
    const runtimes = descendantsOf(supervisor.child.pid ?? -1).filter(({ name }) => name === 'workerd');
    const ports = [starts.env['PORT'], starts.env['ROOM_PORT'], starts.env['EXECUTOR_PORT']].map(Number);
    const [first, behind] = [new Set<number>(), new Set(runtimes.map(({ pid }) => pid))];
    for (const { pid, port } of listenersOf([...behind])) if (ports.includes(port)) first.add(pid);
    for (const pid of first) behind.delete(pid);
    expect([first.size, behind.size]).toEqual([3, 2]);
    // Wrangler replaces those behind its proxies.
    for (const pid of behind) process.kill(pid, 'SIGKILL');
    await runs().toMatchObject({ success: true });
    expect(supervisor.output).not.toContain('restarting it');
    for (const pid of first) process.kill(pid, 'SIGKILL');
    for (const part of ['room', 'executor', 'worker']) {
      const line = new RegExp(`(The|hung the) ${part}\\b.*; restarting it`);
      await expect.poll(() => supervisor.output, { timeout: 30_000 }).toMatch(line);
    }
    await expect.poll(() => starts.health(), { timeout: 60_000, interval: 250 }).toEqual(wellAndWhole);
    await runs().toMatchObject({ success: true });
    textOf(page.doc, written)?.insert(0, 'After. ');
    await page.reachCoder();
    expect(await (await page.fetch('GET', 'file/written.txt')).text()).toContain('After. Before.');
    page.close();
    // Wrangler's proxy prints the addresses of requests that broke off.
    const token = page.session.token.split('.')[2] ?? 'no token';
    expect(supervisor.output).not.toContain(token);
    for (const entry of await readdir(starts.state, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile()) expect((await readFile(path)).includes(token), path).toBe(false);
    }
  });

  it('S6 restarts a part that dies, and says so; S2 ends every process on SIGHUP', async () => {
    const leashes = listProcesses().filter(({ parent }) => parent === supervisor.child.pid);
    // With the isolated executor, since a runtime of the usual one has ended.
    expect(leashes).toHaveLength(4);
    const said = supervisor.output.length;
    for (const { pid } of leashes) process.kill(pid, 'SIGKILL');
    await expect
      .poll(() => supervisor.output.slice(said), { timeout: 20_000 })
      .toMatch(/The worker ended; it starts again/);
    await expect.poll(() => starts.health(), { timeout: 60_000, interval: 500 }).toEqual(wellAndWhole);
    await endBy(supervisor, 'SIGHUP');
  });
});

describe('another start', () => {
  beforeAll(async () => {
    starts = await Starts.prepare();
  });
  afterEach(() => starts.end());

  it.each(['SIGINT', 'SIGKILL'] as const)('S2 S3 ends every process on %s', async (signal) => {
    await endBy(await starts.ready(), signal);
  });
});
