import { spawnSync } from 'node:child_process';

/** Type-checks each part for the platform it runs on. */
const projects = ['tsconfig.json', 'party/tsconfig.json', 'web/tsconfig.json', 'test/tsconfig.json'];
const failed = projects.filter((project) => {
  const { status } = spawnSync('node_modules/.bin/tsc', ['-p', project], { stdio: 'inherit' });
  return status !== 0;
});
process.exit(failed.length === 0 ? 0 : 1);
