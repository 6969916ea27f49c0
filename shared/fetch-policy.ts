import { fetchLimits, runLimits } from './limits.ts';
import type { FetchConfig } from './run.ts';

/** Which URLs a program may read, and how. */
export interface FetchPolicy {
  config: FetchConfig;
  check: (raw: string) => UrlVerdict;
}

export type UrlVerdict =
  | { kind: 'allowed'; url: URL }
  /** `reason`: a sentence for people and programs. */
  | { kind: 'refused'; reason: string };

/** Covers most of what programs read; a request to one of these hosts discloses nothing but its path. */
const defaultAllowed = [
  'https://api.github.com/',
  'https://raw.githubusercontent.com/',
  'https://registry.npmjs.org/',
  'https://cdn.jsdelivr.net/',
  'https://unpkg.com/',
];

/** None of these can carry a credential. */
const allowedHeaders = ['accept', 'accept-language', 'if-modified-since', 'if-none-match', 'range'];

/** @param env `FETCH_LOOPBACK: '1'` also allows plain http to this machine. */
export function policyFrom(env: { FETCH_LOOPBACK?: string }): FetchPolicy {
  const withLoopback = env.FETCH_LOOPBACK === '1';
  const loopback = ['http://127.0.0.1:<port>/', 'http://localhost:<port>/'];
  return {
    config: {
      allowed: withLoopback ? [...defaultAllowed, ...loopback] : defaultAllowed,
      methods: ['GET', 'HEAD', 'OPTIONS'],
      headers: allowedHeaders,
      maxBodyBytes: fetchLimits.maxBodyBytes,
      maxRedirects: fetchLimits.maxRedirects,
      timeoutMs: fetchLimits.timeoutMs,
    },
    check: (raw) => checkUrl(raw, defaultAllowed, withLoopback),
  };
}

/** Matched as text, so that no other spelling of a loopback address passes. */
const loopbackUrl = /^http:\/\/(localhost|127\.0\.0\.1):\d{1,5}(\/|$)/;

/**
 * Checks a URL as it will be requested: parses it, then compares its origin and whole path segments, never a prefix of
 * the raw text.
 */
export function checkUrl(raw: string, allowed: readonly string[], withLoopback = false): UrlVerdict {
  if (typeof raw !== 'string') return refused('The URL must be a string.');
  if (raw.length > runLimits.maxUrlLength)
    return refused(`A URL can be at most ${runLimits.maxUrlLength} characters long.`);
  if (!/^[\x21-\x7e]+$/.test(raw) || raw.includes('\\')) {
    return refused('The URL must be plain ASCII without spaces and “\\”: percent-encode other characters.');
  }
  if (!URL.canParse(raw)) return refused('This is not a URL.');
  const url = new URL(raw);
  const pathAsWritten = raw.replace(/[?#].*$/, '');
  if (/%(2e|2f|5c|25|00)|;/i.test(pathAsWritten)) {
    return refused('The path of the URL contains an encoded dot, slash or percent sign, or a “;”.');
  }
  if (url.username !== '' || url.password !== '' || /^[^/]*\/\/[^/]*@/.test(pathAsWritten)) {
    return refused('The URL may not contain a user name or password.');
  }
  if (withLoopback && loopbackUrl.test(raw)) return { kind: 'allowed', url };
  if (url.protocol !== 'https:') return refused('Only https is allowed.');
  if (url.port !== '') return refused('Only the default port is allowed.');
  if (/^\[|^[\d.]+$/.test(url.hostname)) return refused('IP addresses are not allowed, only host names.');
  const found = allowed.some((prefix) => {
    const { origin, pathname } = new URL(prefix);
    const folder = pathname.endsWith('/') ? pathname : `${pathname}/`;
    return url.origin === origin && `${url.pathname}/`.startsWith(folder);
  });
  return found
    ? { kind: 'allowed', url }
    : refused(`“${url.host}” is not among the hosts that programs may read from here.`);
}

const refused = (reason: string): UrlVerdict => ({ kind: 'refused', reason });
