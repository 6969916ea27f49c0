import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';
import { pageWeight } from './scripts/page-weight.ts';

const worker = process.env['TANDEM_WORKER'] ?? 'http://127.0.0.1:8787';
const proxy = Object.fromEntries(
  ['/api', '/agents', '/parties', '/health'].map((path) => [path, { target: worker, ws: true }]),
);

export default defineConfig(({ command }) => {
  // What is built is what people get, also where a shell or a test runner has another NODE_ENV.
  if (command === 'build') process.env['NODE_ENV'] = 'production';
  return {
    root: fileURLToPath(new URL('web', import.meta.url)),
    plugins: [solid(), pageWeight()],
    resolve: {
      // y-monaco asks for a path that monaco-editor does not export any more.
      alias: [
        { find: /^monaco-editor\/esm\/vs\/editor\/editor\.api(\.js)?$/, replacement: 'monaco-editor/editor' },
      ],
      // Two copies of Yjs in one page do not know each other's types.
      dedupe: ['yjs', 'y-protocols', 'lib0', 'solid-js'],
    },
    worker: { format: 'es' },
    build: {
      outDir: 'dist',
      emptyOutDir: true,
      target: 'es2023',
      // The TypeScript worker is one file of some megabytes, loaded with the first script that is opened.
      chunkSizeWarningLimit: 8_000,
    },
    server: { host: '127.0.0.1', proxy },
    preview: { host: '127.0.0.1', proxy },
  };
});
