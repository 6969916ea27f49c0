// Preloaded into PartyKit's and Wrangler's commands (`node --import`): makes them listen on 127.0.0.1 only, open no
// debugger, and answer only the product's own calls.
//
// They have no options for this. `partykit dev` serves rooms on every interface and opens two debuggers, its own on
// port 9229 and workerd's; `wrangler dev` opens the same two. Any page in a browser on this machine can reach a
// debugger, and through it everything in the process, including secrets. Both also let anyone trigger a Worker's
// events.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { enableCompileCache, flushCompileCache, registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * PartyKit's runtime calls back to its command over a port that answers anyone, for example with any file that a forged
 * error names. This key restricts it to the runtime, as newer versions of miniflare do.
 */
const loopbackKey = randomBytes(32).toString('hex');
const hasLoopbackKey = `req.headers["mf-loopback-key"] === "${loopbackKey}"`;

/** By module: the text to replace, which must occur exactly once in its source, and the replacement. */
const changes = {
  'partykit/dist/bin.mjs': [
    ['host: "0.0.0.0",', 'host: "127.0.0.1",'],
    [
      'inspectorPort: portForRuntimeInspector,\n                      handleRuntimeStdio',
      'handleRuntimeStdio',
    ],
    ['getPortForServer("runtime-inspector")', 'undefined'],
    ['props.enableInspector ?? true ?', 'false ?'],
    ['const jsonUrl = `http://127.0.0.1:${portForRuntimeInspector}/json`;', 'return;'],
  ],
  // PartyKit's copy; Wrangler has a newer one of its own.
  'miniflare/dist/src/index.js': [
    [
      'external: { http: { cfBlobHeader: CoreHeaders.CF_BLOB } }',
      `external: { http: { cfBlobHeader: CoreHeaders.CF_BLOB, injectRequestHeaders: [{ name: "MF-Loopback-Key", value: "${loopbackKey}" }] } }`,
    ],
    [
      '#handleLoopback = async (req, res) => {',
      `#handleLoopback = async (req, res) => { if (!(${hasLoopbackKey})) { res?.writeHead(403).end(); return new Response(null, { status: 403 }); }`,
    ],
    [
      '#handleLoopbackUpgrade = async (req, socket, head) => {',
      `#handleLoopbackUpgrade = async (req, socket, head) => { if (!(${hasLoopbackKey})) { socket.end("HTTP/1.1 403 Forbidden\\r\\nConnection: close\\r\\n\\r\\n"); return; }`,
    ],
    [
      'import_path11.default.join(__dirname, "workers", "core/entry.worker.js");\n  contents7 = import_fs8.default.readFileSync(filePath, "utf8")',
      'import_path11.default.join(__dirname, "workers", "core/entry.worker.js");\n  contents7 = import_fs8.default.readFileSync(filePath, "utf8").replace(\'url.pathname === "/cdn-cgi/mf/scheduled"\', "false")',
    ],
  ],
  'wrangler/wrangler-dist/cli.js': [
    [
      'inspector: {\n          hostname: args.inspectorIp,\n          port: args.inspectorPort\n        },',
      'inspector: false,',
    ],
    ['unsafeTriggerHandlers: true,', 'unsafeTriggerHandlers: false,'],
  ],
};

const packages = new URL('../node_modules/', import.meta.url).href;

registerHooks({
  load(url, context, nextLoad) {
    const name = url.startsWith(packages) ? url.slice(packages.length) : '';
    if (!Object.hasOwn(changes, name)) return nextLoad(url, context);
    // Set the format: where the package does not declare it, Node parses the whole module to find out, 0.5 s for
    // Wrangler.
    const loaded = nextLoad(url, { ...context, format: name.endsWith('.mjs') ? 'module' : 'commonjs' });
    let source = readFileSync(new URL(url), 'utf8');
    for (const [from, to] of changes[name]) {
      const parts = source.split(from);
      if (parts.length !== 2)
        throw new Error(`${name} is not the version that this patch was written for: ${from}`);
      source = parts.join(to);
    }
    return { ...loaded, source };
  },
});

// Wrangler is 15 MB of code that would be compiled at every start and restart. Node writes the cache on exit, but these
// processes are often killed: write it as soon as everything is loaded.
enableCompileCache(fileURLToPath(new URL('.cache/compiled', packages)));
setTimeout(flushCompileCache, 10_000).unref();

// Adds the party's variables as arguments here, where no process list shows them.
const { TANDEM_PARTY_VARS: vars } = process.env;
if (vars !== undefined) {
  delete process.env.TANDEM_PARTY_VARS;
  process.argv.push(
    ...Object.entries(JSON.parse(vars)).flatMap(([name, value]) => ['--var', `${name}=${value}`]),
  );
}
