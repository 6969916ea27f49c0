import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import solid from 'vite-plugin-solid';
import { pageWeight } from './scripts/page-weight.ts';
import { requestAllowed } from './shared/origins.ts';

const fromRoot = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const worker = process.env['TANDEM_WORKER'] ?? 'http://127.0.0.1:8787';
const proxy = Object.fromEntries(
  ['/api', '/agents', '/parties', '/health'].map((path) => [path, { target: worker, ws: true }]),
);

/** While developing, this server answers on the page's own port. Vite lets every page of this machine read from it. */
const ownPageOnly: Plugin = {
  name: 'own-page-only',
  configureServer({ config, middlewares }) {
    const own = ['localhost', '127.0.0.1'].map((name) => `http://${name}:${config.server.port}`);
    middlewares.use((request, response, next) => {
      const headers = new Headers(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      if (requestAllowed({ url: 'http://localhost/', headers }, own.join(','))) next();
      else response.writeHead(403).end();
    });
  },
};

export default defineConfig(({ command }) => {
  // What is built is what people get, also where a shell or a test runner has another NODE_ENV.
  if (command === 'build') process.env['NODE_ENV'] = 'production';
  return {
    root: fromRoot('web'),
    plugins: [solid(), pageWeight(), ownPageOnly],
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
    server: {
      host: '127.0.0.1',
      proxy,
      cors: false,
      // Not the whole project: what a start keeps in it holds every secret.
      fs: { allow: ['web', 'shared', 'node_modules'].map(fromRoot) },
    },
    preview: { host: '127.0.0.1', proxy },
  };
});
