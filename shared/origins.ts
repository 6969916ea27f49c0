/** The parts of a request that name its target and its sender. */
interface Addressed {
  url: string;
  headers: { get(name: string): string | null };
}

/**
 * Whether we answer a request: its host must be ours, and so must its Origin if it has one. Ours are the origins in
 * `ALLOWED_ORIGINS` (comma-separated). The request's own host proves nothing: with DNS rebinding it is the attacker's.
 */
export function requestAllowed(request: Addressed, allowed: unknown): boolean {
  const origins = originsIn(allowed);
  return hostAllowed(request, origins) && originAllowed(request, origins);
}

const originsIn = (allowed: unknown): string[] =>
  typeof allowed === 'string' ? allowed.split(',').flatMap((entry) => entry.trim() || []) : [];

/** Whether all of `ALLOWED_ORIGINS` are loopback names: then no other machine reaches the server by any of them. */
export const isLocalOnly = (allowed: unknown): boolean =>
  originsIn(allowed).every((origin) => isLoopbackName(URL.parse(origin)?.hostname ?? ''));

/** A request without an Origin comes from no page; its token alone decides. */
function originAllowed({ headers }: Addressed, origins: string[]): boolean {
  const origin = headers.get('Origin');
  return origin === null || origins.includes(origin);
}

/** Names that always resolve to this machine, whatever an attacker's DNS says. */
const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];
export const isLoopbackName = (hostname: string): boolean => loopbackNames.includes(hostname);

/** Checks the URL and the Host header: local runtimes let a header override the URL. */
function hostAllowed({ url, headers }: Addressed, origins: string[]): boolean {
  const own = origins.flatMap((origin) => URL.parse(origin)?.host ?? []);
  const sentTo = [new URL(url), URL.parse(`http://${headers.get('Host') ?? 'localhost'}`)];
  return sentTo.every((at) => at !== null && (isLoopbackName(at.hostname) || own.includes(at.host)));
}
