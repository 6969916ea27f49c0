import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { justBash } from './just-bash.ts';
import type { ShellModules } from './shell.ts';

const main = fileURLToPath(new URL('isolate/shell/main.ts', import.meta.url));

/** Modules of commands that the shell does not offer: network, threads, interpreters, databases and archives. */
const leftOut =
  /^(undici|quickjs-emscripten|sql\.js|seek-bzip|node-liblzma|@mongodb-js\/zstd)$|\/(undici|js-exec|python3|sqlite3|tar|xan|yq|flag-coverage)-[A-Z0-9]+\.js$/;

/** Builds the shell's isolate: all its modules, by name, in one file that is bundled with the executor. */
export default defineConfig({
  publicDir: false,
  plugins: [justBash(), oneFile()],
  // Build as for Node: the packages' browser builds lack features that the isolate supports.
  ssr: { noExternal: true },
  build: {
    ssr: main,
    outDir: fileURLToPath(new URL('dist', import.meta.url)),
    emptyOutDir: true,
    minify: true,
    rolldownOptions: {
      external: [leftOut, /^(node|cloudflare):/],
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
    },
  },
});

function oneFile(): Plugin {
  return {
    name: 'one-file',
    generateBundle(_, bundle) {
      const built: ShellModules = { main: '', modules: {} };
      for (const [name, part] of Object.entries(bundle)) {
        if (part.type !== 'chunk') continue;
        if (part.isEntry) built.main = name;
        built.modules[name] = part.code;
        delete bundle[name];
      }
      this.emitFile({ type: 'asset', fileName: 'shell.json', source: JSON.stringify(built) });
    },
  };
}
