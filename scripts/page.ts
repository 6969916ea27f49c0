import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { endLeashed, startLeashed } from './leashed.ts';
import { say } from './log.ts';
import { StartProblem } from './settings.ts';

const built = 'web/dist/index.html';
const sources = ['web', 'shared', 'vite.config.ts', 'package-lock.json'];

/** Builds the page when it was never built, or its sources are newer. `done` rejects with a StartProblem when it cannot be. */
export function buildPage(): { done: Promise<void>; stop(): Promise<void> } {
  const builtAt = existsSync(built) ? statSync(built).mtimeMs : 0;
  if (Math.max(...sources.map(newestIn)) <= builtAt) {
    return { done: Promise.resolve(), stop: () => Promise.resolve() };
  }
  say('Building the page …');
  const build = startLeashed(['node_modules/vite/bin/vite.js', 'build']);
  let stopped = false;
  const run = async (): Promise<void> => {
    const said = Promise.all([text(build.stdout), text(build.stderr)]);
    await once(build, 'exit');
    if (build.exitCode === 0 || stopped) return;
    throw new StartProblem(`The page cannot be built:\n${(await said).join('')}`);
  };
  return {
    done: run(),
    stop: () => {
      stopped = true;
      return endLeashed(build);
    },
  };
}

/** When the newest file under a path was written. */
function newestIn(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const inside = readdirSync(path).filter((name) => name !== 'dist' && name !== 'node_modules');
  return Math.max(0, ...inside.map((name) => newestIn(join(path, name))));
}
