import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startOpenAiServer } from '../test/openai-server.ts';
import { newRoom, Page, until } from '../test/page.ts';
import { isLoopback, listenersOf } from './listeners.ts';
import { freePorts } from './ports.ts';
import { descendantsOf, listProcesses } from './processes.ts';

let state: string;
let env: NodeJS.ProcessEnv;
const started: Supervisor[] = [];

beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'tandem-start-'));
  const [port, roomPort, executorPort] = await freePorts(3);
  env = {
    ...process.env,
    PORT: `${port}`,
    ROOM_PORT: `${roomPort}`,
    EXECUTOR_PORT: `${executorPort}`,
    TANDEM_STATE: state,
  };
});
afterEach(async () => {
  for (const { child, ended } of started.splice(0)) {
    child.kill('SIGTERM');
    await ended;
  }
  await rm(state, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
});

interface Supervisor {
  child: ChildProcess;
  output: () => string;
  ended: Promise<number | null>;
}

function start(settings = env, args: string[] = []): Supervisor {
  const child = spawn(process.execPath, ['scripts/start.ts', ...args], {
    env: settings,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
  });
  const supervisor = { child, output: () => output, ended };
  started.push(supervisor);
  return supervisor;
}

const link = (): string => `http://localhost:${env['PORT']}`;

async function ready(supervisor: Supervisor): Promise<void> {
  const early = supervisor.ended.then((code) => {
    throw new Error(`The supervisor ended with ${code}:\n${supervisor.output()}`);
  });
  await Promise.race([early, expect.poll(supervisor.output, { timeout: 100_000 }).toContain(link())]);
}

/** All processes the supervisor started, with what they started. */
function family(supervisor: Supervisor): number[] {
  return descendantsOf(supervisor.child.pid!).map(({ pid }) => pid);
}

const alive = (pids: number[]): string[] =>
  listProcesses()
    .filter(({ pid }) => pids.includes(pid))
    .map(({ pid, name }) => `${pid} ${name}`);

async function health(): Promise<unknown> {
  try {
    return await (await fetch(`http://127.0.0.1:${env['PORT']}/health`)).json();
  } catch {
    return 'does not answer';
  }
}

/** Addresses at which runtimes, debuggers and frameworks have answered whoever asked. */
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

/** The status of an answer, or nothing where no HTTP is spoken. */
function statusOf(port: number, path: string, headers: Record<string, string>): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const asked = request({ host: '127.0.0.1', port, path, headers, timeout: 5_000 }, (answer) => {
    answer.resume();
    resolve(answer.statusCode);
  });
  asked.on('error', () => resolve(undefined));
  asked.on('timeout', () => asked.destroy());
  asked.end();
  return promise;
}

const wellAndWhole = { worker: 'ok', coder: 'ok', room: 'ok', executor: 'ok' };

it.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const)(
  'S1 S2 S3 S10 prints one link when every part answers, and %s ends every process',
  async (signal) => {
    const supervisor = start();
    await ready(supervisor);
    expect(await health()).toEqual(wellAndWhole);
    expect(supervisor.output().match(/https?:\/\//g)).toHaveLength(1);
    const pids = family(supervisor);
    expect(pids.length).toBeGreaterThanOrEqual(9);
    // Of lines that break as it ends, nobody need read.
    const ann = await Page.join(link(), await newRoom(link()), 'Ann');
    const code = `export default (env) => env.BASH.exec('echo Hello')`;
    await ann.call('POST', 'execute', JSON.stringify({ code }));
    supervisor.child.kill(signal);
    expect(await supervisor.ended).toBe(signal === 'SIGKILL' ? null : 0);
    await expect.poll(() => alive(pids), { timeout: 15_000 }).toEqual([]);
    ann.close();
    expect(supervisor.output()).not.toContain('│');
  },
);

it('S10 S12 K6 listens on 127.0.0.1 alone, opens no debugger, and gives no answer to another site or name', async () => {
  const supervisor = start();
  await ready(supervisor);
  const listeners = listenersOf(family(supervisor));
  expect(listeners.length).toBeGreaterThanOrEqual(3);
  expect(listeners.filter((one) => !isLoopback(one))).toEqual([]);
  const parts = [env['PORT'], env['ROOM_PORT'], env['EXECUTOR_PORT']].map(Number);
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
    // Not even to a program of this machine.
    for (const path of inwardPaths) {
      const status = await statusOf(port, path, { Host: own });
      if (status !== undefined && (status < 400 || status > 499)) answered.push({ port, path, status });
    }
  }
  expect(answered).toEqual([]);
});

it('S13 keeps no token and no key: not in its files, not in what it prints', async () => {
  const old = join(state, 'worker', 'v3', 'observability');
  await mkdir(old, { recursive: true });
  await writeFile(join(old, 'requests.sqlite'), 'GET /parties/main/room?token=of-an-earlier-version');
  const openAi = await startOpenAiServer();
  const modelKey = 'sk-a-key-that-is-looked-for';
  const model = { OPENAI_API_KEY: modelKey, OPENAI_BASE_URL: openAi.url, OPENAI_MODEL: 'scripted' };
  const supervisor = start({ ...env, ...model }, ['--verbose']);
  await ready(supervisor);
  const room = await newRoom(link());
  const ann = await Page.join(link(), room, 'Ann', 'owner');
  const ben = await Page.join(link(), room, 'Ben');
  await ann.call('PUT', 'file/main.ts', 'export default () => 6 * 7;');
  await ann.call('POST', 'execute', JSON.stringify({ entry: 'main.ts' }));
  openAi.script(
    { calls: [{ name: 'bash', arguments: { command: 'echo hi > new.txt' } }] },
    { text: 'Done.' },
  );
  const asked = ben.ask('make new.txt');
  await until('a question', () => ann.state?.pendingApprovals === 1);
  const { approvals } = await ann.call<{ approvals: { id: string }[] }>('GET', 'approvals');
  await ann.call('POST', `approvals/${approvals[0]?.id}`, JSON.stringify({ decision: 'allow' }));
  expect(JSON.stringify(await asked)).toContain('Done.');
  // Tokens in calls with which something is wrong, too.
  await ben.fetch('GET', `files?token=${ben.session.token}`);
  await fetch(`${link()}/agents/coder/none?token=${ben.session.token}`);
  ann.close();
  ben.close();
  supervisor.child.kill('SIGTERM');
  await supervisor.ended;
  await openAi.close();
  const secrets = [ann, ben].map(({ session }) => session.token.split('.')[2] ?? 'no token');
  secrets.push(...Object.values(room.links).map((path) => path.split('#')[1] ?? 'no key'));
  secrets.push('of-an-earlier-version', modelKey);
  const files = await readdir(state, { recursive: true, withFileTypes: true });
  const kept = files.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  expect(kept.length).toBeGreaterThan(5);
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(20);
    expect(supervisor.output()).not.toContain(secret);
    for (const path of kept) {
      // What the Worker is started with: for its owner's eyes only, as S5 sees.
      if (secret === modelKey && path === join(state, 'worker.env')) continue;
      expect((await readFile(path)).includes(secret), path).toBe(false);
    }
  }
});

it.each([
  ['PORT', 'page'],
  ['ROOM_PORT', 'room'],
  ['EXECUTOR_PORT', 'executor'],
])('S4 names a taken %s and what to do, and starts nothing', async (name, part) => {
  const holder = createServer();
  await new Promise<void>((resolve) => {
    holder.listen(Number(env[name]), '127.0.0.1', resolve);
  });
  try {
    const supervisor = start();
    expect(await supervisor.ended).toBe(1);
    expect(supervisor.output()).toContain(`Port ${env[name]} (for the ${part}) is taken`);
    expect(supervisor.output()).toContain(`${name}=`);
    expect(supervisor.output().trim().split('\n')).toHaveLength(1);
  } finally {
    holder.close();
  }
});

it.each([
  ['PORT', 'seven', 'a number from 1 to 65535'],
  ['EXECUTOR_MEMORY_MIB', '12', '768 or more'],
])('S11 says what is wrong with %s, and starts nothing', async (name, value, hint) => {
  const supervisor = start({ ...env, [name]: value });
  expect(await supervisor.ended).toBe(1);
  expect(supervisor.output()).toMatch(new RegExp(`^${name}=${value} is not .*${hint}\\.\\n$`));
});

it('S5 S13 makes a secret once that only its owner reads, and refuses a damaged one', async () => {
  const first = start({ ...env, PORT: env['ROOM_PORT'] });
  expect(await first.ended).toBe(1);
  const path = join(state, 'secret');
  await expect(stat(path)).rejects.toThrow(/ENOENT/);
  const second = start();
  await ready(second);
  const secret = await readFile(path, 'utf8');
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(join(state, 'worker.env'))).mode & 0o777).toBe(0o600);
  expect(second.output()).not.toContain(secret);
  expect(execFileSync('ps', ['-A', '-ww', '-o', 'args='], { encoding: 'utf8' })).not.toContain(secret);
  second.child.kill('SIGTERM');
  await second.ended;
  await chmod(path, 0o600);
  await writeFile(path, 'short');
  const third = start();
  expect(await third.ended).toBe(1);
  expect(third.output()).toContain('is damaged');
});

it('S6 starts a part again that dies, and says so', async () => {
  const supervisor = start();
  await ready(supervisor);
  const leashes = listProcesses().filter(({ parent }) => parent === supervisor.child.pid);
  expect(leashes).toHaveLength(3);
  for (const { pid } of leashes) process.kill(pid, 'SIGKILL');
  await expect.poll(supervisor.output, { timeout: 20_000 }).toMatch(/The worker ended; it starts again/);
  await expect.poll(health, { timeout: 60_000, interval: 500 }).toEqual(wellAndWhole);
});
