import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

describe('errors', () => {
  it('X10 in syntax name file, line and column in the room', async () => {
    const { outcome } = await executor.run({
      'main.ts': 'import { f } from "./src/f";\nf();',
      'src/f.ts': 'type A = string;\nexport function f(a: A) {\n  let b = ;\n}',
    });
    expect(outcome.error).toMatchObject({ category: 'syntax', file: 'src/f.ts', line: 3, column: 11 });
  });

  it('X11 at run time have a position, and only frames of the room’s files', async () => {
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
    [
      'const error = Object.assign(new Error("no"), { code: "X", tries: [1, { at: 2 }] });\nObject.defineProperty(error, "late", { enumerable: true, get() { throw 1; } });\nthrow error;',
      "at main.ts:1:29\n{ code: 'X', tries: [ 1, { at: 2 } ], late: [Getter] }",
    ],
    [
      'class Wrong extends Error { status = 404 }\nthrow new Wrong("no", { cause: new Error("why") });',
      'at main.ts:2:7\n{ status: 404 }\nCaused by: Error: why\nat main.ts:2:32',
    ],
    ['throw new RangeError("no");', 'at main.ts:1:7'],
  ])('X118 show their own properties: %j', async (code, stack) => {
    const { outcome } = await executor.run(code);
    expect(outcome.error?.stack).toBe(stack);
  });

  it.each([
    ['require("fs")', "require is not defined: programs are modules: use `import fs from 'node:fs'`."],
    ['module.exports = 1', 'module is not defined: programs are modules: use `export`.'],
    ['console.log(__dirname)', '__dirname is not defined: use `import.meta.dirname`.'],
  ])('X118 say what a module has in the place of %s', async (code, message) => {
    const { outcome } = await executor.run(code);
    expect(outcome.error?.message).toBe(`ReferenceError: ${message}`);
  });

  it('X117 have the right column after a template', async () => {
    const { outcome } = await executor.run(
      'const n: number = 1;\nconsole.log(`${n} is ${n}`);\nconst f = (): never => { throw new Error("here"); };\nf();',
    );
    expect(outcome.error).toMatchObject({ line: 3, column: 32 });
  });

  it.each([
    ['in a timer', 'setTimeout(() => { throw new Error("late"); }, 5)'],
    ['nobody waits for', 'Promise.reject(new Error("late"))'],
    [
      'in a listener of an event',
      'AbortSignal.timeout(5).addEventListener("abort", () => { throw new Error("late"); })',
    ],
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
  ])('X13 are reported whatever is thrown: %s', async (_, statement, message) => {
    const { outcome } = await executor.run(`export default () => { ${statement}; }`);
    expect(outcome.error).toMatchObject({ category: 'runtime', message });
    await nextRunWorks();
  });
});

describe('X92 inner errors', () => {
  it.each([
    [
      'a cause, and its cause',
      'try {\n  JSON.parse("}");\n} catch (cause) {\n  throw new Error("outer", { cause: new Error("inner", { cause }) });\n}',
      'Error: outer',
      [
        'at main.ts:4:9',
        'Caused by: Error: inner',
        'at main.ts:4:37',
        'Caused by: SyntaxError: Unexpected token \'}\', "}" is not valid JSON',
        'at main.ts:2:8',
      ],
    ],
    [
      'all of Promise.any, though it has no place itself',
      'const no = async (x: string) => {\n  throw new Error(x);\n};\nexport default () => Promise.any([no("a"), no("b")]);',
      'AggregateError: All promises were rejected',
      [
        '1 of 2: Error: a',
        'at no (main.ts:2:9)',
        'at default (main.ts:4:35)',
        '2 of 2: Error: b',
        'at no (main.ts:2:9)',
        'at default (main.ts:4:44)',
      ],
    ],
    [
      'a cycle, named once',
      'const a = new Error("a");\nconst b = new Error("b", { cause: a });\na.cause = b;\nthrow a;',
      'Error: a',
      [
        'at main.ts:1:11',
        'Caused by: Error: b',
        'at main.ts:2:11',
        'Caused by: Error: a (the same as above)',
      ],
    ],
    [
      'both of an error in disposal',
      'try {\n  using x = { [Symbol.dispose]() { throw new Error("late"); } };\n  throw new Error("body");\n} catch (e) {\n  throw e;\n}',
      'SuppressedError: An error was suppressed during disposal',
      [
        'at main.ts:3:3',
        'In disposal: Error: late',
        'at [Symbol.dispose] (main.ts:2:42)',
        'at main.ts:3:3',
        'Suppressed: Error: body',
        'at main.ts:3:9',
      ],
    ],
    [
      'a value that is not an error',
      'throw new Error("a", { cause: { code: 5 } });',
      'Error: a',
      ['at main.ts:1:7', 'Caused by: { code: 5 }'],
    ],
  ])('are reported with their positions: %s', async (_, code, message, stack) => {
    const { outcome } = await executor.run(code);
    const [place = ''] = stack.join().match(/main\.ts:\d+:\d+/) ?? [];
    const [file, line, column] = place.split(':');
    expect(outcome.error).toEqual({
      category: 'runtime',
      message,
      file,
      line: Number(line),
      column: Number(column),
      stack: stack.join('\n'),
    });
  });

  it('are reported up to the limit', async () => {
    const { outcome } = await executor.run(
      'let error = new Error("0");\nfor (let i = 1; i < 1_000; i++) error = new Error(String(i), { cause: error });\nthrow error;',
    );
    expect(outcome.error?.stack?.match(/Caused by/g)).toHaveLength(20);
    expect(outcome.error?.stack?.match(/^at/gm)).toHaveLength(21);
  });
});
