import type { FetchAnswer } from '../../../shared/fetch-answer.ts';
import type { FetchRequest } from '../../../shared/run.ts';

interface FetchLoopback {
  requestBytes(url: string, request: FetchRequest): Promise<FetchAnswer<Uint8Array>>;
}

/**
 * `fetch` for programs, over the FETCH loopback. The isolate itself has no network, so there is no way around it.
 */
export function makeFetch(
  loopback: FetchLoopback,
): (input: unknown, init?: RequestInit) => Promise<Response> {
  return (input, init) => request(loopback, input, init);
}

async function request(loopback: FetchLoopback, input: unknown, init?: RequestInit): Promise<Response> {
  const asked = new Request(input instanceof Request || input instanceof URL ? input : String(input), init);
  // Pass the URL as written: what parsing normalizes away could no longer be refused.
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

/** Drops the encoding headers: the body is already decompressed. */
function withoutEncoding(headers: Record<string, string>): [string, string][] {
  return Object.entries(headers).filter(([name]) => !/^content-(encoding|length)$/i.test(name));
}
