import { descendantsOf, listProcesses } from '../scripts/processes.ts';
import { Starts } from '../test/supervisor.ts';

/** The product as `npm start` runs it, with its own ports and state. */
export interface Product {
  url: string;
  /** The directory of its stored state. */
  state: string;
  /** Ends every process. {@link Product.up} starts them again, on the same state and ports. */
  down(): Promise<void>;
  up(): Promise<void>;
  /** Down, then up. */
  restart(): Promise<void>;
  /** Sends SIGKILL to the workerd that serves the rooms, which then cannot save anything, as when memory is full. */
  killRoom(): void;
  stop(): Promise<void>;
}

export async function startProduct(env: Record<string, string> = {}): Promise<Product> {
  const starts = await Starts.prepare(env);
  let supervisor = await starts.ready();
  const down = (): Promise<void> => supervisor.end();
  const up = async (): Promise<void> => {
    supervisor = await starts.ready();
  };
  return {
    url: starts.link,
    state: starts.state,
    down,
    up,
    async restart() {
      await down();
      await up();
    },
    killRoom() {
      const all = listProcesses();
      // The parts start in the order room, executor, worker, each under its own leash process.
      const [room] = all
        .filter(({ parent }) => parent === supervisor.child.pid)
        .sort((a, b) => a.pid - b.pid);
      const workerd = descendantsOf(room?.pid ?? 0, all).find(({ name }) => name === 'workerd');
      if (!workerd) throw new Error('no process of the product serves rooms');
      process.kill(workerd.pid, 'SIGKILL');
    },
    stop: () => starts.end(),
  };
}
