import { isLoopback, type Listener, listenersOf } from './listeners.ts';
import { descendantsOf } from './processes.ts';

/**
 * The ports of the product that others could reach, one sentence each; the start is aborted if there are any. Probing a
 * port for a debugger may disconnect its other clients, so nothing may be in use yet.
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

/** The product's ports that are open to the network, one sentence each. */
export const openToNetwork = (listeners = ownListeners()): string[] =>
  listeners
    .filter((one) => !isLoopback(one))
    .map(({ address, port }) => `Port ${port} is open on ${address}: others in your network could reach it.`);

const answerWithinMs = 2_000;

/** Whether the port is an inspector, V8's or a proxy of it, that answers anyone. */
async function isDebugger(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/json/list`, {
      headers: { Origin: 'https://another.example' },
      signal: AbortSignal.timeout(answerWithinMs),
    });
    return (await answer.text()).includes('webSocketDebuggerUrl');
  } catch {
    // It does not speak HTTP, or refuses this request.
    return false;
  }
}
