import type { FetchAnswer, FetchRequest } from '../../../shared/run.ts';

interface FetchLoopback {
  requestBytes(url: string, request: FetchRequest): Promise<FetchAnswer<Uint8Array>>;
}

/**
 * `fetch` for programs: the controlled one. The isolate itself has no network, so there is no way around it, and
 * one way to ask is enough.
 */
export function makeFetch(
  loopback: FetchLoopback,
): (input: unknown, init?: RequestInit) => Promise<Response> {
  return (input, init) => request(loopback, input, init);
}

async function request(loopback: FetchLoopback, input: unknown, init?: RequestInit): Promise<Response> {
  const asked = new Request(input instanceof Request || input instanceof URL ? input : String(input), init);
  // As it was written: what parsing has smoothed away could not be refused any more.
  const written = typeof input === 'string' ? input : asked.url;
  const answer = await loopback.requestBytes(written, {
    method: asked.method,
    headers: Object.fromEntries(asked.headers),
  });
  if ('error' in answer) {
    const { code, message } = answer.error;
    throw Object.assign(new TypeError(`${code}: ${message}`), { code });
  }
  const { status, headers, body } = answer;
  const isEmpty = asked.method === 'HEAD' || [204, 205, 304].includes(status);
  const response = new Response(isEmpty ? null : body, { status, headers: withoutEncoding(headers) });
  Object.defineProperty(response, 'url', { value: answer.url });
  return response;
}

/** The body is unpacked already. */
function withoutEncoding(headers: Record<string, string>): [string, string][] {
  return Object.entries(headers).filter(([name]) => !/^content-(encoding|length)$/i.test(name));
}
