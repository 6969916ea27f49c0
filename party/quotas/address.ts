import { keyedHash } from '../auth.ts';

/** Where all come from who cannot be told apart. */
const unknown = 'unknown';

/**
 * Whom a request counts for: a hash of its client's address, or of its network's where addresses are many.
 * The address stands in a header, which is to be believed only where the server in front always writes it itself. On
 * Cloudflare that is `CF-Connecting-IP`; the local runtime hands on what a client has written there.
 */
export async function addressOf(
  request: Request,
  secret: string,
  env: { CLIENT_ADDRESS_HEADER?: string; ROOM_URL?: string },
): Promise<string> {
  const header = env.CLIENT_ADDRESS_HEADER || (env.ROOM_URL ? undefined : 'CF-Connecting-IP');
  // Proxies add to a list: the last is from the one that stands before us.
  const told = header === undefined ? undefined : request.headers.get(header)?.split(',').at(-1);
  return keyedHash(secret, `address:${networkOf(told?.trim() ?? '')}`);
}

/** An IPv4 address as it is, of an IPv6 address its /64: whoever has one has all of that. */
export function networkOf(address: string): string {
  const host = URL.parse(`http://${/^[^[]*:.*:/.test(address) ? `[${address}]` : address}`)?.hostname;
  if (host === undefined) return unknown;
  if (!host.startsWith('[')) return host;
  const [left = '', right] = host.slice(1, -1).split('::');
  const [head, tail] = [left, right ?? ''].map((part) => (part === '' ? [] : part.split(':')));
  const between = Array.from({ length: 8 - (head?.length ?? 0) - (tail?.length ?? 0) }, () => '0');
  const groups = [...(head ?? []), ...(right === undefined ? [] : between), ...(tail ?? [])];
  // An IPv4 address in IPv6's clothes.
  const isMapped = groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff';
  return isMapped ? groups.slice(6).join(':') : groups.slice(0, 4).join(':');
}
