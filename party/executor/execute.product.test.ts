import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutputEntry } from '../../shared/run.ts';
import { startExecutor, type ExecutorProcess } from '../../test/executor-process.ts';

let executor: ExecutorProcess;
beforeAll(async () => {
  executor = await startExecutor();
});
afterAll(() => executor.stop());

/** Runs one more program, to check that the executor still works. */
async function nextRunWorks(): Promise<void> {
  const { outcome } = await executor.run('export default () => 6 * 7');
  expect(outcome).toMatchObject({ success: true, result: 42 });
}

describe('a program', () => {
  it('X1 X50 runs several TypeScript files, and its result is what the default export returns', async () => {
    const { outcome } = await executor.run(
      {
        'src/main.ts': [
          'import { add } from "#src/lib/add.js";',
          'import { one } from "src/lib/one";',
          'import data from "../data.json" with { type: "json" };',
          'enum Kind { A, B }',
          'interface Context { args: string[] }',
          'export default async (_env: unknown, { args }: Context): Promise<object> =>',
          '  ({ sum: add(one, 2), kind: Kind[1], args, mode: process.env.MODE, data });',
        ].join('\n'),
        'src/lib/add.ts': 'export const add = (a: number, b: number): number => a + b;',
        'src/lib/one.ts': 'export const one = 1;',
        'data.json': '{"list": [1, 2]}',
      },
      { entry: 'src/main.ts', args: ['x'], env: { MODE: 'test' } },
    );
    expect(outcome).toMatchObject({
      success: true,
      result: { sum: 3, kind: 'B', args: ['x'], mode: 'test', data: { list: [1, 2] } },
      resultText:
        "{\n  sum: 3,\n  kind: 'B',\n  args: [ 'x' ],\n  mode: 'test',\n  data: { list: [ 1, 2 ] }\n}",
    });
  });

  it('X2 runs by being loaded if it has no default export', async () => {
    const { outcome, entries } = await executor.run('console.log("loaded");');
    expect(entries.map(({ text }) => text)).toEqual(['loaded']);
    expect(outcome).toMatchObject({ success: true, result: null, resultText: '' });
  });

  it('X1 runs TSX, and files with spaces and brackets in their names', async () => {
    const { outcome } = await executor.run(
      {
        'main (2).tsx': [
          'import { React, type Node } from "./my parts/h [1].ts";',
          'const Item = ({ name }: { name: string }): Node => <li title={name}>{name}!</li>;',
          'export default () => <ul><Item name="a" /><Item name="b" /></ul>;',
        ].join('\n'),
        'my parts/h [1].ts': [
          'export type Node = [unknown, unknown, ...unknown[]];',
          'type Maker = (props: unknown) => Node;',
          'export const React = {',
          '  createElement: (tag: string | Maker, props: unknown, ...inner: unknown[]): Node =>',
          '    typeof tag === "string" ? [tag, props, ...inner] : tag(props),',
          '};',
        ].join('\n'),
      },
      { entry: 'main (2).tsx' },
    );
    expect(outcome.error).toBeUndefined();
    expect(outcome.result).toEqual([
      'ul',
      null,
      ['li', { title: 'a' }, 'a', '!'],
      ['li', { title: 'b' }, 'b', '!'],
    ]);
    const thrown = await executor.run({ 'main (2).ts': '\nthrow new Error("x");' }, { entry: 'main (2).ts' });
    expect(thrown.outcome.error).toMatchObject({ file: 'main (2).ts', line: 2, stack: 'at main (2).ts:2:7' });
  });

  it('X66 answers one request if it exports a web Worker', async () => {
    const code = `
      export default {
        name: 'mine',
        async fetch(request, env, { args, waitUntil }) {
          const { method, url } = request;
          waitUntil(new Promise((resolve) => setTimeout(resolve, 20)).then(() => console.log('kept')));
          const text = [this.name, method, url, args.length, Object.keys(env).length].join(' ');
          return new Response(text, { status: 201, headers: { 'x-a': 'b' } });
        },
      };`;
    const { outcome, entries } = await executor.run(code, { args: ['/path?q=1'] });
    expect(outcome.result).toEqual({
      status: 201,
      headers: { 'content-type': 'text/plain;charset=UTF-8', 'x-a': 'b' },
      body: 'mine GET http://localhost/path?q=1 1 4',
    });
    expect(entries.map(({ text }) => text)).toEqual(['kept']);
    const none = await executor.run('export default { fetch() { throw new Error("x"); } }');
    expect(none.outcome.error).toMatchObject({ message: 'Error: x', file: 'main.ts', line: 1 });
    const wrong = await executor.run('export default { fetch: () => 1 }');
    expect(wrong.outcome.error?.message).toContain('must return a Response');
  });

  it('X3 is not disturbed by a broken file that it does not import', async () => {
    const { outcome } = await executor.run({ 'main.ts': 'export default () => 1', 'broken.ts': '(((' });
    expect(outcome).toMatchObject({ success: true, result: 1 });
  });

  it('X4 starts in a fresh isolate without anything from an earlier run', async () => {
    await executor.run('globalThis.left = 1; Array.prototype.left = 1;');
    const { outcome } = await executor.run('export default () => [typeof globalThis.left, typeof [].left]');
    expect(outcome.result).toEqual(['undefined', 'undefined']);
  });

  it('X5 has no network, not even the controlled one when its room is away', async () => {
    const { outcome } = await executor.run('export default () => fetch("http://127.0.0.1:1/")');
    expect(outcome.error).toMatchObject({
      category: 'runtime',
      message: 'Error: The room cannot be reached at the moment.',
    });
  });
});

describe('a program that does not end', () => {
  it.each([
    ['a bare loop while it loads', 'for (;;) {}'],
    ['a loop', 'export default () => { for (;;) {} }'],
    ['a loop that catches', 'export default () => { while (true) { try { for (;;); } catch {} } }'],
    [
      'a recursion in finally',
      'export default () => { const f = () => { try { f(); } finally { f(); } }; f(); }',
    ],
    [
      'a chain of promises',
      'export default () => { const f = () => Promise.resolve().then(f); return f(); }',
    ],
    ['a generator', 'export default () => { function* g() { for (;;) yield 1; } return [...g()].length; }'],
    ['timers', 'export default () => new Promise(() => { setInterval(() => {}, 10); })'],
    ['a promise that nobody settles', 'export default () => new Promise(() => {})'],
  ])('X14 ends as timeout: %s', async (_, code) => {
    const { outcome } = await executor.run(code, { timeoutMs: 1_000 });
    expect(outcome).toMatchObject({ success: false, error: { category: 'timeout' } });
    await nextRunWorks();
  });

  it('X15 reports where it was computing, and keeps its earlier output', async () => {
    const { outcome, entries } = await executor.run(
      'export default () => {\n  console.log("before");\n  for (;;) {}\n}',
      { timeoutMs: 1_000 },
    );
    expect(outcome.error).toMatchObject({ category: 'timeout', file: 'main.ts', line: 3 });
    expect(entries.map(({ text }) => text)).toEqual(['before']);
  });

  it('X16 ends at once when it is stopped', async () => {
    const { outcome, entries } = await executor.run(
      'export default () => new Promise(() => { console.log("on"); setInterval(() => {}, 10); })',
      { timeoutMs: 60_000, stopAfterMs: 500 },
    );
    expect(outcome.error).toEqual({ category: 'unknown', message: 'Stopped.' });
    expect(entries.map(({ text }) => text)).toEqual(['on']);
    await nextRunWorks();
  });
});

/** What the program printed, each line with its level. */
const said = (entries: OutputEntry[]): string[] => entries.map(({ level, text }) => `${level}: ${text}`);

describe('pending work of a program', () => {
  it('X60 ends when the program returns, and a warning says how much there was', async () => {
    const { outcome, entries } = await executor.run(
      `export default async () => {
        const again = async () => { console.log('behind'); await new Promise((resolve) => setTimeout(resolve, 20)); return again(); };
        setInterval(() => console.log('behind'), 20);
        setTimeout(() => { throw new Error('behind'); }, 50);
        setTimeout(again, 50);
        return 'answer';
      }`,
    );
    expect(outcome).toMatchObject({ success: true, result: 'answer' });
    expect(said(entries)).toEqual([
      'warn: 3 timers were still open when the program returned, and were ended with it. Await pending work.',
    ]);
    await nextRunWorks();
  });

  it.each([
    ['over', 'await new Promise((resolve) => setTimeout(resolve, 10));'],
    ['cleared', 'clearTimeout(setTimeout(() => {}, 50)); clearInterval(+setInterval(() => {}, 50));'],
    ['closed', 'setTimeout(() => {}, 50).close(); { using timer = setInterval(() => {}, 50); }'],
    ['unreferenced', 'setInterval(() => {}, 50).unref();'],
  ])('X60 causes no warning for timers that are %s', async (_, code) => {
    const { outcome, entries } = await executor.run(`export default async () => { ${code} return 1; };`);
    expect(outcome).toMatchObject({ success: true, result: 1 });
    expect(said(entries)).toEqual([]);
  });
});

describe('X99 a program without a default export keeps running', () => {
  it.each([
    ['a timer', `setTimeout(() => console.log('late'), 100);`, ['late']],
    [
      'timers that start others, until an interval is cleared',
      `let n = 0;
       const timer = setInterval(() => { console.log(++n); if (n === 2) clearInterval(timer); }, 20);
       setTimeout(() => setTimeout(() => console.log('inner'), 50), 50);
       setImmediate(() => console.log('soon'));`,
      ['soon', '1', '2', 'inner'],
    ],
    [
      'a timer that is restarted',
      `let n = 0; const timer = setTimeout(() => { console.log(++n); if (n < 3) timer.refresh(); }, 20);`,
      ['1', '2', '3'],
    ],
    [
      'promises that nobody awaits',
      `const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
       async function main() { for (let n = 1; n < 3; n++) { await sleep(20); console.log(n); } }
       main();`,
      ['1', '2'],
    ],
    ['a request', `fetch('https://a.example/').catch(() => console.log('answered'));`, ['answered']],
    [
      'a file operation, and a timer that ends with it',
      `import { readFile } from 'node:fs/promises';
       const timer = setInterval(() => {}, 20);
       readFile('a.txt').catch(() => { console.log('answered'); timer.unref(); });`,
      ['answered'],
    ],
  ])('as Node does: %s', async (_, code, texts) => {
    const { outcome, entries } = await executor.run(code);
    expect(entries.map(({ text }) => text)).toEqual(texts);
    expect(outcome).toMatchObject({ success: true, result: null });
  });

  it('until its timeout, an error or process.exit', async () => {
    const endless = await executor.run(`setInterval(() => console.log('on'), 300);`, { timeoutMs: 1_000 });
    expect(endless.outcome.error).toMatchObject({ category: 'timeout' });
    expect(endless.entries[0]?.text).toBe('on');
    const open = 'setInterval(() => {}, 20);';
    const thrown = await executor.run(`${open}\nsetTimeout(() => { throw new Error('late'); }, 50);`);
    expect(thrown.outcome.error).toMatchObject({ message: 'Error: late', line: 2 });
    const left = await executor.run(`${open} setTimeout(() => process.exit(4), 50);`);
    expect(left.outcome.error).toMatchObject({ exitCode: 4 });
  });
});

describe('exiting', () => {
  it.each([
    [0, true],
    [3, false],
  ])('X17 X97 process.exit(%i) ends the run, after its output', async (code, success) => {
    const { outcome, entries } = await executor.run(
      `export default async () => { console.log("bye"); process.exit(${code}); }`,
    );
    expect(entries.map(({ text }) => text)).toEqual(['bye']);
    expect(outcome.success).toBe(success);
    if (success) return;
    expect(outcome.error?.message).toContain(`exit code ${code}`);
    expect(outcome.error?.exitCode).toBe(code);
  });

  it.each([
    ['process.exitCode = 3;', 3],
    ['setTimeout(() => { process.exitCode = "2"; }, 20);', 2],
    ['process.exitCode = 256;', 1],
    ['process.exitCode = 3; process.exit();', 3],
    ['process.exitCode = 3; throw new Error("x");', undefined],
  ])('X97 %s sets the exit code', async (code, exitCode) => {
    const { outcome } = await executor.run(code);
    expect(outcome.success).toBe(false);
    expect(outcome.error?.exitCode).toBe(exitCode);
  });

  it('X97 an exit code leaves the returned value intact', async () => {
    const { outcome } = await executor.run('export default () => { process.exitCode = 3; return { a: 1 }; }');
    expect(outcome).toMatchObject({ success: false, result: { a: 1 }, resultText: '{ a: 1 }' });
    expect(outcome.error).toMatchObject({ category: 'runtime', exitCode: 3 });
    const none = await executor.run('export default () => { process.exitCode = 0; return 1; }');
    expect(none.outcome).toMatchObject({ success: true, result: 1 });
  });
});

describe('the watchdog', () => {
  it('S7 kills an executor that a program hangs out of the guard’s reach, and the next run works', async () => {
    const hung = executor.run('export default () => /^(a+)+$/.test("a".repeat(64) + "b")', {
      timeoutMs: 1_000,
    });
    await expect(hung).rejects.toThrow();
    await expect
      .poll(() => executor.run('export default () => 1'), { timeout: 30_000 })
      .toMatchObject({
        outcome: { success: true, result: 1 },
      });
  });
});
