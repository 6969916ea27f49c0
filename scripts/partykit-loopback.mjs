// Loaded before PartyKit's command (`node --import`): has `partykit dev` listen on 127.0.0.1 alone and open no debugger.
//
// The command has no option for either. It serves rooms on every interface, and opens two debuggers: one of its own, on
// port 9229 if it finds that free (a second `partykit dev` that looks at the same moment ends with EADDRINUSE), one of
// workerd's. Whoever reaches them reads all that the room holds, its secret too, and any page in a browser can.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

/** What stands in the command's source, each once, and what stands there instead. */
const changes = [
  ['host: "0.0.0.0",', 'host: "127.0.0.1",'],
  ['inspectorPort: portForRuntimeInspector,\n                      handleRuntimeStdio', 'handleRuntimeStdio'],
  ['getPortForServer("runtime-inspector")', 'undefined'],
  ['props.enableInspector ?? true ?', 'false ?'],
  ['const jsonUrl = `http://127.0.0.1:${portForRuntimeInspector}/json`;', 'return;'],
];

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith('/partykit/dist/bin.mjs')) return loaded;
    let source = readFileSync(new URL(url), 'utf8');
    for (const [from, to] of changes) {
      const parts = source.split(from);
      if (parts.length !== 2)
        throw new Error(`PartyKit is another than this project was written for: ${from}`);
      source = parts.join(to);
    }
    return { ...loaded, source };
  },
});
