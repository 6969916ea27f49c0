import { describe, expect, it } from 'vitest';
import { checkUrl, policyFrom } from './fetch-policy.ts';

const { check } = policyFrom({});
const hosts = [
  'api.github.com',
  'raw.githubusercontent.com',
  'registry.npmjs.org',
  'cdn.jsdelivr.net',
  'unpkg.com',
];

/** URLs that look like an allowed host, or lead to this machine or its network. */
const deceptive = (host: string): string[] => [
  `https://${host}.evil.com/`,
  `https://${host}@evil.com/`,
  `https://${host}:443@evil.com/`,
  `https://user:pass@${host}/`,
  `https://user@${host}/`,
  `https://@${host}/`,
  `https://:@${host}/`,
  `https://${host}%2eevil.com/`,
  `https://${host}%00.evil.com/`,
  `https://${host}%2f@evil.com/`,
  `https://evil.com/${host}/`,
  `https://evil.com/?${host}`,
  `https://evil.com#${host}`,
  `https://evil.com\\${host}/`,
  `https://${host}\\@evil.com/`,
  `https:\\\\${host}/`,
  `https://${host}./`,
  `https://.${host}/`,
  `https://x.${host}/`,
  `https://x${host}/`,
  `https://${host}:444/`,
  `https://${host}:80/`,
  `https://${host}:8443/`,
  `http://${host}/`,
  `http://${host}:443/`,
  `ftp://${host}/`,
  `ws://${host}/`,
  `wss://${host}/`,
  `//${host}/`,
  `/${host}/`,
  host,
  ` https://${host}/`,
  `https://${host}/ `,
  `https://${host}/\t`,
  `https://${host}/a\nb`,
  `https://${host}/%2e%2e/x`,
  `https://${host}/%2E./x`,
  `https://${host}/a%2fb`,
  `https://${host}/a%5cb`,
  `https://${host}/a%252e`,
  `https://${host}/a;b`,
  `https://${host}/a\\b`,
  `https://${host}/ä`,
  `https://${host}/a%00`,
  `https://${host}\u3002evil.com/`,
  `https://${host}\u200b/`,
  `blob:https://${host}/x`,
  `view-source:https://${host}/`,
  `javascript:fetch("https://${host}/")`,
  `data:text/html,https://${host}/`,
];

const addresses = [
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '0177.0.0.1',
  '127.0.0.1.',
  '0',
  '0.0.0.0',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.0.1',
  '169.254.169.254',
  '2852039166',
  '100.64.0.1',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[fd00::1]',
  '[fe80::1]',
  '[64:ff9b::7f00:1]',
  '\uff11\uff12\uff17.0.0.1',
  '127\u30020\u30020\u30021',
  'localhost',
  'LOCALHOST',
  'localhost.',
  'a.localhost',
  'metadata.google.internal',
  'host.docker.internal',
  '127.0.0.1.nip.io',
  'localtest.me',
];
const ports = ['', ':80', ':443', ':8787', ':8788'];

describe('X29 the fetch policy', () => {
  it.each(hosts)('allows %s and none of its look-alikes', (host) => {
    for (const url of [
      `https://${host}/`,
      `https://${host}`,
      `https://${host}/a/b?c=d#e`,
      `https://${host}:443/a`,
    ]) {
      expect(check(url)).toMatchObject({ kind: 'allowed', url: expect.any(URL) });
    }
    for (const url of deceptive(host)) expect([url, check(url).kind]).toEqual([url, 'refused']);
  });

  it('refuses IP addresses and local names, however they are written', () => {
    const urls = addresses.flatMap((address) =>
      ports.flatMap((port) => [`http://${address}${port}/`, `https://${address}${port}/`]),
    );
    expect(urls.length + deceptive('x').length * hosts.length).toBeGreaterThan(500);
    for (const url of urls) expect([url, check(url).kind]).toEqual([url, 'refused']);
  });

  it.each([
    '',
    ' ',
    'x',
    'https://',
    'https:///',
    'https://[',
    'https://%',
    `https://unpkg.com/${'x'.repeat(2048)}`,
  ])('nor what is no URL: %j', (url) => {
    expect(check(url)).toEqual({ kind: 'refused', reason: expect.any(String) });
  });

  it('resolves a path before comparing it segment by segment', () => {
    const allowed = ['https://api.github.com/repos/a'];
    const passes = (url: string): boolean => checkUrl(url, allowed).kind === 'allowed';
    expect(passes('https://api.github.com/repos/a')).toBe(true);
    expect(passes('https://api.github.com/repos/a/issues?page=2')).toBe(true);
    expect(passes('https://api.github.com/repos/ab')).toBe(false);
    expect(passes('https://api.github.com/repos/a/../b')).toBe(false);
    expect(passes('https://api.github.com/repos')).toBe(false);
    expect(passes('https://api.github.com/x?/repos/a')).toBe(false);
  });

  it('allows this machine only in development, by its plain name and with a port', () => {
    const development = policyFrom({ FETCH_LOOPBACK: '1' });
    expect(development.check('http://127.0.0.1:8000/x').kind).toBe('allowed');
    expect(development.check('http://localhost:8000').kind).toBe('allowed');
    for (const host of addresses.filter((address) => !['127.0.0.1', 'localhost'].includes(address))) {
      expect([host, development.check(`http://${host}:8000/`).kind]).toEqual([host, 'refused']);
    }
    for (const value of ['', '0', 'true', undefined]) {
      const policy = policyFrom(value === undefined ? {} : { FETCH_LOOPBACK: value });
      expect(policy.check('http://127.0.0.1:8000/').kind).toBe('refused');
    }
  });
});
