import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RuleTester } from 'oxlint/plugins-dev';
import { describe, expect, it } from 'vitest';
import { hosts, house, isPart, placeOf } from './house.ts';
import plugin from './import-rule.ts';

const files = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .stdout.split('\n')
  .filter((file) => /\.(?:ts|tsx|mjs)$/.test(file) && existsSync(file));

describe('the house', () => {
  it('has a place for every file', () => {
    expect(files.length).toBeGreaterThan(500);
    expect(files.filter((file) => isPart(file) && placeOf(file) === undefined)).toEqual([]);
  });

  it('names nothing that is not there', () => {
    const floors = house.flatMap(({ path, floors = [] }) => floors.map((floor) => path + floor));
    const named = [...house.flatMap(({ path, may }) => [path, ...may]), ...floors, ...hosts];
    expect(named.filter((path) => !existsSync(path.replace(/\*$/, '')))).toEqual([]);
  });

  it('is the table of CONTRIBUTING', () => {
    const table = /## The house\n([\s\S]*?)\n## /.exec(readFileSync('CONTRIBUTING.md', 'utf8'))?.[1] ?? '';
    const names = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
    const told = table
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').slice(1, -1))
      .filter(([, , may = '']) => !may.includes('everything'))
      .flatMap(([parts, , may]) =>
        names(parts).map((path) => ({
          path,
          // Within `party/`, the table says `auth.ts` for `party/auth.ts`.
          may: names(may).map((name) => (existsSync(name) ? name : `party/${name}`)),
        })),
      );
    const sorted = (rows: readonly { path: string; may: readonly string[] }[]) =>
      new Map(rows.map(({ path, may }) => [path, [...may].sort()]));
    expect(sorted(told)).toEqual(sorted(house));
  });
});

const importing = (name: string): string => `import '${name}';`;

/** Files, there or not, each with an import that must not be. */
const forbidden: [file: string, source: string][] = [
  // The platform, with all that is below a package.
  ...['partykit/server', 'partykit/server/deep', 'partyserver/x', '@cloudflare/ai-chat/react', 'agents']
    .concat(['agents/mcp/client', 'y-partykit', 'y-partykit/storage', 'cloudflare:workers'])
    .map((name): [string, string] => ['party/room/core.ts', importing(name)]),
  ['shared/doc.ts', importing('partykit/server')],
  ['party/quotas/spend.ts', importing('cloudflare:workers')],
  ['party/quotas/counters.ts', importing('agents')],
  ['party/rooms.ts', importing('cloudflare:workers')],
  ['web/room/room.ts', importing('agents/client')],
  ['scripts/start.ts', importing('partykit/server')],
  // Siblings.
  ['scripts/start.ts', importing('../party/auth.ts')],
  ['scripts/testing/gate.ts', importing('../../party/agent/runs/runs.ts')],
  ['party/worker.ts', importing('./room/core.ts')],
  ['party/worker.ts', importing('./executor/execute.ts')],
  ['party/worker.ts', importing('./agent/runs/runs.ts')],
  ['party/agent/coder.ts', importing('../room/core.ts')],
  ['party/agent/coder.ts', importing('../rooms.ts')],
  ['party/agent/runs/runs.ts', importing('../../rooms.ts')],
  ['party/agent/runs/runs.ts', importing('../../run-host.ts')],
  ['party/agent/http/router.ts', importing('../../worker.ts')],
  ['party/agent/http/router.ts', importing('../../../test/page.ts')],
  ['party/agent/chat/sdk-chat-host.ts', importing('../../room/core.ts')],
  ['party/room/host-partykit.ts', importing('../agent/runs/runs.ts')],
  ['party/room/core.ts', importing('../env.ts')],
  ['party/room/core.ts', importing('../quotas/spend.ts')],
  ['party/executor/loopbacks/fs.ts', importing('../../agent/host/volume.ts')],
  ['party/executor/index.ts', importing('../agent/host/volume.ts')],
  ['party/executor/isolate/harness.ts', importing('../../agent/host/volume.ts')],
  ['party/executor/execute.ts', importing('../auth.ts')],
  ['party/executor/execute.ts', importing('../env.ts')],
  ['party/quotas/spend.ts', importing('../health.ts')],
  ['party/quotas/spend.ts', importing('../rooms.ts')],
  ['party/auth.ts', importing('./env.ts')],
  ['shared/doc.ts', importing('./protocol/peer.ts')],
  ['shared/sub/x.ts', importing('../../party/auth.ts')],
  ['web/room/room.ts', importing('../../party/auth.ts')],
  ['web/room/room.ts', importing('../../test/page.ts')],
  ['web/room/room.ts', importing('../../scripts/ports.ts')],
  ['party/room/core.ts', importing('../../bench/lib/bench.ts')],
  ['party/room/core.test.ts', importing('../../bench/lib/bench.ts')],
  // Floors.
  ['party/agent/storage/sql.ts', importing('../runs/runs.ts')],
  ['party/agent/http/router.ts', importing('../tables.ts')],
  ['party/agent/tables.ts', importing('./coder.ts')],
  ['web/storage.ts', importing('./ui/toast.tsx')],
  ['web/ui/toast.tsx', importing('../room/room.ts')],
  ['web/editor/models.ts', importing('../chat/compose.ts')],
  ['web/page/RoomPage.tsx', importing('../App.tsx')],
  // What has no place.
  ['party/x.ts', importing('./auth.ts')],
  ['party/agent/x.ts', ''],
  ['party/agent/newroom/x.ts', ''],
  ['web/newroom/x.ts', ''],
  // Every way to name a file.
  ['web/room/room.ts', `export * from '../../party/auth.ts';`],
  ['web/room/room.ts', `export { x } from '../../party/auth.ts';`],
  ['web/room/room.ts', `import type { Env } from '../../party/env.ts';`],
  ['web/room/room.ts', `type T = import('../../party/env.ts').Env;`],
  ['web/room/room.ts', `type T = typeof import('../../party/env.ts');`],
  ['web/room/room.ts', `import auth = require('../../party/auth.ts');`],
  ['web/room/room.ts', `void import('../../party/auth.ts');`],
  ['web/room/room.ts', 'void import(`../../party/${name}.ts`);'],
  ['web/room/room.ts', 'void import(name);'],
  ['web/room/room.ts', `new Worker(new URL('../../party/auth.ts', import.meta.url));`],
  ['web/room/room.ts', `import worker from '../../party/auth.ts?worker';`],
  ['web/room/room.ts', `import.meta.glob('../../party/*.ts');`],
  ['web/room/room.ts', `/// <reference path="../../party/env.ts" />\n`],
  ['scripts/start.ts', `require('../party/auth.ts');`],
  ['scripts/start.ts', `import { createRequire } from 'node:module';`],
  ['scripts/start.ts', `import * as modules from 'module';`],
  ['party/agent/runs/runs.ts', importing('../../room')],
  ['party/agent/runs/runs.ts', importing('../chat')],
  ['party/agent/runs/runs.ts', importing('../..')],
];

const allowed: [file: string, source: string][] = [
  ['party/room/host-partykit.ts', importing('partykit/server')],
  ['party/executor/loopbacks/fs.ts', importing('cloudflare:workers')],
  ['party/room/core.ts', importing('../auth.ts')],
  ['party/room/core.ts', importing('../../shared/protocol/peer.ts')],
  ['party/room/core.test.ts', importing('../../scripts/ports.ts')],
  ['party/agent/http/router.ts', importing('../../quotas/token-buckets.ts')],
  ['party/worker.ts', importing('./agent/coder.ts')],
  ['web/App.tsx', importing('./page/Notice.tsx')],
  ['web/ui/toast.tsx', importing('../theme.ts')],
  ['bench/room/bench.ts', importing('../lib/bench.ts')],
  ['scripts/dev-servers.ts', `new URL('../node_modules/x', import.meta.url);`],
];

const cases = (list: [file: string, source: string][]) =>
  list.map(([file, code]) => ({ name: `${file}: ${code}`, code, filename: join(process.cwd(), file) }));

RuleTester.describe = describe;
RuleTester.it = it;
new RuleTester({ languageOptions: { parserOptions: { lang: 'ts' } } }).run('imports', plugin.rules.imports, {
  valid: cases(allowed),
  invalid: cases(forbidden).map((one) => ({ ...one, errors: 1 })),
});
