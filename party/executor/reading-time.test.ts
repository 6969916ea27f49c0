import { expect, it } from 'vitest';
import { compile } from './compile.ts';

const guard = { folder: '~g', name: '$g' };
const read = async (files: Record<string, string>, entry = 'main.ts'): Promise<string> => {
  try {
    await compile(new Map(Object.entries(files)), entry, guard);
    return 'read';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
const many = (count: number, text: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => text(at)).join('');

it.each([
  ['conditionals that may be arrow functions', `x = ${'b ? (c) : d => '.repeat(2_000)}1`],
  ['type arguments that may be comparisons', `x = ${'new F<'.repeat(20_000)}a`],
  ['arrow functions around an error', `x = ${'(a): void => {\nf('.repeat(3_000)} a b ${')}'.repeat(3_000)}`],
  ['brackets', `x = ${'['.repeat(20_000)}`],
  ['members', `x${'.a'.repeat(20_000)}`],
  ['variables in blocks', `${'{'.repeat(500)}${many(20_000, (at) => `var a${at};`)}${'}'.repeat(500)}`],
])('X80 refuses nesting that would take too long to parse: %s', async (_, source) => {
  expect(await read({ 'main.ts': source })).toMatch(/^This is nested too deeply/);
});

it.each([
  ['many variables', many(20_000, (at) => `let a${at};`)],
  ['many exports', `${many(10_000, (at) => `let a${at};`)} export {${many(10_000, (at) => `a${at},`)}}`],
  ['many members of an enum', `enum E {${many(10_000, (at) => `a${at},`)}}`],
  ['many loops in one line', 'for(;;);'.repeat(20_000)],
  ['many dotted names', `let a: ${'namespace.'.repeat(20_000)}b;\ntype c = 1; // namespace d`],
  ['many namespaces in one another', `${'namespace a {\n'.repeat(800)}${'}'.repeat(800)}`],
  ['many namespaces of types', 'namespace a { type b = 1 }\n'.repeat(12_000)],
  ['many namespaces in a comment', `/*\n${'namespace a {\n'.repeat(12_000)}*/`],
  ['many named groups', `/${many(5_000, (at) => `(?<a${at}>b)|`)}/;`],
])('X80 parses %s', async (_, source) => {
  expect(await read({ 'main.ts': source })).toBe('read');
});

it('X80 reports where a file becomes too nested', async () => {
  const main = `const a: number = 1;\nx = ${'b ? (c) : d => '.repeat(500)}1`;
  await expect(compile(new Map([['main.ts', main]]), 'main.ts', guard)).rejects.toMatchObject({
    place: { file: 'main.ts', line: 2 },
  });
});

it('X80 refuses a file of more than 1 MiB, and more Unicode properties than can be looked up', async () => {
  expect(await read({ 'main.ts': ' '.repeat(1024 ** 2 + 1) })).toMatch(/larger than 1 MiB.*Split it/);
  expect(await read({ 'main.ts': `/${'\\p{L}'.repeat(200)}/u;` })).toBe('read');
  expect(await read({ 'main.ts': `/${'\\p{L}'.repeat(201)}/u;` })).toMatch(/200 Unicode properties/);
});

it('X80 gives up on names behind too many `export *`', async () => {
  const names = Array.from({ length: 120 }, (_, at) => `m${at}`);
  const all = names.map((name) => `export * from './${name}.ts';`).join('');
  const modules = names.map((name): [string, string] => [`${name}.ts`, `${all} export const ${name} = 1;`]);
  const wanted = Array.from({ length: 2_000 }, (_, at) => `m119 as a${at}`).join(',');
  const files = Object.fromEntries(modules);
  const main = `import {${wanted}} from './m0.ts';`;
  expect(await read({ 'main.js': main, ...files }, 'main.js')).toMatch(/too many `export \*`/);
  expect(await read({ 'main.js': "import {m119} from './m0.ts';", ...files }, 'main.js')).toBe('read');
});
