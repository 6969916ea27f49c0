import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, preview } from 'vite';
import { freePorts } from '../../scripts/ports.ts';

/** A page with only Monaco, built and served like the product's; it shows the files it is given. */
export interface BarePage {
  urlOf(file: string, language: string): string;
  stop(): Promise<void>;
}

export async function serveBarePage(files: ReadonlyMap<string, string>): Promise<BarePage> {
  const outDir = await mkdtemp(path.join(tmpdir(), 'tandem-bare-'));
  const root = path.join(import.meta.dirname, 'bare');
  const inline = { root, configFile: false, logLevel: 'silent' } as const;
  await build({ ...inline, worker: { format: 'es' }, build: { outDir, target: 'es2023' } });
  for (const [name, text] of files) await writeFile(path.join(outDir, name), text);
  const [port = 0] = await freePorts(1);
  const server = await preview({
    ...inline,
    build: { outDir },
    preview: { host: '127.0.0.1', port, strictPort: true },
  });
  return {
    urlOf: (file, language) => `http://127.0.0.1:${port}/?${new URLSearchParams({ file, language })}`,
    async stop() {
      await server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}
