import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { applyEdits } from '../../../shared/text.ts';
import { importEdits } from './import-edits.ts';

/** The files that a move changes, with their new texts, by their paths before the move. */
function moved(files: Record<string, string>, moves: Record<string, string>): Record<string, string> {
  const all = Object.entries(files).map(([path, text]) => ({ id: path, path, text }));
  const changed: Record<string, string> = {};
  for (const [id, edits] of importEdits(all, new Map(Object.entries(moves)))) {
    const text = new Y.Doc().getText();
    text.insert(0, files[id] ?? '');
    applyEdits(text, edits);
    changed[id] = text.toJSON();
  }
  return changed;
}

/** The specifier after a move, of an import in one file of a room with these paths. */
function specifierAfter(
  from: string,
  specifier: string,
  moves: Record<string, string>,
  others: readonly string[],
): string | undefined {
  const files = Object.fromEntries(others.map((path) => [path, '']));
  const text = moved({ ...files, [from]: `import '${specifier}';` }, moves)[from];
  return text?.slice("import '".length, -"';".length);
}

test('W207 an import follows its file, written as it was before', () => {
  const cases: [specifier: string, target: string, to: string, after: string | undefined][] = [
    ['./add.ts', 'add.ts', 'sum.ts', './sum.ts'],
    ['./add', 'add.ts', 'sum.ts', './sum'],
    ['./add.js', 'add.ts', 'sum.ts', './sum.js'],
    ['./add.js', 'add.js', 'sum.js', './sum.js'],
    ['./add.js', 'add.ts', 'add.tsx', undefined],
    ['./add', 'add.ts', 'add.js', undefined],
    ['./add.ts', 'add.ts', 'add.mts', './add.mts'],
    ['./add.js', 'add.ts', 'sum.json', './sum.json'],
    ['./add.ts', 'add.ts', 'lib/math/add.ts', './lib/math/add.ts'],
    ['./data.json', 'data.json', 'data/all.json', './data/all.json'],
    ['./data', 'data.json', 'all.json', './all'],
    ['./types', 'types.d.ts', 'api.d.ts', './api'],
    ['./lib', 'lib/index.ts', 'math/index.ts', './math'],
    ['./lib', 'lib/index.ts', 'lib/main.ts', './lib/main'],
    ['./lib/index.ts', 'lib/index.ts', 'index.ts', './index.ts'],
    ['./lib', 'lib/index.ts', 'index.ts', '.'],
    ['#lib/add', 'lib/add.ts', 'math/add.ts', '#math/add'],
    ['/lib/add.ts', 'lib/add.ts', 'math/add.ts', '/math/add.ts'],
    ['lib/add.ts', 'lib/add.ts', 'math/add.ts', 'math/add.ts'],
  ];
  for (const [specifier, target, to, after] of cases)
    expect(
      specifierAfter('main.ts', specifier, { [target]: to }, [target]),
      `${specifier}: ${target} → ${to}`,
    ).toBe(after);
});

test('W207 a file’s own relative imports follow its move, those from the root stay', () => {
  const others = ['src/a.ts', 'src/deep/b.ts', 'c.ts'];
  const cases: [specifier: string, after: string | undefined][] = [
    ['./a.ts', '../../src/a.ts'],
    ['./deep/b', '../../src/deep/b'],
    ['../c.ts', '../../c.ts'],
    ['#src/a.ts', undefined],
    ['/c.ts', undefined],
    ['./missing.ts', undefined],
    ['node:fs', undefined],
    ['https://example.com/x.ts', undefined],
  ];
  for (const [specifier, after] of cases)
    expect(
      specifierAfter('src/main.ts', specifier, { 'src/main.ts': 'lib/in/main.ts' }, others),
      specifier,
    ).toBe(after);
});

test('W207 a moved folder keeps imports within it and changes those into and out of it', () => {
  const files = {
    'src/one/a.ts': "import './b.ts';\nimport '../two.ts';\nimport '#src/one/b.ts';\n",
    'src/one/b.ts': "export * from './a';\n",
    'src/two.ts': "const a = await import('./one/a');\nconst b = require('./one/b.ts');\n",
    'readme.md': "import './src/one/a.ts'\n",
  };
  expect(moved(files, { 'src/one/a.ts': 'one/a.ts', 'src/one/b.ts': 'one/b.ts' })).toEqual({
    'src/one/a.ts': "import './b.ts';\nimport '../src/two.ts';\nimport '#one/b.ts';\n",
    'src/two.ts': "const a = await import('../one/a');\nconst b = require('../one/b.ts');\n",
  });
});

test('W207 an edit replaces only what differs', () => {
  const files = [
    { id: 'a', path: 'main.ts', text: "import './lib/add.ts';" },
    { id: 'b', path: 'lib/add.ts', text: '' },
  ];
  const edits = importEdits(files, new Map([['b', 'lib/sum.ts']]));
  expect([...edits]).toEqual([['a', [{ index: 14, remove: 3, insert: 'sum' }]]]);
});

test('W207 a bare name of one of Node’s modules never means a file', () => {
  expect(specifierAfter('main.ts', 'fs', { 'fs.ts': 'files.ts' }, ['fs.ts'])).toBeUndefined();
});
