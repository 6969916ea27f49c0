import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { endLeashed, startLeashed } from './leashed.ts';
import { log } from './log.ts';
import { StartProblem } from './settings.ts';

/** A running build. `done` rejects with a StartProblem when it fails. */
interface Build {
  done: Promise<void>;
  stop(): Promise<void>;
}

export const buildPage = (): Build =>
  build('page', 'web/dist/index.html', ['web', 'shared', 'vite.config.ts', 'package-lock.json']);

const executor = 'party/executor';

/** Builds the modules that the executor loads into isolates: of each shell command, and the one that checks types. */
export const buildIsolates = (): Build[] => [buildIsolate('shell'), buildIsolate('types')];

const buildIsolate = (name: string): Build =>
  build(
    name,
    `${executor}/dist/${name}.json`,
    [
      `${executor}/isolate`,
      `${executor}/ask.ts`,
      `${executor}/just-bash`,
      `${executor}/just-bash.ts`,
      `${executor}/vite.config.ts`,
      'shared',
      'package-lock.json',
    ],
    ['-c', `${executor}/vite.config.ts`, '--mode', name],
  );

/** Runs a build, unless its output is newer than its sources. */
function build(what: string, built: string, sources: string[], options: string[] = []): Build {
  const builtAt = existsSync(built) ? statSync(built).mtimeMs : 0;
  if (Math.max(...sources.map(newestIn)) <= builtAt) {
    return { done: Promise.resolve(), stop: () => Promise.resolve() };
  }
  log(`Building the ${what} …`);
  const process = startLeashed(['node_modules/vite/bin/vite.js', 'build', ...options]);
  let stopped = false;
  const run = async (): Promise<void> => {
    const output = Promise.all([text(process.stdout), text(process.stderr)]);
    await once(process, 'exit');
    if (process.exitCode === 0 || stopped) return;
    throw new StartProblem(`The ${what} cannot be built:\n${(await output).join('')}`);
  };
  return {
    done: run(),
    stop: () => {
      stopped = true;
      return endLeashed(process);
    },
  };
}

/** Modification time of the newest file under a path. */
function newestIn(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const inside = readdirSync(path).filter((name) => name !== 'dist' && name !== 'node_modules');
  return Math.max(0, ...inside.map((name) => newestIn(join(path, name))));
}
