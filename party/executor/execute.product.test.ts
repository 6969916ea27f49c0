import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startExecutor, type ExecutorProcess } from '../../test/executor-process.ts';

let executor: ExecutorProcess;
beforeAll(async () => {
  executor = await startExecutor();
});
afterAll(() => executor.stop());

/** Runs one program more: whatever went before must not have hurt the executor. */
async function nextRunWorks(): Promise<void> {
  const { outcome } = await executor.run('export default () => 6 * 7');
  expect(outcome).toMatchObject({ success: true, result: 42 });
}

describe('a program', () => {
  it('X1 X50 runs several TypeScript files and answers what the default export returns', async () => {
    const { outcome } = await executor.run(
      {
        'src/main.ts': [
          'import { add } from "./lib/add.js";',
          'import data from "../data.json" with { type: "json" };',
          'enum Kind { A, B }',
          'interface Context { args: string[] }',
          'export default async (_env: unknown, { args }: Context): Promise<object> =>',
          '  ({ sum: add(1, 2), kind: Kind[1], args, mode: process.env.MODE, data });',
        ].join('\n'),
        'src/lib/add.ts': 'export const add = (a: number, b: number): number => a + b;',
        'data.json': '{"list": [1, 2]}',
      },
      { entry: 'src/main.ts', args: ['x'], env: { MODE: 'test' } },
    );
    expect(outcome).toMatchObject({
      success: true,
      result: { sum: 3, kind: 'B', args: ['x'], mode: 'test', data: { list: [1, 2] } },
      resultText: "{ sum: 3, kind: 'B', args: [ 'x' ], mode: 'test', data: { list: [ 1, 2 ] } }",
    });
  });

  it('X2 that has no default export is run by loading it', async () => {
    const { outcome, entries } = await executor.run('console.log("loaded");');
    expect(entries.map(({ text }) => text)).toEqual(['loaded']);
    expect(outcome).toMatchObject({ success: true, result: null, resultText: '' });
  });

  it('X3 is not disturbed by a broken file that it does not reach', async () => {
    const { outcome } = await executor.run({ 'main.ts': 'export default () => 1', 'broken.ts': '(((' });
    expect(outcome).toMatchObject({ success: true, result: 1 });
  });

  it('X4 starts in a fresh isolate: nothing of an earlier run is there', async () => {
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

  it('X6 reaches its host by env.ECHO, which knows room and run from its host alone', async () => {
    const { outcome } = await executor.run(
      'export default async ({ ECHO }: any) => [await ECHO.ping(), await ECHO.info({ room: "other" }), await ECHO.echo({ a: [1] })]',
    );
    expect(outcome.result).toEqual(['pong', { room: 'room-1', runId: 'run-1' }, { a: [1] }]);
  });
});

describe('output', () => {
  it('X7 arrives while the program runs, in order, with levels and counted from 0', async () => {
    const { entries, batches } = await executor.run(`export default async () => {
      console.log('one %s', { a: 1 });
      await new Promise((resolve) => setTimeout(resolve, 200));
      console.warn('two');
      console.error(new Map([[1, 2]]));
    }`);
    expect(entries.map(({ level, text }) => [level, text])).toEqual([
      ['log', 'one { a: 1 }'],
      ['warn', 'two'],
      ['error', 'Map(1) { 1 => 2 }'],
    ]);
    expect(batches, 'X56 that it begins, and then what it says').toEqual([
      { count: 0, seq: 0 },
      { count: 1, seq: 0 },
      { count: 2, seq: 1 },
    ]);
  });

  it('X8 is cut past its size, and says how much is missing', async () => {
    const { entries, outcome } = await executor.run(
      'export default () => { for (let i = 0; i < 100_000; i++) console.log("x".repeat(100)); }',
    );
    expect(outcome).toMatchObject({ success: true, truncated: true });
    const said = entries.filter(({ level }) => level !== 'system');
    const bytes = said.reduce((sum, { text }) => sum + text.length, 0);
    expect(bytes).toBeLessThanOrEqual(1024 * 1024);
    expect(entries.at(-1)).toMatchObject({ level: 'system', text: expect.stringMatching(/\d+ more lines/) });
    await nextRunWorks();
  });

  it('X9 of a line is cut past its size', async () => {
    const { entries } = await executor.run('console.log("é".repeat(1_000_000))');
    const [{ text } = { text: '' }] = entries;
    expect(text).toMatch(/… \(991840 more characters cut\)$/);
  });
});

describe('errors', () => {
  it('X10 of syntax name file, line and column in the room', async () => {
    const { outcome } = await executor.run({
      'main.ts': 'import { f } from "./src/f";\nf();',
      'src/f.ts': 'type A = string;\nexport function f(a: A) {\n  let b = ;\n}',
    });
    expect(outcome.error).toMatchObject({ category: 'syntax', file: 'src/f.ts', line: 3, column: 11 });
  });

  it('X11 of a running program name the place and only the frames of the room', async () => {
    const { outcome } = await executor.run({
      'src/add.ts':
        'type X = number;\nexport function add(a: X, b?: X): X {\n  if (b === undefined) throw new TypeError("no b");\n  return a + b;\n}\n',
      'main.ts':
        'import { add } from "./src/add";\nexport default () => {\n  for (let i: number = 0; i < 3; i++) add(i, i === 2 ? undefined : 1);\n};',
    });
    expect(outcome).toMatchObject({ success: false, result: null });
    expect(outcome.error).toEqual({
      category: 'runtime',
      message: 'TypeError: no b',
      file: 'src/add.ts',
      line: 3,
      column: 30,
      stack: 'at add (src/add.ts:3:30)\nat default (main.ts:3:39)',
    });
  });

  it.each([
    ['in a timer', 'setTimeout(() => { throw new Error("late"); }, 5)'],
    ['nobody waits for', 'Promise.reject(new Error("late"))'],
  ])('X12 %s end the run', async (_, statement) => {
    const { outcome } = await executor.run(
      `export default async () => { ${statement}; await new Promise((resolve) => setTimeout(resolve, 1000)); }`,
    );
    expect(outcome.error).toMatchObject({ category: 'runtime', message: 'Error: late', line: 1 });
  });

  it.each([
    ['a plain object', 'throw { a: 1 }', 'Thrown: { a: 1 }'],
    [
      'a proxy that throws',
      'throw new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; } })',
      'The program threw something that cannot be shown.',
    ],
  ])('X13 are told whatever is thrown: %s', async (_, statement, message) => {
    const { outcome } = await executor.run(`export default () => { ${statement}; }`);
    expect(outcome.error).toMatchObject({ category: 'runtime', message });
    await nextRunWorks();
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

  it('X15 says where it computed, and keeps what it said before', async () => {
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

describe('ending itself', () => {
  it.each([
    [0, true],
    [3, false],
  ])('X17 process.exit(%i) ends the run, after its output', async (code, success) => {
    const { outcome, entries } = await executor.run(
      `export default async () => { console.log("bye"); process.exit(${code}); }`,
    );
    expect(entries.map(({ text }) => text)).toEqual(['bye']);
    expect(outcome.success).toBe(success);
    if (!success) expect(outcome.error?.message).toContain(`exit code ${code}`);
  });
});

describe('the watchdog', () => {
  it('S7 kills an executor that a program hangs where no guard reaches, and the next run works', async () => {
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
