import { expect, it } from 'vitest';
import { addressOf, networkOf } from './address.ts';

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['203.0.113.7:4711', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:DB8:1:2::9', '2001:db8:1:2'],
  ['[2001:db8:1:2::9]:443', '2001:db8:1:2'],
  ['2001:db8::9', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['::ffff:203.0.113.7', 'cb00:7107'],
  ['', 'unknown'],
  ['not an address', 'unknown'],
])('H23 networkOf counts %s as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

const secret = 'a secret that is long enough for tests';
const of = (headers: Record<string, string>, env: Parameters<typeof addressOf>[2]): Promise<string> =>
  addressOf(new Request('http://localhost/', { headers }), secret, env);

it('H23 addressOf trusts only the header that the server in front sets', async () => {
  const local = { ROOM_URL: 'http://127.0.0.1:1999' };
  const behindProxy = { ...local, CLIENT_ADDRESS_HEADER: 'X-Forwarded-For' };
  const nobody = await of({}, local);
  expect(await of({ 'CF-Connecting-IP': '203.0.113.7' }, local)).toBe(nobody);
  expect(await of({ 'CF-Connecting-IP': '203.0.113.7' }, behindProxy)).toBe(nobody);
  const ann = await of({ 'X-Forwarded-For': '203.0.113.7' }, behindProxy);
  expect(await of({ 'X-Forwarded-For': '198.51.100.1, 203.0.113.7' }, behindProxy)).toBe(ann);
  expect(await of({ 'CF-Connecting-IP': '203.0.113.7' }, {})).toBe(ann);
  expect(ann).not.toBe(nobody);
  expect(ann).not.toContain('203');
});
