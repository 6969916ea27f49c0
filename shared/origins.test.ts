import { describe, expect, it } from 'vitest';
import { isLocalOnly, requestAllowed } from './origins.ts';

describe('requests', () => {
  const request = (origin: string | null, url = 'https://tandem.example/x'): Request =>
    new Request(url, origin === null ? {} : { headers: { Origin: origin } });
  const ours = 'https://tandem.example, https://other.example:8443';

  it('K6 are answered for a page of ours, or without a page', () => {
    for (const origin of [null, 'https://tandem.example', 'https://other.example:8443']) {
      expect(requestAllowed(request(origin), ours), String(origin)).toBe(true);
    }
    for (const origin of [
      'null',
      'https://tandem.example.evil.example',
      'http://tandem.example',
      'https://other.example',
      'https://evil.example',
      'http://localhost:8787',
    ]) {
      expect(requestAllowed(request(origin), ours), origin).toBe(false);
    }
  });

  it('K6 are answered at a name of ours or of this machine, whatever their own headers claim', () => {
    const names = ['tandem.example', 'other.example:8443', '127.0.0.1:1999', 'localhost:8787', '[::1]:8787'];
    for (const name of names)
      expect(requestAllowed(request(null, `https://${name}/`), ours), name).toBe(true);
    for (const name of [
      'evil.example',
      'other.example',
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      '192.168.1.2:8787',
    ]) {
      expect(requestAllowed(request(null, `http://${name}/`), ours), name).toBe(false);
      // DNS rebinding: the page's origin and the host it requests are the same.
      expect(requestAllowed(request(`http://${name}`, `http://${name}/`), ours), name).toBe(false);
    }
    expect(requestAllowed(request(null, 'https://tandem.example/'), undefined)).toBe(false);
    const headers = { Host: 'evil.example' };
    expect(requestAllowed({ url: 'http://localhost/', headers: new Headers(headers) }, ours)).toBe(false);
  });

  it('S17 isLocalOnly recognizes a server that only this machine reaches', () => {
    for (const own of [undefined, '', 'http://localhost:8787', 'http://127.0.0.1:1, http://[::1]:2'])
      expect(isLocalOnly(own), own).toBe(true);
    for (const far of ['https://tandem.example', 'http://localhost:8787,https://tandem.example', 'nonsense'])
      expect(isLocalOnly(far), far).toBe(false);
  });
});
