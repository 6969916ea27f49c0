import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { servicesOf } from './services.ts';

it('K6 servicesOf also gives the Worker an https origin as Wrangler’s proxy rewrites it', () => {
  const state = mkdtempSync(join(tmpdir(), 'tandem-services-'));
  try {
    const ports = { port: 1, roomPort: 2, executorPort: 3, isolatedPort: 4, workerPort: 1 };
    const settings = { ...ports, state, secret: 's', executorMemoryMib: 1, dev: false, verbose: false };
    const { room } = servicesOf(settings, { ALLOWED_ORIGINS: 'https://pair.example,http://other.example' });
    const own = 'http://localhost:1,http://127.0.0.1:1';
    expect(readFileSync(join(state, 'worker.env'), 'utf8')).toContain(
      `ALLOWED_ORIGINS='${own},https://pair.example,http://pair.example,http://other.example'\n`,
    );
    expect(room.env?.['TANDEM_PARTY_VARS']).toContain(`${own},https://pair.example,http://other.example`);
  } finally {
    rmSync(state, { recursive: true });
  }
});
