import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startProduct, type Product } from '../e2e/product.ts';
import { descendantsOf, listProcesses } from './processes.ts';

const keys = {
  OPENAI_API_KEY: 'sk-a-key-that-is-looked-for',
  ANTHROPIC_API_KEY: 'sk-ant-a-key-that-is-looked-for',
  CLOUDFLARE_API_TOKEN: 'a-token-that-is-looked-for',
};

let product: Product;
beforeAll(async () => {
  product = await startProduct(keys);
});
afterAll(() => product.stop());

/** What a process was started with. */
const environmentOf = (pid: number): string => readFileSync(`/proc/${pid}/environ`, 'utf8');

/** What the kernel keeps of a process can be read on Linux alone. */
it.runIf(process.platform === 'linux')('S14 gives keys to no process but those of the Worker', () => {
  const all = listProcesses();
  // The parts are started in this order, each on a leash of its own.
  const leashes = all.filter(({ parent }) => parent === product.pid()).sort((a, b) => a.pid - b.pid);
  const [room = [], executor = []] = leashes.map((leash) => [leash, ...descendantsOf(leash.pid, all)]);
  for (const family of [room, executor]) {
    expect(family.map(({ name }) => name)).toContain('workerd');
    for (const { pid, name } of family) {
      const environment = environmentOf(pid);
      expect(environment, name).toContain('PATH=');
      for (const key of Object.values(keys)) expect(environment, name).not.toContain(key);
    }
  }
  // The Worker's own are read from a file, by its command.
  for (const { pid } of leashes) expect(environmentOf(pid)).not.toContain(keys.OPENAI_API_KEY);
  const secret = readFileSync(join(product.state, 'secret'), 'utf8').trim();
  for (const { pid, name } of executor) expect(environmentOf(pid), name).not.toContain(secret);
});
