import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { errorMessage } from '../shared/errors.ts';
import { watchdogLimits } from '../shared/limits.ts';
import { readOpenAiApi, readThinking } from '../shared/model-settings.ts';
import { isLocalOnly } from '../shared/origins.ts';
import { readQuotas } from '../shared/quotas.ts';
import { freePorts, isFree } from './ports.ts';

export interface Settings {
  /** The page's port, which the printed link has. */
  port: number;
  roomPort: number;
  executorPort: number;
  /** The port of the isolated executor, for rooms whose programs took the usual one down. */
  isolatedPort: number;
  /** The Worker's port: the same as the page's, unless Vite's dev server uses that. */
  workerPort: number;
  /** The folder of everything that is kept between starts. */
  state: string;
  secret: string;
  /** Memory that the executor's process may use before the watchdog kills it. */
  executorMemoryMib: number;
  dev: boolean;
  verbose: boolean;
}

/** A problem that the user can fix: shown without a stack trace. */
export class StartProblem extends Error {}

/** Reads environment and arguments, creates the secret, and checks that the ports are free. @throws StartProblem */
export async function readSettings(args: string[], env: NodeJS.ProcessEnv): Promise<Settings> {
  const unknown = args.find((arg) => arg !== '--dev' && arg !== '--verbose');
  if (unknown !== undefined)
    throw new StartProblem(`Unknown option “${unknown}”. The options are --dev and --verbose.`);
  const port = portFrom(env, 'PORT', 8787);
  const roomPort = portFrom(env, 'ROOM_PORT', 1999);
  const executorPort = portFrom(env, 'EXECUTOR_PORT', 8788);
  const ports: [number, string, string][] = [
    [port, 'page', 'PORT'],
    [roomPort, 'room', 'ROOM_PORT'],
    [executorPort, 'executor', 'EXECUTOR_PORT'],
  ];
  if (new Set([port, roomPort, executorPort]).size < 3) {
    throw new StartProblem('PORT, ROOM_PORT and EXECUTOR_PORT must differ.');
  }
  for (const [number, part, name] of ports) {
    if (await isFree(number)) continue;
    throw new StartProblem(
      `Port ${number} (for the ${part}) is taken, perhaps by another Tandem. Stop whatever uses it, or choose another port: ${name}=${number + 100} npm start`,
    );
  }
  const executorMemoryMib = memoryFrom(env);
  assertCreateKey(env['CREATE_KEY']);
  assertQuotas(env);
  assertReadable(() => readOpenAiApi(env['OPENAI_API']));
  assertReadable(() => readThinking(env['ANTHROPIC_THINKING_TOKENS']));
  const state = resolve(env['TANDEM_STATE'] ?? '.tandem');
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const dev = args.includes('--dev');
  const [isolatedPort = 0, devPort = 0] = await freePorts(2);
  return {
    port,
    roomPort,
    executorPort,
    isolatedPort,
    workerPort: dev ? devPort : port,
    state,
    secret: readSecret(join(state, 'secret')),
    executorMemoryMib,
    dev,
    verbose: args.includes('--verbose'),
  };
}

/** Created once: links to rooms stay valid as long as the state folder exists. */
function readSecret(path: string): string {
  if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  const secret = readFileSync(path, 'utf8').trim();
  if (secret.length < 32)
    throw new StartProblem(
      `${path} is damaged. Restore it, or delete it to create a new one: then all old links to rooms are void.`,
    );
  return secret;
}

/** The key is sent in a header, and written in single quotes to the Worker's variables file. */
const createKey = /^[\x21-\x26\x28-\x7e]{16,200}$/;

/** @throws StartProblem for a key that is too easy to guess or cannot be sent */
function assertCreateKey(key: string | undefined): void {
  if (key && !createKey.test(key)) {
    throw new StartProblem(
      'CREATE_KEY must be 16 to 200 visible ASCII characters, without spaces and single quotes.',
    );
  }
}

/** @throws StartProblem with the message of what `read` throws */
function assertReadable(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    throw new StartProblem(errorMessage(error));
  }
}

/** @throws StartProblem */
function assertQuotas(env: NodeJS.ProcessEnv): void {
  assertReadable(() => readQuotas(env['QUOTAS'], false));
  const tokens = env['ROOM_TOKENS_PER_DAY'];
  if (tokens && !/^[1-9]\d{0,14}$/.test(tokens)) {
    throw new StartProblem(`ROOM_TOKENS_PER_DAY=${tokens} is not a number of tokens, 1 or more.`);
  }
  const header = env['CLIENT_ADDRESS_HEADER'];
  if (header && !/^[A-Za-z0-9-]+$/.test(header)) {
    throw new StartProblem(`CLIENT_ADDRESS_HEADER=${header} is not the name of a header.`);
  }
}

/** Warnings for whoever runs the server, before others use it. */
export function warningsFor(env: NodeJS.ProcessEnv): string[] {
  const hasModelKey = Boolean(env['OPENAI_API_KEY'] || env['ANTHROPIC_API_KEY']);
  if (env['CREATE_KEY'] || !hasModelKey || isLocalOnly(env['ALLOWED_ORIGINS'])) return [];
  return [
    'Anyone who reaches this server may make rooms in it and spend your model key.\n  Set CREATE_KEY to a secret text, and give it only to those who may: CREATE_KEY=… npm start',
  ];
}

function portFrom(env: NodeJS.ProcessEnv, name: string, usual: number): number {
  const raw = env[name];
  if (raw === undefined || raw === '') return usual;
  const port = Number(raw);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new StartProblem(`${name}=${raw} is not a port: a number from 1 to 65535.`);
  }
  return port;
}

/** By default at most half of the machine's memory. */
function memoryFrom(env: NodeJS.ProcessEnv): number {
  const { usual, least } = watchdogLimits.memoryMib;
  const raw = env['EXECUTOR_MEMORY_MIB'];
  if (raw === undefined || raw === '')
    return Math.max(least, Math.min(usual, Math.floor(totalmem() / 2 ** 21)));
  const mib = Number(raw);
  if (!Number.isInteger(mib) || mib < least)
    throw new StartProblem(`EXECUTOR_MEMORY_MIB=${raw} is not a number of MiB, ${least} or more.`);
  return mib;
}
