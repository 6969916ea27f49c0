import { expect, test } from 'vitest';
import { specifiersIn } from './specifiers.ts';

const found = (text: string): string[] =>
  specifiersIn(text).map((one) => {
    expect(text.slice(one.start, one.start + one.text.length)).toBe(one.text);
    return one.text;
  });

test('W207 every kind of import is found, with the place of its specifier', () => {
  const text = [
    "import './side.ts';",
    "import one, { two as zwei } from './a.ts';",
    'import * as all from "./b";',
    "import type { T } from './types.ts';",
    "import data from './data.json' with { type: 'json' };",
    "export { x } from './c.ts';",
    "export * from './d.ts';",
    "import old = require('./e');",
    "const f = await import(/* later */ './f.ts');",
    'const g = import(`./g.ts`);',
    "const h = require('./h.json');",
    "type I = import('./i.ts').I;",
    "import.meta.resolve('./j.ts');",
    "const k = `${await import('./k.ts')} and ${`${require('./l.ts')}`}`;",
  ];
  expect(found(text.join('\n'))).toEqual([
    './side.ts',
    './a.ts',
    './b',
    './types.ts',
    './data.json',
    './c.ts',
    './d.ts',
    './e',
    './f.ts',
    './g.ts',
    './h.json',
    './i.ts',
    './j.ts',
    './k.ts',
    './l.ts',
  ]);
});

test('W207 what only looks like an import is left alone', () => {
  const text = [
    "// import './a.ts'",
    "/* import './b.ts' */",
    'const text = "import \'./c.ts\'";',
    "const template = `import './d.ts'; ${1} from './e.ts'`;",
    "const pattern = /import '[/`]\\/'/u;",
    "loader.require('./f.ts'); loader.import('./g.ts');",
    "Array.from('./h.ts');",
    "promise.then('./i.ts');",
    "await import('./' + name);",
    'await import(`./${name}.ts`);',
    "const half = total / 2; const rest = 'x' / 2;",
    "import './real.ts';",
  ];
  expect(found(text.join('\n'))).toEqual(['./real.ts']);
});

test('W207 an unfinished text ends the search quietly', () => {
  for (const text of ["import './a", 'const x = `${', '/* open', "import '", '`', '/[', "from '\\"])
    expect(found(text)).toEqual([]);
  expect(found("const broken = 'never closed\nimport './a.ts';")).toEqual(['./a.ts']);
  expect(found("const name = <p>Don't</p>;\nimport './b.ts';")).toEqual(['./b.ts']);
});
