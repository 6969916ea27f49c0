/** A program whose default export handles requests, as in Cloudflare Workers. */
interface WebWorker {
  fetch: (...args: unknown[]) => unknown;
}

export const isWebWorker = (program: unknown): program is WebWorker =>
  typeof program === 'object' &&
  program !== null &&
  'fetch' in program &&
  typeof program.fetch === 'function';

/** The result of a run of such a program. */
interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Sends it one request, for the path in the run's first argument or `/`. */
export async function answerOf(program: WebWorker, env: object, args: string[]): Promise<Answer> {
  const request = new Request(new URL(args[0] ?? '/', 'http://localhost/'));
  const waiting: unknown[] = [];
  const context = { args, waitUntil: (work: unknown) => void waiting.push(work) };
  const response = await program.fetch(request, env, context);
  if (!(response instanceof Response)) {
    throw new TypeError('`fetch` of the default export must return a Response.');
  }
  const body = await response.text();
  await Promise.all(waiting);
  return { status: response.status, headers: Object.fromEntries(response.headers), body };
}
