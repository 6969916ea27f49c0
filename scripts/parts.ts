import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { watchdogLimits } from '../shared/limits.ts';
import type { PartSettings } from './part.ts';
import { partykitDev } from './partykit.ts';
import type { Settings } from './settings.ts';

const wrangler = 'node_modules/wrangler/bin/wrangler.js';
const vite = 'node_modules/vite/bin/vite.js';

/** Variables that are handed on to the Worker when they are set. */
const handedOn = [
  'APPROVAL_SECONDS',
  'MODEL_PRICES',
  ...['OPENAI', 'ANTHROPIC'].flatMap((provider) =>
    ['API_KEY', 'BASE_URL', 'MODEL'].map((name) => `${provider}_${name}`),
  ),
];

// Two clones on one machine must not find each other's Workers.
const registryOf = (state: string): string => join(state, 'registry');

/** What every process of Wrangler is told. @param state the folder of all that the processes keep */
export const wranglerEnv = (state: string): Record<string, string> => ({
  WRANGLER_REGISTRY_PATH: registryOf(state),
  WRANGLER_SEND_METRICS: 'false',
  // On by default and open to whoever reaches the link: every room's tables, and a log of all requests, which grows.
  X_LOCAL_EXPLORER: 'false',
  X_LOCAL_OBSERVABILITY: 'false',
  // Where this machine stands is asked of a server of Cloudflare's otherwise, at every start.
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_LOG_PATH: join(state, 'logs'),
});

/** The product's processes, in the order they are started. */
export function partsOf(settings: Settings, env: NodeJS.ProcessEnv): Record<PartName, PartSettings> {
  const { port, roomPort, executorPort, workerPort, state, secret, verbose } = settings;
  const own = [`http://localhost:${port}`, `http://127.0.0.1:${port}`];
  const origins = own.concat(env['ALLOWED_ORIGINS'] ?? []).join(',');
  const variables = {
    ROOM_SECRET: secret,
    ROOM_URL: `http://127.0.0.1:${roomPort}`,
    ALLOWED_ORIGINS: origins,
    ...Object.fromEntries(handedOn.flatMap((name) => (env[name] ? [[name, env[name]]] : []))),
  };
  return {
    room: {
      name: 'room',
      args: partykitDev({
        port: roomPort,
        state: join(state, 'room'),
        vars: { ROOM_SECRET: secret, ALLOWED_ORIGINS: origins },
      }),
      readyUrl: `http://127.0.0.1:${roomPort}/`,
      verbose,
    },
    executor: {
      name: 'executor',
      args: [
        wrangler,
        'dev',
        '-c',
        'party/executor/wrangler.jsonc',
        '--port',
        `${executorPort}`,
        '--ip',
        '127.0.0.1',
        '--inspector-port',
        '0',
        '--persist-to',
        join(state, 'executor'),
        '--show-interactive-dev-session=false',
        ...(env['FETCH_LOOPBACK'] === '1' ? ['--var', 'FETCH_LOOPBACK:1'] : []),
      ],
      env: {
        ...wranglerEnv(state),
        MINIFLARE_WORKERD_V8_FLAGS: `--max-heap-size=${watchdogLimits.maxHeapMib}`,
      },
      // Wrangler does not register over the entry of a process that was killed, until that is minutes old.
      leftover: join(registryOf(state), 'tandem-executor'),
      readyUrl: `http://127.0.0.1:${executorPort}/`,
      verbose,
    },
    worker: {
      name: 'worker',
      args: [
        wrangler,
        'dev',
        '--port',
        `${workerPort}`,
        '--ip',
        '127.0.0.1',
        '--inspector-port',
        '0',
        '--persist-to',
        join(state, 'worker'),
        '--show-interactive-dev-session=false',
        '--env-file',
        writeVariables(join(state, 'worker.env'), variables),
      ],
      env: wranglerEnv(state),
      leftover: join(registryOf(state), 'tandem'),
      readyUrl: `http://127.0.0.1:${workerPort}/health`,
      verbose,
    },
    page: {
      name: 'page',
      args: [vite, '--port', `${port}`, '--strictPort', '--host', '127.0.0.1'],
      env: { TANDEM_WORKER: `http://127.0.0.1:${workerPort}` },
      readyUrl: `http://127.0.0.1:${port}/`,
      verbose,
    },
  };
}

export type PartName = 'room' | 'executor' | 'worker' | 'page';

/** Keys go by a file that only its owner can read: arguments show in every list of processes. */
function writeVariables(path: string, variables: Record<string, string | undefined>): string {
  const lines = Object.entries(variables).map(([name, value]) => `${name}='${value ?? ''}'\n`);
  writeFileSync(path, lines.join(''), { mode: 0o600 });
  return path;
}
