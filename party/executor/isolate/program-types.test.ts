import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seeds } from '../../room/seed.ts';
import { programTypes } from '../../../shared/programs/types.ts';
import { promises } from './fs.ts';
import * as fs from './node-fs.ts';
import { builtinNames, builtins } from './node-modules.ts';

/** What the editor reports about programs, from TypeScript itself with the editor's options. */
const types: string[] = [];
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tandem-types-'));
  for (const [path, text] of Object.entries(programTypes)) {
    types.push(join(folder, basename(path)));
    await writeFile(join(folder, basename(path)), text);
  }
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const compilerOptions = {
  target: 'esnext',
  module: 'esnext',
  moduleResolution: 'bundler',
  moduleDetection: 'force',
  lib: ['esnext', 'webworker'],
  types: [],
  strict: true,
  noImplicitAny: false,
  allowJs: true,
  allowImportingTsExtensions: true,
  noEmit: true,
};

/** @returns `file(line): code` of each squiggle, in order. */
async function squigglesOf(files: Record<string, string>): Promise<string[]> {
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), text);
  }
  const config = join(folder, 'tsconfig.json');
  const names = Object.keys(files).map((name) => join(folder, name));
  await writeFile(config, JSON.stringify({ compilerOptions, files: [...types, ...names] }));
  const { promise, resolve: done } = Promise.withResolvers<string>();
  execFile(resolve('node_modules/.bin/tsc'), ['-p', config, '--pretty', 'false'], (_error, stdout) =>
    done(stdout),
  );
  return [...(await promise).matchAll(/([^/\s]+)\((\d+),\d+\): error (TS\d+)/g)].map(
    ([, name, line, code]) => `${name}(${line}): ${code}`,
  );
}

const shared = resolve('shared');

it('X55 a correct program has no squiggle, in TypeScript and in JavaScript', async () => {
  const program = `import { readdir, readFile } from 'node:fs/promises';
import all from 'node:fs/promises';
import { existsSync, promises, readFileSync } from 'node:fs';
import 'fs/promises';
import 'fs';
export default async (env, { args }) => {
  const { stdout, exitCode } = await env.BASH.exec('echo Hello && pwd', { stdin: '' });
  process.stdout.write(stdout);
  if (exitCode > 0) process.exit(3);
  return [args, process.argv, process.cwd(), process.platform, process.env['MODE'], existsSync('a'), readFileSync('a', 'utf8').length];
};
`;
  const typed = `import { readdir, readFile } from 'node:fs/promises';
export default async ({ BASH, ECHO, FETCH, FS }: Env, { args }: Call) => {
  const [name = ''] = await readdir('.');
  const text: string = await readFile(new URL(\`file:///work/\${name}\`), 'utf8');
  const bytes: Uint8Array = await FS.readFile('b');
  await FS.writeFile('out/c.txt', text + bytes.length + args.length, { flag: 'a' });
  const answer = await FETCH.get('https://registry.npmjs.org/yjs', { headers: { accept: 'application/json' } });
  if (answer.error) throw new Error(answer.error.message);
  const [first] = await FETCH.getLog();
  console.log(answer.body, first?.status, (await BASH.exec('ls')).stdout, await ECHO.echo(1 + 1));
  return (await fetch('https://unpkg.com/yjs')).ok;
};
`;
  const script = `import { readFile } from 'node:fs/promises';
const text: string = await readFile(new URL('./a.txt', import.meta.url), 'utf8');
process.on('exit', (code) => console.log(code + 1));
process.on('unhandledRejection', (reason) => process.nextTick(console.log, reason));
process.stdout.write(Buffer.concat([Buffer.from('aGk=', 'base64'), Buffer.from([10])]), () => process.stdout.end());
console.log(Buffer.from(text).toString('hex'), Buffer.isBuffer(text));
if (import.meta.main) console.log(text, import.meta.dirname, import.meta.filename, import.meta.resolve('./b'));
`;
  const worker = `export default {
  async fetch(request: Request, env: Env, { args, waitUntil }: RequestCall): Promise<Response> {
    waitUntil(env.ECHO.ping());
    return Response.json([new URL(request.url).pathname, args]);
  },
};
`;
  const files = {
    'script.ts': script,
    'worker.ts': worker,
    'program.ts': program,
    'program.js': program,
    'typed.ts': typed,
  };
  expect(await squigglesOf(files)).toEqual([]);
});

it('X116 each of Node’s modules that programs have is known by both names, with all that it exports', async () => {
  const specifiers = [...builtinNames].flatMap(([name, builtin]) => [
    [name, builtin] as const,
    [`node:${name}`, builtin] as const,
  ]);
  const lines = specifiers.flatMap(([specifier, builtin], at) => {
    const names = [...builtins[builtin]].filter((name) => name !== 'default');
    const bound = names.map((name) => `${name} as ${name}${at}`).join(', ');
    return [
      `import all${at}, { ${bound} } from '${specifier}';`,
      `console.log(all${at}, ${names.map((name) => name + at).join(', ')});`,
    ];
  });
  const program = [
    ...lines,
    `import assert from 'node:assert/strict';
    import EventEmitter, { once } from 'node:events';
    import path, { join } from 'path';
    import util, { format, inspect, promisify } from 'node:util';
    import { setTimeout as sleep } from 'timers/promises';
    assert(1 > 0); assert.deepEqual([1], [1]); assert.throws(() => 1, /x/);
    await assert.rejects(async () => 1, TypeError, 'words');
    class Clock extends EventEmitter { tick(): boolean { return this.emit('tick', 1); } }
    const [n] = await once(new Clock().on('tick', (at) => at + 1), 'tick');
    const said: string = join(path.sep, format('%d', n), util.inspect(1, { depth: null }));
    const later = promisify((text: string, done: (error: Error | null, size: number) => void) => done(null, text.length));
    const size: number = await later(said); await sleep(size); const word: string = await sleep(1, 'x');
    console.log([inspect.custom], word, process.version.length);
    const maybe: string | undefined = process.env['A'];
    assert(maybe); maybe.length;`,
  ].join('\n');
  expect(await squigglesOf({ 'modules.ts': program })).toEqual([]);
});

it('X116 a wrong use of them has a squiggle', async () => {
  const wrong = `import assert from 'node:assert';
import { join, glue } from 'node:path';
import { createServer } from 'node:http';
join(1);
assert.equals(1, 1);
`;
  expect(await squigglesOf({ 'wrong-modules.ts': wrong })).toEqual([
    'wrong-modules.ts(2): TS2305',
    'wrong-modules.ts(3): TS2591',
    'wrong-modules.ts(4): TS2345',
    'wrong-modules.ts(5): TS2551',
  ]);
});

it.each(['typescript', 'kata', 'worker'] as const)('X55 the sample %s has no squiggle', async (sample) => {
  const files = seeds[sample].files.filter(({ path }) => path.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(0);
  const flat = files.map(({ path, text }) => [path.replaceAll('src/', ''), text.replaceAll('./src/', './')]);
  expect(await squigglesOf(Object.fromEntries(flat))).toEqual([]);
});

it('X55 a wrong call has one', async () => {
  const wrong = `import { readFile, watch } from 'node:fs/promises';
export default async (env: Env) => {
  const text: string = await readFile('a');
  await env.BASH.run('ls');
  process.exit('now');
};
`;
  expect(await squigglesOf({ 'wrong.ts': wrong })).toEqual([
    'wrong.ts(1): TS2305',
    'wrong.ts(3): TS2322',
    'wrong.ts(4): TS2339',
    'wrong.ts(5): TS2345',
  ]);
});

it('X55 the types declare exactly what a program has', async () => {
  const declared = programTypes['tandem:/program.d.ts'] ?? '';
  const namesIn = (module: string): string[] => {
    const body = declared.split(`declare module '${module}' {`)[1]?.split('\n}')[0] ?? '';
    return [
      ...new Set([...body.matchAll(/export (?:function|const) (\w+)/g)].map(([, name = '']) => name)),
    ].sort();
  };
  expect(namesIn('node:fs/promises')).toEqual(Object.keys(promises).sort());
  expect(namesIn('node:fs')).toEqual(
    Object.keys(fs)
      .filter((name) => name !== 'default')
      .sort(),
  );
  // Both take the loopbacks' result types from the executor.
  const same = `import type { FetchAnswer } from '${shared}/fetch-answer.ts';
import type { FetchConfig, ShellResult } from '${shared}/run.ts';
import type { RequestEntry } from '${shared}/host.ts';
declare const real: [FetchAnswer, FetchConfig, ShellResult, RequestEntry];
export const told: [
  Env.Answer, Env.Rules, Awaited<ReturnType<Env['BASH']['exec']>>, Env.Request
] = real;
declare const rules: Env.Rules;
export const asked: FetchConfig = rules;
`;
  expect(await squigglesOf({ 'same.ts': same })).toEqual([]);
});
