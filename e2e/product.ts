import { descendantsOf, listProcesses } from '../scripts/processes.ts';
import { Starts } from '../test/supervisor.ts';

/** The product as `npm start` runs it, on ports and state of its own. */
export interface Product {
  url: string;
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
      // The parts are started in the order room, executor, worker, each on a leash of its own.
      const [room] = all
        .filter(({ parent }) => parent === supervisor.child.pid)
        .sort((a, b) => a.pid - b.pid);
      const workerd = descendantsOf(room?.pid ?? 0, all).find(({ name }) => name === 'workerd');
      if (!workerd) throw new Error('the product has no process that serves rooms');
      process.kill(workerd.pid, 'SIGKILL');
    },
    stop: () => starts.end(),
  };
}
