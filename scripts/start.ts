import { mkdirSync } from 'node:fs';
import { watchdogLimits } from '../shared/limits.ts';
import { log } from './log.ts';
import { buildPage, buildIsolates } from './build.ts';
import { openToNetwork, openToOthers } from './closed.ts';
import { Service, type ServiceSettings } from './service.ts';
import { servicesOf } from './services.ts';
import { readSettings, StartProblem, type Settings, warningsFor } from './settings.ts';
import { type Programs, watch } from './watchdog.ts';

/**
 * Starts every part of the product, prints one link, and ends everything on Ctrl-C, SIGTERM or SIGHUP.
 * If this process is killed, the services' leashes end them.
 */
const running: { stop(): Promise<void> }[] = [];
let ending: Promise<void> | undefined;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));

try {
  await start(await readSettings(process.argv.slice(2), process.env));
} catch (error) {
  console.error(error instanceof StartProblem ? error.message : error);
  await end(1);
}

async function start(settings: Settings): Promise<void> {
  // The Worker needs the folder to exist; in development Vite serves the page itself.
  if (settings.dev) mkdirSync('web/dist', { recursive: true });
  await allBuilt(settings.dev ? buildIsolates() : [...buildIsolates(), buildPage()]);
  if (ending !== undefined) return;
  const { room, executor, isolated, worker, page } = servicesOf(settings, process.env);
  log('Starting room, executor and worker …');
  const onEnded = (): void => void startIsolated(isolated, settings);
  launch(room);
  launch(executor, { maxMemoryMib: settings.executorMemoryMib, onEnded });
  launch(worker);
  await Promise.all(servicesReady());
  if (settings.dev) {
    launch(page);
    await Promise.all(servicesReady());
  }
  refuse(await openToOthers());
  if (ending !== undefined) return;
  for (const warning of warningsFor(process.env)) log(`\n  ▲ WARNING: ${warning}`);
  log(`\n  Tandem is ready:  http://localhost:${settings.port}\n`);
}

let hasIsolated = false;

/** The isolated executor is started only when a program first takes the usual one down: most servers never need it. */
async function startIsolated(isolated: ServiceSettings, settings: Settings): Promise<void> {
  if (hasIsolated || ending !== undefined) return;
  hasIsolated = true;
  const { least } = watchdogLimits.memoryMib;
  const service = launch(isolated, { maxMemoryMib: Math.max(least, settings.executorMemoryMib / 2) });
  try {
    await service.ready();
    refuse(openToNetwork());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    if (error instanceof StartProblem) await end(1);
  }
}

/** @throws StartProblem */
function refuse(open: string[]): void {
  if (open.length > 0)
    throw new StartProblem(`Tandem did not start, because others could reach it.\n${open.join('\n')}`);
}

async function allBuilt(builds: ReturnType<typeof buildPage>[]): Promise<void> {
  running.push(...builds);
  await Promise.all(builds.map(({ done }) => done));
}

function launch(settings: ServiceSettings, programs?: Programs): Service {
  const service = new Service(settings);
  service.start();
  running.push(service, watch(service, settings, programs));
  return service;
}

function servicesReady(): Promise<void>[] {
  return running.flatMap((service) => (service instanceof Service ? [service.ready()] : []));
}

async function end(code: number): Promise<void> {
  ending ??= (async () => {
    await Promise.all(running.map((service) => service.stop()));
    process.exit(code);
  })();
  await ending;
}
