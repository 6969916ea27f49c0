import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const fromRoot = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
const preload = ['--import', new URL('closed-runtimes.mjs', import.meta.url).href];

/** How one of the runtimes' own commands is started: arguments of Node, and variables of the environment. */
export interface DevServer {
  args: string[];
  env: Record<string, string>;
}

interface RoomServerOptions {
  port: number;
  /** The folder of what it stores. */
  state: string;
  /** The party's variables, secrets among them. */
  vars: Record<string, string>;
  /** Another party than the product's. */
  main?: string | undefined;
}

/** A room server on 127.0.0.1. */
export function partykitDev({ port, state, vars, main }: RoomServerOptions): DevServer {
  const dev = [...preload, fromRoot('node_modules/partykit/dist/bin.mjs'), 'dev'];
  const options = ['--port', `${port}`, '--persist', state, '--no-hotkeys', '--disable-request-cf-fetch'];
  return {
    args: [...dev, ...(main === undefined ? [] : [main]), ...options],
    // The command takes variables as arguments alone, which every user of a machine can list: they are given to it by
    // closed-runtimes.mjs, inside its process.
    env: { TANDEM_PARTY_VARS: JSON.stringify(vars) },
  };
}

interface WorkerOptions {
  port: number;
  /** The folder of what all of Wrangler's processes keep. */
  state: string;
  /** The folder of what this Worker stores, in `state`. */
  name: string;
  /** More of the command's options. */
  options: string[];
}

/** A Worker on 127.0.0.1. */
export function wranglerDev({ port, state, name, options }: WorkerOptions): DevServer {
  const dev = [...preload, fromRoot('node_modules/wrangler/bin/wrangler.js'), 'dev'];
  const usual = ['--port', `${port}`, '--ip', '127.0.0.1', '--persist-to', join(state, name)];
  return {
    args: [...dev, ...usual, '--show-interactive-dev-session=false', ...options],
    env: {
      // Two clones on one machine must not find each other's Workers.
      WRANGLER_REGISTRY_PATH: registryOf(state),
      WRANGLER_SEND_METRICS: 'false',
      // On by default and open to whoever reaches the link: every room's tables, and a log of all requests, which grows.
      X_LOCAL_EXPLORER: 'false',
      X_LOCAL_OBSERVABILITY: 'false',
      // Where this machine stands is asked of a server of Cloudflare's otherwise, at every start.
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
      WRANGLER_LOG_PATH: join(state, 'logs'),
    },
  };
}

/** The folder in which Wrangler's processes find each other's Workers. */
export const registryOf = (state: string): string => join(state, 'registry');
