import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServer, type ViteDevServer } from 'vite';
import { freePorts } from './ports.ts';

const [port = 0] = await freePorts(1);
const own = `http://127.0.0.1:${port}`;
let server: ViteDevServer;

beforeAll(async () => {
  server = await createServer({
    configFile: new URL('../vite.config.ts', import.meta.url).pathname,
    server: { port, strictPort: true },
    logLevel: 'silent',
    optimizeDeps: { noDiscovery: true },
  });
  await server.listen();
});
afterAll(() => server.close());

const get = async (path: string, headers: Record<string, string> = {}): Promise<number> =>
  (await fetch(own + path, { headers })).status;

/** Vite's URL for a file by its absolute path. */
const fileAt = (path: string): string => `/@fs${new URL(`../${path}`, import.meta.url).pathname}`;

it('S20 serves the page’s own code while developing, and no other file', async () => {
  expect(await get('/')).toBe(200);
  expect(await get(fileAt('shared/ids.ts'))).toBe(200);
  for (const path of ['package.json', 'party/auth.ts', 'scripts/start.ts'])
    expect(await get(fileAt(path)), path).toBe(403);
  expect(await get('/@fs/etc/hosts')).toBe(403);
});

it('S20 answers no other site’s page while developing, not even one of this machine', async () => {
  for (const Origin of ['https://evil.example', 'http://localhost:3000', 'http://x.localhost', 'null']) {
    expect(await get('/', { Origin }), Origin).toBe(403);
    expect(await get('/__open-in-editor?file=x', { Origin }), Origin).toBe(403);
  }
  expect(await get('/', { Origin: own })).toBe(200);
});
