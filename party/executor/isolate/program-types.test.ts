import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seeds } from '../../room/seed.ts';
import { promises } from './fs.ts';
import * as fs from './node-fs.ts';

/** What the editor reports about programs, from TypeScript itself with the editor's options. */
const types = resolve('shared/programs/program.d.ts');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tandem-types-'));
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
  await writeFile(config, JSON.stringify({ compilerOptions, files: [types, ...names] }));
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
  const declared = await readFile(types, 'utf8');
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
