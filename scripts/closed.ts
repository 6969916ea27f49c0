import { isLoopback, type Listener, listenersOf } from './listeners.ts';
import { descendantsOf } from './processes.ts';

/**
 * What of the product others could reach: nothing, or the start is called off. One sentence each. Whoever is asked
 * whether it is a debugger may hang up on everyone else, so nothing may go on yet.
 */
export async function openToOthers(): Promise<string[]> {
  const listeners = ownListeners();
  const debuggers = await Promise.all(
    listeners.map(async ({ port }) => ((await isDebugger(port)) ? [port] : [])),
  );
  return [
    ...openToNetwork(listeners),
    ...debuggers
      .flat()
      .map((port) => `Port ${port} is a debugger: any page in a browser here could read all secrets.`),
  ];
}

const ownListeners = (): Listener[] => listenersOf(descendantsOf(process.pid).map(({ pid }) => pid));

/** The ports of it that others could reach, one sentence each. */
export const openToNetwork = (listeners = ownListeners()): string[] =>
  listeners
    .filter((one) => !isLoopback(one))
    .map(({ address, port }) => `Port ${port} is open on ${address}: others in your network could reach it.`);

const answerWithinMs = 2_000;

/** Whether an inspector answers, as V8's and its proxies do, to whoever asks. */
async function isDebugger(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/json/list`, {
      headers: { Origin: 'https://another.example' },
      signal: AbortSignal.timeout(answerWithinMs),
    });
    return (await answer.text()).includes('webSocketDebuggerUrl');
  } catch {
    // It speaks no HTTP, or not to this.
    return false;
  }
}
