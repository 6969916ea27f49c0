import { newRoom } from '../../test/people.ts';
import { Product } from '../../test/product.ts';
import { descendantsOf, listProcesses } from '../../scripts/processes.ts';
import { oneFile } from './programs.ts';

/** Resident memory of each part's `workerd` processes, in bytes, after this many runs. */
interface Held {
  runs: number;
  executorBytes: number;
  workerBytes: number;
}

const steps = 4;

/**
 * How much the executor and the coder's Worker hold while runs are requested over HTTP, one after the other.
 */
export async function holdings(runs: number): Promise<Held[]> {
  const product = new Product();
  await product.start();
  try {
    const { editor } = await newRoom(product.url);
    const now = (over: number): Held => ({
      runs: over,
      executorBytes: residentBytes(product.pid('executor')),
      workerBytes: residentBytes(product.pid('worker')),
    });
    const held = [now(0)];
    for (let step = 1; step <= steps; step++) {
      const over = Math.round((runs * step) / steps);
      for (let run = held.at(-1)?.runs ?? 0; run < over; run++) {
        const { status, text } = await editor.call('POST', 'execute', { code: oneFile['main.ts'] });
        if (status !== 200) throw new Error(`the run failed: ${text}`);
      }
      held.push(now(over));
    }
    return held;
  } finally {
    await product.stop();
  }
}

function residentBytes(pid: number): number {
  const serving = descendantsOf(pid, listProcesses()).filter(({ name }) => name === 'workerd');
  return serving.reduce((sum, { rssBytes }) => sum + rssBytes, 0);
}
