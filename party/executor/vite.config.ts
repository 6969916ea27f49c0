import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { justBash } from './just-bash.ts';
import type { IsolateModules } from './isolate-modules.ts';

/** What is built, by Vite's mode: the isolate of a shell, or the one that checks types. */
const mainOf = (mode: string): string => fileURLToPath(new URL(`isolate/${mode}/main.ts`, import.meta.url));

/** Modules of commands that the shell does not offer: network, threads, interpreters, databases and archives. */
const leftOut =
  /^(undici|quickjs-emscripten|sql\.js|seek-bzip|node-liblzma|@mongodb-js\/zstd)$|\/(undici|js-exec|python3|sqlite3|tar|xan|yq|flag-coverage)-[A-Z0-9]+\.js$/;

/** Builds an isolate: all its modules, by name, in one file that is bundled with the executor. */
export default defineConfig(({ mode }) => ({
  publicDir: false,
  plugins: [justBash(), oneFile(mode)],
  // Build as for Node: the packages' browser builds lack features that the isolate supports.
  ssr: { noExternal: true },
  build: {
    ssr: mainOf(mode),
    outDir: fileURLToPath(new URL('dist', import.meta.url)),
    emptyOutDir: false,
    minify: true,
    rolldownOptions: {
      external: [leftOut, /^(node|cloudflare):/],
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
    },
  },
}));

function oneFile(mode: string): Plugin {
  return {
    name: 'one-file',
    generateBundle(_, bundle) {
      const built: IsolateModules = { main: '', modules: {} };
      for (const [name, part] of Object.entries(bundle)) {
        if (part.type !== 'chunk') continue;
        if (part.isEntry) built.main = name;
        built.modules[name] = part.code;
        delete bundle[name];
      }
      this.emitFile({ type: 'asset', fileName: `${mode}.json`, source: JSON.stringify(built) });
    },
  };
}
