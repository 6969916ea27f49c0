import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../scripts/ports.ts';
import { descendantsOf, listProcesses } from '../scripts/processes.ts';

/** The product as `npm start` runs it, on ports and state of its own. */
export interface Product {
  url: string;
  /** The supervisor's, whose descendants all processes are. */
  pid(): number;
  /** Where its parts keep what they keep. */
  state: string;
  /** Ends every process. {@link Product.up} starts them again, on the same state and ports. */
  down(): Promise<void>;
  up(): Promise<void>;
  /** Both, one after the other. */
  restart(): Promise<void>;
  /** SIGKILL to the workerd that serves the rooms, as a full memory would: nothing can be saved any more. */
  killRoom(): void;
  stop(): Promise<void>;
}

export async function startProduct(env: Record<string, string> = {}): Promise<Product> {
  const state = await mkdtemp(join(tmpdir(), 'tandem-e2e-'));
  const [port, roomPort, executorPort] = await freePorts(3);
  const settings = {
    ...process.env,
    ...env,
    PORT: String(port),
    ROOM_PORT: String(roomPort),
    EXECUTOR_PORT: String(executorPort),
    TANDEM_STATE: state,
  };
  let supervisor = await launch(settings);
  const down = (): Promise<void> => end(supervisor);
  const up = async (): Promise<void> => {
    supervisor = await launch(settings);
  };
  return {
    url: `http://localhost:${port}`,
    state,
    pid: () => supervisor.pid ?? 0,
    down,
    up,
    async restart() {
      await down();
      await up();
    },
    killRoom() {
      const all = listProcesses();
      // The parts are started in the order room, executor, worker, each on a leash of its own.
      const [room] = all.filter(({ parent }) => parent === supervisor.pid).sort((a, b) => a.pid - b.pid);
      const workerd = descendantsOf(room?.pid ?? 0, all).find(({ name }) => name === 'workerd');
      if (!workerd) throw new Error('the product has no process that serves rooms');
      process.kill(workerd.pid, 'SIGKILL');
    },
    async stop() {
      await end(supervisor);
      await rm(state, { recursive: true, force: true });
    },
  };
}

/** Resolves when the supervisor prints its link: then every part has answered. */
async function launch(env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const supervisor = spawn(process.execPath, ['scripts/start.ts'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const { promise, resolve, reject } = Promise.withResolvers<ChildProcess>();
  const read = (chunk: Buffer): void => {
    output += chunk.toString();
    if (output.includes(`http://localhost:${env['PORT']}`)) resolve(supervisor);
  };
  supervisor.stdout.on('data', read);
  supervisor.stderr.on('data', read);
  supervisor.on('exit', (code) =>
    reject(new Error(`the product ended with ${code} before it was ready:\n${output}`)),
  );
  return promise;
}

async function end(supervisor: ChildProcess): Promise<void> {
  if (supervisor.exitCode !== null) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  supervisor.once('exit', () => resolve());
  supervisor.kill('SIGTERM');
  await promise;
}
