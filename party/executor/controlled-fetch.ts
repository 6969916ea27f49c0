import { fetchLimits, runLimits } from '../../shared/limits.ts';
import type { FetchAnswer, FetchErrorCode } from '../../shared/fetch-answer.ts';
import type { FetchRequest } from '../../shared/run.ts';
import type { FetchPolicy } from '../../shared/fetch-policy.ts';
import { ask, HostError, type RunHost } from './ask.ts';

type Send = (url: string, init: RequestInit) => Promise<Response>;

/** One request of a program, its body as text. @throws HostError when the run is over */
export async function controlledFetch(...call: Parameters<typeof fetchBytes>): Promise<FetchAnswer> {
  const answer = await fetchBytes(...call);
  return 'error' in answer ? answer : { ...answer, body: new TextDecoder().decode(answer.body) };
}

/**
 * One request of a program. Follows redirects itself: each hop is checked like the first, and logged.
 * Returns failures as data. @throws HostError when the run is over
 */
export async function fetchBytes(
  policy: FetchPolicy,
  host: RunHost,
  rawUrl: string,
  request: FetchRequest = {},
  send: Send = (url, init) => fetch(url, init),
): Promise<FetchAnswer<Uint8Array>> {
  // These come from the program, which the types do not bind.
  if (typeof rawUrl !== 'string' || typeof (request.method ?? '') !== 'string') {
    return { error: { code: 'URL_NOT_ALLOWED', message: 'The URL and the method must be strings.' } };
  }
  if ((request.method ?? '').length > fetchLimits.maxMethodLength) {
    return { error: { code: 'METHOD_NOT_ALLOWED', message: 'The method must be one short word.' } };
  }
  const startedAt = Date.now();
  const method = (request.method ?? 'GET').toUpperCase();
  const log = async (url: string, end: { status: number } | { error: string }): Promise<void> => {
    const target = { url: url.slice(0, runLimits.maxUrlLength), method };
    await ask(host, { op: 'request', ...target, ...end, durationMs: Date.now() - startedAt });
  };
  const refuse = async (code: FetchErrorCode, message: string, url = rawUrl) => {
    await log(url, { error: code });
    return { error: { code, message } };
  };
  try {
    await ask(host, { op: 'permitRequest' });
  } catch (error) {
    if (error instanceof HostError && error.code === 'EDQUOT') {
      return { error: { code: 'FETCH_FAILED', message: error.message } };
    }
    throw error;
  }
  if (!policy.config.methods.includes(method)) {
    return refuse(
      'METHOD_NOT_ALLOWED',
      `Only ${policy.config.methods.join(', ')} are allowed, not ${method}.`,
    );
  }
  const read = headersOf(request.headers ?? {}, policy);
  if (read.kind === 'refused') return refuse('HEADER_NOT_ALLOWED', read.reason);
  const { headers } = read;
  const signal = AbortSignal.timeout(fetchLimits.timeoutMs);
  let next = rawUrl;
  for (let hops = 0; ; hops++) {
    const checked = policy.check(next);
    if (checked.kind === 'refused') return refuse('URL_NOT_ALLOWED', checked.reason, next);
    const { url } = checked;
    try {
      // Check every hop: an allowed host may redirect elsewhere.
      await ask(host, { op: 'permitHost', host: url.host });
      const response = await send(url.href, { method, headers, redirect: 'manual', signal });
      const location = response.headers.get('location');
      if (response.status >= 300 && response.status < 400 && location !== null) {
        await response.body?.cancel();
        await log(url.href, { status: response.status });
        if (hops === fetchLimits.maxRedirects) {
          return await refuse('FETCH_FAILED', `More than ${fetchLimits.maxRedirects} redirects.`, url.href);
        }
        // Resolve a relative location; keep an absolute one as written, for the check.
        next = URL.canParse(location) ? location : new URL(location, url).href;
        continue;
      }
      const body = await readBody(response);
      await log(url.href, { status: response.status });
      const { status, ok } = response;
      const durationMs = Date.now() - startedAt;
      return { url: url.href, status, ok, headers: plain(response.headers), body, durationMs };
    } catch (error) {
      if (error instanceof HostError && error.code === 'EACCES') {
        return await refuse('URL_NOT_ALLOWED', error.message, url.href);
      }
      if (error instanceof HostError) throw error;
      return refuse('FETCH_FAILED', sentenceOf(error), url.href);
    }
  }
}

class TooLarge extends Error {}

function sentenceOf(error: unknown): string {
  if (error instanceof TooLarge) return `The answer is larger than ${fetchLimits.maxBodyBytes / 1024} KiB.`;
  if (error instanceof Error && error.name === 'TimeoutError') {
    return `No answer within ${fetchLimits.timeoutMs / 1000} s.`;
  }
  return 'The host cannot be reached.';
}

type HeadersRead = { kind: 'read'; headers: Headers } | { kind: 'refused'; reason: string };

function headersOf(given: Record<string, string>, policy: FetchPolicy): HeadersRead {
  const refused = (reason: string): HeadersRead => ({ kind: 'refused', reason });
  const headers = new Headers({ 'user-agent': 'tandem' });
  const isList = typeof given === 'object' && given !== null && !Array.isArray(given);
  if (!isList || Object.keys(given).length > fetchLimits.maxHeaders) {
    return refused(`The headers must be an object of at most ${fetchLimits.maxHeaders} strings.`);
  }
  for (const [name, value] of Object.entries(given)) {
    if (!policy.config.headers.includes(name.toLowerCase())) {
      return refused(
        `The header “${name.slice(0, 64)}” is not allowed; ${policy.config.headers.join(', ')} are.`,
      );
    }
    if (
      typeof value !== 'string' ||
      value.length > fetchLimits.maxHeaderBytes ||
      /[^\x20-\x7e]/.test(value)
    ) {
      return refused(`The value of “${name}” must be a short line of plain ASCII text.`);
    }
    headers.set(name, value);
  }
  return { kind: 'read', headers };
}

/** Measured after decompression: a small response may unpack to a large one. */
async function readBody(response: Response): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of response.body ?? []) {
    length += piece.byteLength;
    if (length > fetchLimits.maxBodyBytes) throw new TooLarge();
    pieces.push(piece);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
}

/** Without cookies: a room's programs share one network identity, so cookies would belong to no one. */
function plain(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => name !== 'set-cookie'));
}
