/** A program whose default export answers requests, as a Worker of the web does. */
interface WebWorker {
  fetch: (...args: unknown[]) => unknown;
}

export const isWebWorker = (program: unknown): program is WebWorker =>
  typeof program === 'object' &&
  program !== null &&
  'fetch' in program &&
  typeof program.fetch === 'function';

/** What a run of such a program answers. */
interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Asks it once: for the path that is the run's first argument, or `/`. */
export async function answerOf(program: WebWorker, env: object, args: string[]): Promise<Answer> {
  const request = new Request(new URL(args[0] ?? '/', 'http://localhost/'));
  const waiting: unknown[] = [];
  const context = { args, waitUntil: (work: unknown) => void waiting.push(work) };
  const response = await program.fetch(request, env, context);
  if (!(response instanceof Response)) {
    throw new TypeError('`fetch` of the default export must answer a Response.');
  }
  const body = await response.text();
  await Promise.all(waiting);
  return { status: response.status, headers: Object.fromEntries(response.headers), body };
}
