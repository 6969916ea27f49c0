import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newRoom, Page } from '../test/page.ts';
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

function start(settings = env): Supervisor {
  const child = spawn(process.execPath, ['scripts/start.ts'], {
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
/** What Wrangler's own pages, for whoever develops a Worker, say by the link and by the executor's port. */
async function answersOfTheRuntime(): Promise<string[]> {
  const explorer = '/cdn-cgi/local/explorer/api';
  const paths = [explorer, `${explorer}/workers/durable_objects/namespaces`, `${explorer}/local/workers`];
  const bases = [env['PORT'], env['EXECUTOR_PORT']].map((port) => `http://127.0.0.1:${port}`);
  return Promise.all(
    bases.flatMap((base) =>
      paths.map(async (path) => (await (await fetch(`${base}${path}`)).text()).slice(0, 100)),
    ),
  );
}
const wellAndWhole = { worker: 'ok', coder: 'ok', room: 'ok', executor: 'ok' };

it.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const)(
  'S1 S2 S3 S10 prints one link when every part answers, and %s ends every process',
  async (signal) => {
    const supervisor = start();
    await ready(supervisor);
    expect(await health()).toEqual(wellAndWhole);
    for (const answer of await answersOfTheRuntime()) expect(answer).not.toMatch(/openapi|"success"/);
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

it('S5 makes a secret once that only its owner reads, and refuses a damaged one', async () => {
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
