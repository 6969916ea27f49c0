import { keyedHash } from '../auth.ts';

/** The address of all clients that cannot be told apart. */
const unknown = 'unknown';

/**
 * Who a request counts against: a hash of its client's address, or of its network for IPv6. The address comes from a
 * header, which can be trusted only if the server in front always sets it. On Cloudflare that is `CF-Connecting-IP`;
 * the local runtime passes through whatever the client sent.
 */
export async function addressOf(
  request: Request,
  secret: string,
  env: { CLIENT_ADDRESS_HEADER?: string; ROOM_URL?: string },
): Promise<string> {
  const header = env.CLIENT_ADDRESS_HEADER || (env.ROOM_URL ? undefined : 'CF-Connecting-IP');
  // Proxies append to a list: the last entry is from the one directly in front of us.
  const sent = header === undefined ? undefined : request.headers.get(header)?.split(',').at(-1);
  return keyedHash(secret, `address:${networkOf(sent?.trim() ?? '')}`);
}

/** An IPv4 address as it is; of an IPv6 address its /64, all of which belongs to one client. */
export function networkOf(address: string): string {
  const host = URL.parse(`http://${/^[^[]*:.*:/.test(address) ? `[${address}]` : address}`)?.hostname;
  if (host === undefined) return unknown;
  if (!host.startsWith('[')) return host;
  const [left = '', right] = host.slice(1, -1).split('::');
  const [head, tail] = [left, right ?? ''].map((part) => (part === '' ? [] : part.split(':')));
  const between = Array.from({ length: 8 - (head?.length ?? 0) - (tail?.length ?? 0) }, () => '0');
  const groups = [...(head ?? []), ...(right === undefined ? [] : between), ...(tail ?? [])];
  // An IPv4-mapped IPv6 address.
  const isMapped = groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff';
  return isMapped ? groups.slice(6).join(':') : groups.slice(0, 4).join(':');
}
