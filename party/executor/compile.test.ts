import { describe, expect, it } from 'vitest';
import { compile, type CompiledProgram } from './compile.ts';
import { toSource } from './isolate/positions.ts';
import { CodeProblem } from './problem.ts';

const guard = { folder: '~g', name: '$g' };
const compiled = (files: Record<string, string>, entry = 'main.ts'): Promise<CompiledProgram> =>
  compile(new Map(Object.entries(files)), entry, guard);

async function problemOf(files: Record<string, string>, entry = 'main.ts'): Promise<unknown> {
  try {
    await compiled(files, entry);
  } catch (error) {
    if (error instanceof CodeProblem) return { message: error.message, ...error.place };
    throw error;
  }
  return undefined;
}

describe('X3 modules', () => {
  it('are the files that the entry reaches, by any kind of import', async () => {
    const files = {
      'main.ts': 'import "./a"; export * from "./b"; export default () => import("./c");',
      'a.ts': '',
      'b.ts': '',
      'c.ts': 'import "./main";',
      'd.ts': '(((',
    };
    const program = await compiled(files);
    expect(program.files.map(({ file }) => file)).toEqual(['main.ts', 'c.ts', 'b.ts', 'a.ts']);
  });

  it('import one another by number', async () => {
    const { files, modules } = await compiled({ 'src/m.ts': 'import "../a.js";', 'a.ts': '' }, 'src/m.ts');
    expect(files.map(({ file }) => file)).toEqual(['src/m.ts', 'a.ts']);
    expect(modules.get('0.js')).toContain('import "./1.js";');
  });

  it('X90 share one gate if they load with the entry, and have their own otherwise', async () => {
    const { files } = await compiled({
      'main.ts': 'import "./a"; import("./c");',
      'a.ts': 'import "./b";',
      'b.ts': 'import "./main";',
      'c.ts': 'import "./a"; import "./d";',
      'd.ts': '',
    });
    const gates = files.map(({ file, gate }) => [file, files[gate]?.file]);
    expect(Object.fromEntries(gates)).toEqual({
      'main.ts': 'main.ts',
      'a.ts': 'main.ts',
      'b.ts': 'main.ts',
      'c.ts': 'c.ts',
      'd.ts': 'd.ts',
    });
  });

  it('may have a name like __proto__', async () => {
    const { modules } = await compile(
      new Map([
        ['__proto__', ''],
        ['m.ts', '1'],
      ]),
      'm.ts',
      guard,
    );
    expect([...modules.keys()]).toEqual(['0.js', 'gate-0.js']);
  });
});

describe('X18 node:fs', () => {
  it('is replaced by a module of the isolate, and needs the files sent along when imported', async () => {
    const { modules, readsFiles } = await compiled({
      'main.ts': 'import { readFile } from "node:fs/promises"; export * from "fs/promises"; readFile;',
    });
    expect(modules.get('0.js')?.match(/"\.\/~g\/node-fs-promises\.ts"/g)).toHaveLength(2);
    expect(readsFiles).toBe(false);
    expect(
      (await compiled({ 'main.ts': 'import "./a";', 'a.ts': 'import fs from "fs"; fs;' })).readsFiles,
    ).toBe(true);
  });

  it('X19 reports a missing export where it is imported', async () => {
    expect(
      await problemOf({ 'main.ts': 'import { readFile,\n  watch } from "node:fs";\nwatch();' }),
    ).toMatchObject({
      message: '“node:fs” has no “watch” here.',
      line: 2,
      column: 3,
    });
  });

  it('X116 names the room’s own file where a module of Node’s hides it', async () => {
    const files = { 'main.ts': 'import { glue } from "util";\nglue();', 'util.ts': 'export const glue = 1;' };
    expect(await problemOf(files)).toMatchObject({
      message: '“util” has no “glue” here. For the room’s own file write “/util.ts”.',
      line: 1,
    });
  });
});

describe('X10 compile', () => {
  it.each([
    ['syntax that TypeScript does not know', 'let a = 1;\nlet b = ;', 'Unexpected token', 2, 9],
    [
      'syntax that only JavaScript refuses',
      'let x: number = 1;\nlet x: number = 2;',
      /already been declared/,
      2,
      5,
    ],
    [
      'an error inside an arrow function',
      'const f = (a: number) => {\n  let b = ;\n};',
      'Unexpected token',
      2,
      11,
    ],
    [
      'an error inside arrow functions passed as arguments',
      'run(async (a: A): Promise<B> => {\n  it(() => {\n    const = 1;\n  });\n});',
      'Unexpected token',
      3,
      11,
    ],
    ['an invalid arrow', 'const f = 1 => {};', /./, 1, 13],
    ['a decorator', 'const a: number = 1;\n@dec class A {}', /Decorators/, 2, 1],
    ['a package', 'type A = 1;\nimport { a } from "lodash"; a();', /npm packages/, 2, 19],
    [
      'a missing file in a dynamic import',
      'export default () => import("./nowhere");',
      /^Cannot find module '\.\/nowhere'$/,
      1,
      29,
    ],
  ])('reports the position of %s', async (_, source, message, line, column) => {
    expect(await problemOf({ 'main.ts': source })).toEqual({
      message: typeof message === 'string' ? message : expect.stringMatching(message),
      file: 'main.ts',
      line,
      column,
    });
  });

  it('reports the position of an import that the other file does not export', async () => {
    const files = {
      'main.ts': 'import { a, b } from "./x"; a(b);',
      'x.ts': 'export * from "./y";',
      'y.ts': 'export const a = 1;',
    };
    expect(await problemOf(files)).toEqual({
      message: '“x.ts” has no export “b”.',
      file: 'main.ts',
      line: 1,
      column: 13,
    });
  });

  it('X69 reports a program that is too large', async () => {
    const json = JSON.stringify('x'.repeat(1024 ** 2));
    const names = ['a', 'b', 'c', 'd'];
    const files = Object.fromEntries(names.map((name) => [`${name}.json`, json]));
    const main = names.map((name) => `import "./${name}.json";`).join('\n');
    expect(await problemOf({ 'main.ts': main, ...files })).toMatchObject({
      message: expect.stringContaining('larger than 4 MiB'),
      file: 'a.json',
    });
    expect(await problemOf({ 'main.ts': main.replace('import "./d.json";', ''), ...files })).toBeUndefined();
  });

  it('reports the position of invalid JSON', async () => {
    expect(
      await problemOf({ 'main.ts': 'import d from "./d.json"; d;', 'd.json': '{\n  "a": x\n}' }),
    ).toMatchObject({
      file: 'd.json',
      line: 2,
      column: 8,
    });
  });

  it('reports an entry that does not exist or cannot be run', async () => {
    expect(await problemOf({}, 'none.ts')).toMatchObject({ message: 'There is no file “none.ts” to run.' });
    expect(await problemOf({ 'a.md': '' }, 'a.md')).toMatchObject({
      message: expect.stringMatching(/not TypeScript/),
    });
  });
});

describe('X61 a namespace with code to run', () => {
  const said = (source: string, name = 'main.ts'): Promise<unknown> => problemOf({ [name]: source }, name);

  it.each([
    ['export namespace N { export const x = 1 }', 1, 8],
    ['const a = 1; namespace N { f(a) }', 1, 14],
    ['type A = 1;\nmodule Foo { f() }', 2, 1],
    ['/* q */ namespace/* r */N{ f() }', 1, 9],
    ['namespace A.B.Ünder { f() }', 1, 1],
    ['declare namespace D { let a: 1 }\nnamespace N { f() }', 2, 1],
    ['declare module "x";\nnamespace N\n{ f() }', 2, 1],
    ['namespace T { export type A = 1 }\nnamespace N { export type A = 1; f() }', 2, 1],
    ['namespace T { export namespace U { export namespace V.W { let x: 1 } } }', 1, 1],
    ['namespace T { type A = 1\n enum E { A } }', 1, 1],
  ])('is reported with its position: %s', async (source, line, column) => {
    const message = '`namespace` is not supported here: put its content into a separate file.';
    expect(await said(source)).toEqual({ message, file: 'main.ts', line, column });
  });

  it('is found next to JSX', async () => {
    const source = 'const t = <b>namespace X {1}</b>;\nnamespace N { f(t) }';
    expect(await said(source, 'main.tsx')).toMatchObject({ line: 2, column: 1 });
  });

  it.each([
    '/*\nnamespace X {\n*/\nconst s = `\nnamespace Y {\n`;',
    'declare global { namespace NodeJS { interface A { a: `${string}` } } namespace M { let a: 1 } }',
    'declare module "x" { namespace Y { const a: number } export module Z { let b: 1 } }',
    'export declare namespace E.F { let a: 1 }',
    'interface namespace { module: { a: 1 } }\ninterface module extends namespace { b: 1 }',
    'const module = 1, namespace = { module };\nnamespace\nlabel: { }',
    'export const f = (): module => 1;\ntype module = 1;',
    'export namespace T { export type A = { a: `${string}` }\nexport interface B { a: A } // c\n}\nlet a: T.A;',
    'namespace A.B { export namespace C.D { type E = 1 } declare namespace F { let g: 1 } declare const h: 1 }',
    'namespace Empty {}',
  ])('is not reported for what only looks like one: %s', async (source) => {
    expect(await said(source)).toBeUndefined();
  });
});

describe('X11 positions', () => {
  it('in the running code lead back to the room’s files, past types, imports and guards', async () => {
    const source = [
      'import { a } from "./a";',
      'const f = (x: number, y?: string): number => { while (x < 2) x++; return a(x as number, y); };',
      'export default () => f(1);',
    ].join('\n');
    const { modules, files } = await compiled({
      'main.ts': source,
      'a.ts': 'export const a = (...x: unknown[]) => 1;',
    });
    const running = modules.get('0.js')!.split('\n');
    for (const [line, text] of [
      [2, 'x++'],
      [2, 'a(x'],
      [3, 'f(1)'],
    ] as const) {
      const column = running[line - 1]!.indexOf(text) + 1;
      const expected = source.split('\n')[line - 1]!.indexOf(text) + 1;
      expect(toSource(files[0]!.positions, { line, column })).toEqual({ line, column: expected });
    }
  });
});

describe('X14 the guard', () => {
  const guarded = async (source: string): Promise<string> =>
    (await compiled({ 'main.js': source }, 'main.js')).modules.get('0.js')!.split('\n')[0]!;

  it.each([
    ['for (;;);', 'for (;;){/**/$g();;/*$g*/}'],
    ['while (a) b();', 'while (a) {/**/$g();b();/*$g*/}'],
    ['do x++; while (x)', 'do {/**/$g();x++;/*$g*/} while (x)'],
    [
      'for (const x of y) for (const z in x) f()',
      'for (const x of y) {/**/$g();for (const z in x) {/**/$g();f()/*$g*/}/*$g*/}',
    ],
    ['const f = (x) => ({ a: x });', 'const f = (x) => (($g(),{ a: x }/*$g*/));'],
    ['const f = x => y => x', 'const f = x => ($g(),y => ($g(),x/*$g*/)/*$g*/)'],
    [
      'class A { constructor() {} get b() { return 1 } #c = () => 2 }',
      'class A { constructor() {$g();} get b() {$g(); return 1 } #c = () => ($g(),2/*$g*/) }',
    ],
    [
      'async function* f() { for await (const x of y) yield x }',
      'async function* f() {$g(); for await (const x of y) {/**/$g();yield x/*$g*/} }',
    ],
  ])('is called in %s', async (source, expected) => {
    expect(await guarded(source)).toBe(expected);
  });
});
