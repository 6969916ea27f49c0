import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { watchdogLimits } from '../shared/limits.ts';
import { shrinkRooms } from './deleted-rooms.ts';
import { partykitDev, registryOf, wranglerDev } from './dev-servers.ts';
import type { ServiceSettings } from './service.ts';

import type { Settings } from './settings.ts';

const vite = 'node_modules/vite/bin/vite.js';

/** Variables that are passed to the Worker if they are set. */
const handedOn = [
  'ANTHROPIC_THINKING_TOKENS',
  'APPROVAL_SECONDS',
  'CLIENT_ADDRESS_HEADER',
  'CREATE_KEY',
  'MODEL_PRICES',
  'MODEL_WINDOWS',
  'OPENAI_API',
  'OPENAI_REASONING_EFFORT',
  'QUOTAS',
  'ROOM_TOKENS_PER_DAY',
  ...['OPENAI', 'ANTHROPIC'].flatMap((provider) =>
    ['API_KEY', 'BASE_URL', 'MODEL'].map((name) => `${provider}_${name}`),
  ),
];

/** The product's processes. */
export function servicesOf(settings: Settings, env: NodeJS.ProcessEnv): Record<ServiceName, ServiceSettings> {
  const { port, roomPort, executorPort, isolatedPort, workerPort, state, secret, verbose } = settings;
  const own = [`http://localhost:${port}`, `http://127.0.0.1:${port}`];
  const origins = own.concat(env['ALLOWED_ORIGINS'] ?? []).join(',');
  const variables = {
    ROOM_SECRET: secret,
    ROOM_URL: `http://127.0.0.1:${roomPort}`,
    ALLOWED_ORIGINS: origins.split(',').flatMap(asForwarded).join(','),
    // Ends isolations from before this start: the isolated executor runs only once a program has taken down the usual one.
    ISOLATED_SINCE: `${Date.now()}`,
    ...Object.fromEntries(handedOn.flatMap((name) => (env[name] ? [[name, env[name]]] : []))),
  };
  const executorOf = (name: string, folder: string, service: string, at: number): ServiceSettings => {
    const own = ['-c', 'party/executor/wrangler.jsonc', '--name', service];
    const loopback = env['FETCH_LOOPBACK'] === '1' ? ['--var', 'FETCH_LOOPBACK:1'] : [];
    const server = wranglerDev({ port: at, state, name: folder, options: [...own, ...loopback] });
    return {
      name,
      args: server.args,
      env: { ...server.env, MINIFLARE_WORKERD_V8_FLAGS: `--max-heap-size=${watchdogLimits.maxHeapMib}` },
      leftovers: leftoversOf(state, folder, service),
      readyUrl: `http://127.0.0.1:${at}/health`,
      proxyPort: at,
      verbose,
    };
  };
  return {
    room: {
      name: 'room',
      ...partykitDev({
        port: roomPort,
        state: join(state, 'room'),
        vars: { ROOM_SECRET: secret, ALLOWED_ORIGINS: origins },
      }),
      beforeStart: () => shrinkRooms(join(state, 'room')),
      readyUrl: `http://127.0.0.1:${roomPort}/health`,
      verbose,
    },
    executor: executorOf('executor', 'executor', 'tandem-executor', executorPort),
    isolated: executorOf('isolated executor', 'isolated', 'tandem-isolated-executor', isolatedPort),
    worker: {
      name: 'worker',
      ...wranglerDev({
        port: workerPort,
        state,
        name: 'worker',
        options: ['--env-file', writeVariables(join(state, 'worker.env'), variables)],
      }),
      leftovers: leftoversOf(state, 'worker', 'tandem'),
      readyUrl: `http://127.0.0.1:${workerPort}/health`,
      proxyPort: workerPort,
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

/** Behind a proxy, Wrangler's own proxy rewrites https to http in the Origin of the server's own pages: allow both. */
const asForwarded = (origin: string): string[] =>
  origin.startsWith('https:') ? [origin, origin.replace('https:', 'http:')] : [origin];

const leftoversOf = (state: string, name: string, service: string): string[] => [
  // Wrangler does not replace the registry entry of a killed process until it is minutes old.
  join(registryOf(state), service),
  // Logs of requests with their tokens, which earlier versions kept.
  join(state, name, 'v3', 'observability'),
  join(state, 'logs'),
];

export type ServiceName = 'room' | 'executor' | 'isolated' | 'worker' | 'page';

/** Writes the keys to a file that only its owner can read: arguments would show in process lists. */
function writeVariables(path: string, variables: Record<string, string | undefined>): string {
  const lines = Object.entries(variables).map(([name, value]) => `${name}='${value ?? ''}'\n`);
  writeFileSync(path, lines.join(''), { mode: 0o600 });
  return path;
}
