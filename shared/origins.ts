/** What a request says of where it was sent and by whom. */
interface Addressed {
  url: string;
  headers: { get(name: string): string | null };
}

/**
 * Whether a request may talk to us: sent to a name of ours, and, if a browser sent it for a page, for a page of ours.
 * Ours are the origins of `ALLOWED_ORIGINS` (comma-separated); never what the request itself says it was sent to, which
 * is anything where a site's name is made to lead here.
 */
export function requestAllowed(request: Addressed, allowed: unknown): boolean {
  const origins = originsIn(allowed);
  return hostAllowed(request, origins) && originAllowed(request, origins);
}

const originsIn = (allowed: unknown): string[] =>
  typeof allowed === 'string' ? allowed.split(',').flatMap((entry) => entry.trim() || []) : [];

/** Whether the origins of `ALLOWED_ORIGINS` are this machine's alone: nobody else reaches the server by any of them. */
export const isLocalOnly = (allowed: unknown): boolean =>
  originsIn(allowed).every((origin) => loopbackNames.includes(URL.parse(origin)?.hostname ?? ''));

/** One without an Origin comes from no page and stands on its token alone. */
function originAllowed({ headers }: Addressed, origins: string[]): boolean {
  const origin = headers.get('Origin');
  return origin === null || origins.includes(origin);
}

/** No other machine can give these names another address. */
const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];

/** Of the URL and of the header: local runtimes let a header say what the URL was. */
function hostAllowed({ url, headers }: Addressed, origins: string[]): boolean {
  const own = origins.flatMap((origin) => URL.parse(origin)?.host ?? []);
  const sentTo = [new URL(url), URL.parse(`http://${headers.get('Host') ?? 'localhost'}`)];
  return sentTo.every((at) => at !== null && (loopbackNames.includes(at.hostname) || own.includes(at.host)));
}
