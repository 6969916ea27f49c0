import { fetchLimits, runLimits } from './limits.ts';
import type { FetchConfig } from './run.ts';

/** Which URLs a program may read, and how. */
export interface FetchPolicy {
  config: FetchConfig;
  /** The parsed URL, or a sentence that says why not. */
  check: (raw: string) => URL | string;
}

/** Where most of what a program wants to read lies; reading there tells nobody anything but a path. */
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

/** Spelled out, so that no other way to write an address leads here. */
const loopbackUrl = /^http:\/\/(localhost|127\.0\.0\.1):\d{1,5}(\/|$)/;

/**
 * Decides about a URL as it will be requested: parsed first, then compared by its origin and by whole names of its
 * path, never by how the text begins.
 */
export function checkUrl(raw: string, allowed: readonly string[], withLoopback = false): URL | string {
  if (typeof raw !== 'string') return 'A URL is a string.';
  if (raw.length > runLimits.maxUrlBytes) return `A URL can be at most ${runLimits.maxUrlBytes} bytes long.`;
  if (!/^[\x21-\x7e]+$/.test(raw) || raw.includes('\\')) {
    return 'The URL must be plain ASCII, without spaces and “\\”: encode what is not.';
  }
  if (!URL.canParse(raw)) return 'This is not a URL.';
  const url = new URL(raw);
  const pathAsWritten = raw.replace(/[?#].*$/, '');
  if (/%(2e|2f|5c|25|00)|;/i.test(pathAsWritten)) {
    return 'The path of the URL has an encoded dot, slash or percent sign, or a “;”.';
  }
  if (url.username !== '' || url.password !== '' || /^[^/]*\/\/[^/]*@/.test(pathAsWritten)) {
    return 'The URL may hold no user name and password.';
  }
  if (withLoopback && loopbackUrl.test(raw)) return url;
  if (url.protocol !== 'https:') return 'Only https is allowed.';
  if (url.port !== '') return 'Only the usual port is allowed.';
  if (/^\[|^[\d.]+$/.test(url.hostname)) return 'Addresses are not allowed, only names of hosts.';
  const found = allowed.some((prefix) => {
    const { origin, pathname } = new URL(prefix);
    const folder = pathname.endsWith('/') ? pathname : `${pathname}/`;
    return url.origin === origin && `${url.pathname}/`.startsWith(folder);
  });
  return found ? url : `“${url.host}” is not among the hosts that programs may read from here.`;
}
