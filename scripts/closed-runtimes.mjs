// Loaded before the commands of PartyKit and Wrangler (`node --import`): has them listen on 127.0.0.1 alone, open no
// debugger, and answer no calls but the product's own.
//
// They have no options for it. `partykit dev` serves rooms on every interface and opens two debuggers, one of its own on
// port 9229 and one of workerd's; `wrangler dev` opens the same two. Whoever reaches a debugger reads all that its
// process holds, secrets too, and any page in a browser on this machine can. Both let anyone trigger a Worker's events.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { enableCompileCache, flushCompileCache, registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * PartyKit's runtime asks its command for things over a port of its own, which answers anyone: with the files that a made-up
 * error names, for one. Only who has this key gets an answer, as in Wrangler's newer one.
 */
const loopbackKey = randomBytes(32).toString('hex');
const hasLoopbackKey = `req.headers["mf-loopback-key"] === "${loopbackKey}"`;

/** What stands in a module's source, each once, and what stands there instead. */
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
  // PartyKit's; Wrangler has a newer one of its own.
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
    // Where their package does not say what they are, Node would parse all of it to find out: half a second for Wrangler.
    const loaded = nextLoad(url, { ...context, format: name.endsWith('.mjs') ? 'module' : 'commonjs' });
    let source = readFileSync(new URL(url), 'utf8');
    for (const [from, to] of changes[name]) {
      const parts = source.split(from);
      if (parts.length !== 2)
        throw new Error(`${name} is another version than the one this was written for: ${from}`);
      source = parts.join(to);
    }
    return { ...loaded, source };
  },
});

// Wrangler is 15 MB of code, compiled again at every start and every return of a part. These processes are often killed,
// when nothing is written any more: so it is as soon as all is loaded.
enableCompileCache(fileURLToPath(new URL('.cache/compiled', packages)));
setTimeout(flushCompileCache, 10_000).unref();

// The variables of a party, as arguments that no list of processes shows.
const { TANDEM_PARTY_VARS: vars } = process.env;
if (vars !== undefined) {
  delete process.env.TANDEM_PARTY_VARS;
  process.argv.push(
    ...Object.entries(JSON.parse(vars)).flatMap(([name, value]) => ['--var', `${name}=${value}`]),
  );
}
