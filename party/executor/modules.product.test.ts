import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startExecutor, type ExecutorProcess } from '../../test/executor-process.ts';

let executor: ExecutorProcess;
beforeAll(async () => {
  executor = await startExecutor();
});
afterAll(() => executor.stop());

async function said(files: string | Record<string, string>, entry?: string): Promise<string[]> {
  const { entries, outcome } = await executor.run(files, entry === undefined ? {} : { entry });
  expect(outcome.error).toBeUndefined();
  return entries.map(({ text }) => text);
}

describe('X2 a file without a default export', () => {
  it.each([
    [
      'the clock',
      'console.log(Math.abs(Date.now() - CLOCK) < 600_000, new Date().getFullYear() > 2000)',
      'true true',
    ],
    [
      'timers, and time that goes by',
      'const at = Date.now(); await new Promise((resolve) => setTimeout(resolve, 40)); console.log(Date.now() - at >= 39)',
      'true',
    ],
    ['random values', 'console.log(crypto.randomUUID().length, Math.random() < 1)', '36 true'],
    [
      'the network',
      'console.log(await fetch("https://unpkg.com/yjs").catch(({ message }) => message))',
      'The room cannot be reached at the moment.',
    ],
    [
      'as many steps as others',
      'let sum = 0; for (let i = 0; i < 60_000_000; i++) sum += i % 3; console.log(sum)',
      '60000000',
    ].map(String) as [string, string, string],
  ])('has %s, and so has what it imports', async (_, code, expected) => {
    const timed = code.replace('CLOCK', String(Date.now()));
    expect(await said(timed)).toEqual([expected]);
    expect(await said({ 'main.ts': 'import "./script";', 'script.ts': timed })).toEqual([expected]);
    expect(await said({ 'main.ts': 'await import("./script");', 'script.ts': timed })).toEqual([expected]);
  });

  it.each([
    ['throws', 'const f = (a: string): never => {\n  throw new Error(a);\n};\nf("x");', 2, 9],
    [
      'throws later',
      'await 1;\nconst f = async () => {\n  await 1;\n  throw new Error("x");\n};\nawait f();',
      4,
      9,
    ],
  ])('reports its position when it %s', async (_, code, line, column) => {
    const { outcome } = await executor.run(code);
    expect(outcome.error).toMatchObject({ message: 'Error: x', file: 'main.ts', line, column });
  });

  it.each([
    ['computes', 'for (;;) {}'],
    ['waits for nothing', 'await new Promise(() => {})'],
    ['waits and computes', 'for (;;) await 1'],
    ['waits for itself', 'await import("./main")'],
  ])('ends as a timeout when it %s', async (_, code) => {
    const { outcome } = await executor.run(code, { timeoutMs: 1_000 });
    expect(outcome.error).toMatchObject({ category: 'timeout' });
  });
});

/** Prints when it runs, at once and in the next microtask. */
const spoken = (name: string, ...imports: string[]): string =>
  [
    ...imports.map((file) => `import './${file}.ts';`),
    `console.log('${name}'); Promise.resolve().then(() => console.log('after ${name}'));`,
  ].join('');

describe('X90 modules', () => {
  const graph = {
    'top.ts': spoken('top', 'left', 'right'),
    'left.ts': spoken('left', 'deep'),
    'right.ts': spoken('right', 'deep'),
    'deep.ts': spoken('deep'),
  };
  const inOrder = ['deep', 'left', 'right', 'top'];
  const after = inOrder.map((name) => `after ${name}`);

  it('run one after another, imports first, without interleaving', async () => {
    expect(await said(graph, 'top.ts')).toEqual([...inOrder, ...after]);
  });

  it('run in the same order, each once, when imported dynamically', async () => {
    const files = {
      ...graph,
      'main.ts':
        'await import("./right"); await import("./top"); await import("./top.ts"); console.log("main");',
    };
    const order = (await said(files)).filter((text) => !text.startsWith('after'));
    expect(order).toEqual(['deep', 'right', 'left', 'top', 'main']);
    const twice = {
      ...graph,
      'main.ts':
        'const all = await Promise.all([import("./top"), import("./left")]); console.log(all[0] === await import("./top"));',
    };
    expect((await said(twice)).filter((text) => !text.startsWith('after'))).toEqual([...inOrder, 'true']);
  });

  it('keep running while one of them waits', async () => {
    const files = {
      'main.ts': 'import "./slow"; import "./quick"; console.log("main");',
      'slow.ts':
        'console.log("slow"); await new Promise((resolve) => { globalThis.go = resolve; }); console.log("went");',
      'quick.ts': 'console.log("quick"); globalThis.go();',
    };
    expect(await said(files)).toEqual(['slow', 'quick', 'went', 'main']);
  });

  it('see live values of one another’s exports', async () => {
    const files = {
      'main.ts':
        'import { count, add, later } from "./count"; import * as all from "./count"; export const own = 7; add(); console.log(count, all.count, later());',
      'count.ts':
        'import { own } from "./main"; export let count = 1; export function add() { count++; } export const later = () => own;',
    };
    expect(await said(files)).toEqual(['2 2 7']);
    const early = await executor.run({
      'main.ts': 'import { later } from "./count"; later; export const own = 7;',
      'count.ts': 'import { own } from "./main"; export const later = own;',
    });
    expect(early.outcome.error).toMatchObject({
      message: "ReferenceError: Cannot access 'own' before initialization",
      file: 'count.ts',
    });
  });

  it('fail without ending the program when imported dynamically', async () => {
    const files = {
      'main.ts':
        'for (const file of ["bad", "good"]) console.log(await import(`./${file}`).then(({ v }) => v, String)); import("./bad").catch(() => 0); import("./good");',
      'bad.ts': 'import "./deep"; throw new Error("bad");',
      'deep.ts': 'await 1;',
      'good.ts': 'import "./deep"; export const v = 1;',
    };
    expect(await said(files)).toEqual(['Error: bad', '1']);
  });

  it('are found by a computed specifier if an import somewhere names them', async () => {
    const files = {
      'src/main.ts': [
        'const at = (name: string) => import(`./parts/${name}`).then(({ v }) => v, String);',
        'console.log(await at("a"), await at("a.ts"), await at("../parts/a.js"), await at("b"));',
        'console.log(typeof (await import("node:" + "fs")).readFileSync, await import("node:" + "net").catch(String));',
        'if (false) await import("./parts/a");',
      ].join('\n'),
      'src/parts/a.ts': 'export const v = 1;',
      'src/parts/b.ts': '',
    };
    expect(await said(files, 'src/main.ts')).toEqual([
      "1 1 1 Error: “./parts/b” is not among the files that this program names in its imports: write it out, as in import('./name.ts').",
      'function Error: “node:net” is not available here: use `fetch`, which reads from the hosts that this room may read from.',
    ]);
  });

  it.each(['a b.ts', 'a%20b.ts', '[id].ts', 'größe.ts', 'a+b.ts', '50%.ts', 'a?b.ts', 'a#b.ts', 'a%2Fb.ts'])(
    'X11 X91 have any name: %s',
    async (name) => {
      const others = { 'a b.ts': '', 'a%20b.ts': '', 'a/b.ts': '' };
      const imports = Object.keys(others).map((other) => `import ${JSON.stringify(`./${other}`)};`);
      const source = `${imports.join('')}\nthrow new Error(import.meta.filename);`;
      const { outcome } = await executor.run({ ...others, [name]: source }, { entry: name });
      expect(outcome.error).toMatchObject({
        message: `Error: /work/${name}`,
        file: name,
        line: 2,
        column: 7,
      });
    },
  );
});

it('X91 import.meta tells where a module is', async () => {
  const told = 'console.log(JSON.stringify(import.meta), import.meta.resolve("./x.ts"));';
  const files = { 'src/größe.ts': `import "./a/b.js"; ${told}`, 'src/a/b.ts': told };
  const dir = 'file:///work/src';
  expect(await said(files, 'src/größe.ts')).toEqual([
    `{"dirname":"/work/src/a","filename":"/work/src/a/b.ts","main":false,"url":"${dir}/a/b.ts"} ${dir}/a/x.ts`,
    `{"dirname":"/work/src","filename":"/work/src/größe.ts","main":true,"url":"${dir}/gr%C3%B6%C3%9Fe.ts"} ${dir}/x.ts`,
  ]);
});

it('X91 the process is at /work, and the file that runs is its first argument', async () => {
  const { outcome } = await executor.run(
    { 'src/main.ts': 'export default () => [process.cwd(), process.argv, process.platform];' },
    { entry: 'src/main.ts', args: ['a'] },
  );
  expect(outcome.result).toEqual(['/work', ['node', '/work/src/main.ts', 'a'], 'linux']);
});

it('X101 a program’s relative paths begin where it was started', async () => {
  const { outcome } = await executor.run(
    {
      'src/main.ts': `import { existsSync, readFileSync } from 'node:fs';
        import { readFile } from 'node:fs/promises';
        import { name } from './name.ts';
        export default async () => {
          const failed = await readFile('../no.txt').catch((error) => error.path);
          return [process.cwd(), name, readFileSync('a.txt', 'utf8'), existsSync('../main.ts'), failed];
        };`,
      'src/name.ts': `export const name = 'name';`,
      'src/parts/a.txt': 'text',
    },
    { entry: 'src/main.ts', cwd: '/work/src/parts' },
  );
  expect(outcome.result).toEqual(['/work/src/parts', 'name', 'text', true, '../no.txt']);
});

it('X2 a default export that is a class is not called', async () => {
  const { outcome } = await executor.run('export default class A { x = 1 }');
  expect(outcome).toMatchObject({ success: true, resultText: '[class A]' });
});

it('X115 a program reads the source of its functions without the guard', async () => {
  const { outcome, entries } = await executor.run(`export default () => {
    console.log('%s', () => 2);
    try { structuredClone(() => 1); } catch ({ message }) { console.log(message); }
    return String(async (f) => { for (const x of []) while (x) f(() => x); return import('./main.ts'); });
  }`);
  expect(entries.map(({ text }) => text)).toEqual(['() => 2', '() => 1 could not be cloned.']);
  expect(outcome.result).toBe(
    "async (f) => { for (const x of []) while (x) f(() => x); return import('./main.ts'); }",
  );
});
