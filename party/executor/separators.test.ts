import { stripTypeScriptTypes } from 'node:module';
import { expect, it } from 'vitest';
import { positionAt, sourcePosition, transpile } from './transpile.ts';

let modules = 0;

/** The values that a module passes to `out`, or its error. */
async function saidBy(code: string): Promise<unknown[]> {
  const said: unknown[] = [];
  Reflect.set(globalThis, 'sayHere', (value: unknown) => said.push(value));
  // Modules with the same text would be one module.
  const module = `const out = globalThis.sayHere; ${code}\n// ${++modules}`;
  try {
    await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(module)}`);
  } catch (error) {
    said.push(String(error));
  }
  return said;
}

it.each<[source: string, ...said: unknown[]]>([
  ['const bag = { n: 1 }\ntype Row = { id: number }\n;[1, 2].forEach((x) => { bag.n += x })\nout(bag.n)', 4],
  ['const a = 1\ninterface I { a: 1 }\n[1].map(String)\nout(a)', 1],
  ['const f = out\ninterface I { a: 1 }\n(1, f(2))', 2],
  ['const f = out\ntype I = { a: 1 }\n;(() => f(2))()\nout(3)', 2, 3],
  ['const f = out\ntype I = 1; (f)(1); out(2)', 1, 2],
  ['const f = out // c\ntype X = 1 // d\n;(f)(1)', 1],
  ['const f = out\n/* c */ type X = {\n a: 1\n}\n;(f)(1)', 1],
  ['const f = out\ntype X = 1\ntype Y = X\ninterface Z {}\n;(f)(1)', 1],
  ['const f = out\ndeclare const q: number\n;(() => f(2))()', 2],
  ['const f = out\ndeclare let z: 1, y: 2\n;(f)(1)', 1],
  ['const f = out\ndeclare function g(): void\n;`a`\nf(3)', 3],
  ['const f = out\ndeclare class E { A: 1 }\n;[1].map((x) => f(x))', 1],
  ['const f = out\ndeclare enum E { A }\n;[1].map((x) => f(x))', 1],
  ['const f = out\ndeclare module "x" { let a: 1 }\n;[1].map((x) => f(x))', 1],
  ['const f = out\ndeclare global { var q: 1 }\n;[1].map((x) => f(x))', 1],
  ['const f = out\nimport type { x } from "y"\n;(() => f(2))()', 2],
  ['const f = out\nexport type { x } from "y"\n;(() => f(2))()', 2],
  ['const f = out\nexport interface Z { a: 1 }\n;[1].map((x) => f(x))', 1],
  ['const f = out\nexport declare const q: 1\n;(f)(1)', 1],
  ['const f = out\nexport default interface Q {}\n;(f)(1)', 1],
  ['const f = out\nfunction h(a: string): void\nfunction h(a: any) {}\n;[1].map((x) => f(x))', 1],
  ['let x = 4, g = 2\ninterface I {}\n/a/g.test("a") ; out(x)', 4],
  ['let x = 1\ntype T = typeof x\n[1].map((y) => out(y))', 1],
  ['let a = 1\nlet b = a as number\ntype X = 1\n;(out)(b)', 1],
  ['let a = 1\nlet b = { a } as {\n  type: number\n}\n;(out)(1)', 1],
  ['let b = ({ a: 1 } as any as {\n  declare: number\n  type: 1 }).a\nout(b)', 1],
  ['const x = 1 as number\n(out)(x)', 1],
  ['const x = 3 satisfies number\n[1].map(() => out(x))', 3],
  ['function f(): number { return 1 as number\n+ 2 }\nout(f())', 3],
  ['let y = out!\n(y)(4)', "ReferenceError: Cannot access 'y' before initialization"],
  ['function f() { return <number>\n5 }\nout(f())', 5],
  ['function f() { throw <any>\n5 }\ntry { f() } catch (e) { out(e) }', 5],
  ['const f = (\n  a: number,\n  b: number,\n): number =>\n  a + b\nout(f(1, 2))', 3],
  [
    'class Q { constructor(\n  private x: number,\n  readonly y = 2,\n) {} }\nout(JSON.stringify(new Q(1)))',
    '{"x":1,"y":2}',
  ],
  [
    'export default abstract class B { abstract foo(): void\n bar() { out(1) } }\nnew (class extends B { foo() {} })().bar()',
    1,
  ],
  ['class A { x = 1\n declare y: number\n ["z"] = 1 }\nout(Object.keys(new A()).join())', 'x,z'],
  ['class A { x = 1\n declare ["q"]: number\n ["z"] = 1 }\nout(Object.keys(new A()).join())', 'x,z'],
  [
    'abstract class A { x = 1\n abstract y: number\n ["z"] = 1 }\nout(Object.keys(new (A as any)()).join())',
    'x,z',
  ],
  ['class A { x = 1\n private *g() { yield 1 } }\nout([...(new A() as any).g()].join())', '1'],
  ['class A { x = 1\n public ["y"] = 2 }\nout(Object.keys(new A()).join())', 'x,y'],
  ['class A { x = 1\n private in = 2 }\nout(Object.keys(new A()).join())', 'x,in'],
  ['class A { static readonly x = 1\n private static ["y"] = 2 }\nout(Object.keys(A).join())', 'x,y'],
  ['class A { x = 1\n readonly y?: number\n ["z"] = 1 }\nout(Object.keys(new A()).join())', 'x,y,z'],
  ['class A\n  implements I {\n  x = 1 }\ninterface I { x: number }\nout(new A().x)', 1],
  ['enum Kind { Kind = 1 }\nout(Kind.Kind)', 1],
  ['enum A { K = 1, A = 2, Z = K }\nout(JSON.stringify(A))', '{"1":"Z","2":"A","K":1,"A":2,"Z":1}'],
  ['function f() { enum A { B, A }\n enum B { A, B = A }\n return [A.A, B.B] }\nout(f().join())', '1,0'],
  [
    'enum Kind { Kind = 1, Other = Kind + 1, Text = `Kind`.length }\nout(JSON.stringify(Kind))',
    '{"1":"Kind","2":"Other","4":"Text","Kind":1,"Other":2,"Text":4}',
  ],
  [
    'enum E { A = "a", B = A, C = "b" + A, D = `d`, "e-f" = `e`, G = 1 }\nout(JSON.stringify(E))',
    '{"1":"G","A":"a","B":"a","C":"ba","D":"d","e-f":"e","G":1}',
  ],
  [
    'class A { z = 1; constructor(readonly x: number, private y = 2) { out(this.z) } }\nout(JSON.stringify(new A(3)))',
    1,
    '{"x":3,"y":2,"z":1}',
  ],
  [
    'class A { a = 1 }\nclass B extends A { b = 2\n constructor(public c: number) { super() } }\nout(JSON.stringify(new B(3)))',
    '{"a":1,"c":3,"b":2}',
  ],
])('X93 %j behaves as it does with semicolons', async (source, ...said) => {
  const { code, mappings } = transpile('a.ts', source);
  expect(await saidBy(stripTypeScriptTypes(source, { mode: 'transform' }))).toEqual(said);
  expect(await saidBy(code)).toEqual(said);
  for (const { index } of code.matchAll(/\bout\b/g)) {
    const { line, column } = sourcePosition(
      { ...(mappings !== undefined && { mappings }) },
      positionAt(code, index),
    );
    expect(source.split('\n')[line - 1]?.slice(column - 1)).toMatch(/^out\b/);
  }
});

it.each(['`${a}`', '`${a} b`', '`a ${b}`', '`${a}${b}`', '`${`${a}`}`', 'tag`${a}`', '`a ${b} c`', '``'])(
  'X117 what follows the template %s is found at its column',
  (template) => {
    const source = `const x: string = ${template};\nfirst(1 as number); second(x!);\n`;
    const { code, mappings = '' } = transpile('a.ts', source);
    for (const name of ['first', 'second']) {
      const at = sourcePosition({ mappings }, positionAt(code, code.indexOf(name)));
      expect(at).toEqual(positionAt(source, source.indexOf(name)));
    }
  },
);
