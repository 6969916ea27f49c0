import { showLimits } from '../../../shared/limits.ts';
import type { GuardNames } from '../compile.ts';
import { transform } from '../sucrase.ts';
// `?text` imports the modules' sources; the linter looks for a default export in the modules themselves.
/* oxlint-disable import/default */
import assertCalls from './assert/calls.ts?text' with { type: 'text' };
import assertDiff from './assert/diff.ts?text' with { type: 'text' };
import assertionError from './assert/assertion-error.ts?text' with { type: 'text' };
import looseEqual from './assert/loose-equal.ts?text' with { type: 'text' };
import thrown from './assert/thrown.ts?text' with { type: 'text' };
import nodeAssert from './node-assert.ts?text' with { type: 'text' };
import nodeAssertStrict from './node-assert-strict.ts?text' with { type: 'text' };
import console from './console.ts?text' with { type: 'text' };
import depth from './depth.ts?text' with { type: 'text' };
import failure from './failure.ts?text' with { type: 'text' };
import fs from './fs.ts?text' with { type: 'text' };
import fsValues from './fs-values.ts?text' with { type: 'text' };
import functionSource from './function-source.ts?text' with { type: 'text' };
import guard from './guard.ts?text' with { type: 'text' };
import harness from './harness.ts?text' with { type: 'text' };
import modulePaths from '../../../shared/programs/module-paths.ts?text' with { type: 'text' };
import modules from './modules.ts?text' with { type: 'text' };
import network from './network.ts?text' with { type: 'text' };
import nodeFsPromises from './node-fs-promises.ts?text' with { type: 'text' };
import nodeFs from './node-fs.ts?text' with { type: 'text' };
import nodeModules from './node-modules.ts?text' with { type: 'text' };
import nodePerfHooks from './node-perf-hooks.ts?text' with { type: 'text' };
import nodeProcess from './node-process.ts?text' with { type: 'text' };
import nodeTimers from './node-timers.ts?text' with { type: 'text' };
import nodeTimersPromises from './node-timers-promises.ts?text' with { type: 'text' };
import output from './output.ts?text' with { type: 'text' };
import pending from './pending.ts?text' with { type: 'text' };
import platformObjects from './platform-objects.ts?text' with { type: 'text' };
import positions from './positions.ts?text' with { type: 'text' };
import tree from './remove-tree.ts?text' with { type: 'text' };
import processEvents from './process-events.ts?text' with { type: 'text' };
import property from './property.ts?text' with { type: 'text' };
import resolve from './resolve.ts?text' with { type: 'text' };
import show from './show.ts?text' with { type: 'text' };
import stack from './stack.ts?text' with { type: 'text' };
import streams from './streams.ts?text' with { type: 'text' };
import table from './table.ts?text' with { type: 'text' };
import webWorker from './web-worker.ts?text' with { type: 'text' };

const sources = {
  'node-assert-strict': nodeAssertStrict,
  'node-assert': nodeAssert,
  'assert/thrown': thrown,
  'assert/loose-equal': looseEqual,
  'assert/assertion-error': assertionError,
  'assert/diff': assertDiff,
  'assert/calls': assertCalls,
  console,
  depth,
  failure,
  fs,
  'fs-values': fsValues,
  'function-source': functionSource,
  guard,
  harness,
  'module-paths': modulePaths,
  modules,
  network,
  'node-fs': nodeFs,
  'node-fs-promises': nodeFsPromises,
  'node-modules': nodeModules,
  'node-perf-hooks': nodePerfHooks,
  'node-process': nodeProcess,
  'node-timers': nodeTimers,
  'node-timers-promises': nodeTimersPromises,
  output,
  pending,
  'platform-objects': platformObjects,
  positions,
  'process-events': processEvents,
  property,
  'remove-tree': tree,
  resolve,
  show,
  stack,
  streams,
  table,
  'web-worker': webWorker,
};

const own = Object.entries(sources).map(([name, source]) => {
  const { code } = transform(source, { transforms: ['typescript'], disableESTransforms: true });
  return [`${name}.ts`, code] as const;
});
own.push(['show-limits.ts', `export const showLimits = ${JSON.stringify(showLimits)};`]);

/** The isolate's own modules, in their random folder, and the name of the main one. */
export function isolateModules({ folder }: GuardNames): {
  main: string;
  modules: [name: string, js: string][];
} {
  return {
    main: `${folder}/harness.ts`,
    modules: own.map(([name, js]) => [`${folder}/${name}`, js]),
  };
}
