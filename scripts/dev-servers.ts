import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const installed = (path: string): string =>
  fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url));
const preload = ['--import', new URL('closed-runtimes.mjs', import.meta.url).href];

/** How to start one of the runtimes' dev commands: arguments for Node, and environment variables. */
export interface DevServer {
  args: string[];
  env: Record<string, string>;
}

interface RoomServerOptions {
  port: number;
  /** The folder of its storage. */
  state: string;
  /** The party's variables, including secrets. */
  vars: Record<string, string>;
  /** A party other than the product's. */
  main?: string | undefined;
}

/** A room server on 127.0.0.1. */
export function partykitDev({ port, state, vars, main }: RoomServerOptions): DevServer {
  const dev = [...preload, installed('partykit/dist/bin.mjs'), 'dev'];
  const options = ['--port', `${port}`, '--persist', state, '--no-hotkeys', '--disable-request-cf-fetch'];
  return {
    args: [...dev, ...(main === undefined ? [] : [main]), ...options],
    // The command takes variables only as arguments, which every user of the machine can list. So closed-runtimes.mjs
    // adds them inside its process.
    env: { TANDEM_PARTY_VARS: JSON.stringify(vars) },
  };
}

interface WorkerOptions {
  port: number;
  /** The folder that all of Wrangler's processes share. */
  state: string;
  /** The folder of this Worker's storage, in `state`. */
  name: string;
  /** Further options of the command. */
  options: string[];
}

/** A Worker on 127.0.0.1. */
export function wranglerDev({ port, state, name, options }: WorkerOptions): DevServer {
  const dev = [...preload, installed('wrangler/bin/wrangler.js'), 'dev'];
  const usual = ['--port', `${port}`, '--ip', '127.0.0.1', '--persist-to', join(state, name)];
  return {
    args: [...dev, ...usual, '--show-interactive-dev-session=false', ...options],
    env: {
      // Two checkouts on one machine must not find each other's Workers.
      WRANGLER_REGISTRY_PATH: registryOf(state),
      WRANGLER_SEND_METRICS: 'false',
      // On by default, and open to anyone with the link: every room's tables, and a growing log of all requests.
      X_LOCAL_EXPLORER: 'false',
      X_LOCAL_OBSERVABILITY: 'false',
      // Otherwise every start asks a Cloudflare server for this machine's location.
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
      // A log on disk would have the addresses, with their tokens, of requests that a dying runtime dropped.
      WRANGLER_WRITE_LOGS: 'false',
    },
  };
}

/** The folder in which Wrangler's processes find each other's Workers. */
export const registryOf = (state: string): string => join(state, 'registry');
